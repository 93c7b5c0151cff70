/** Keeps a search in a file while it runs, and takes up one that was kept. */

import { closeSync, mkdirSync, openSync, readSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UsageError } from '../../base/errors.ts';
import { count } from '../../base/words.ts';
import {
  type LinkedSystem,
  once,
  type Reduction,
  type SearchOptions,
  type Snapshot,
} from '../../explorer/index.ts';
import type { SystemDefinition } from '../../models/compose/index.ts';
import { discard, reasonOf, temporaryFor } from '../files.ts';
import { FORMAT, type Identity, identityOf, statesOf } from './header.ts';
import { readCheckpoint } from './read.ts';
import { writeCheckpoint } from './write.ts';

/** What can be asked for. */
export interface KeepFlags {
  /** The file to save in. */
  readonly checkpoint?: string;
  /** Seconds between two saves. */
  readonly checkpointEvery?: number;
  /** The file to go on from. */
  readonly resume?: string;
}

/** A search in a file. */
export interface KeptSearch {
  readonly file: string;
  readonly states: number;
}

const EVERY_SECONDS = 60;

export class Keeper {
  readonly #flags: KeepFlags;
  readonly #warn: (text: string) => void;
  #resumed: KeptSearch | null = null;
  #saved: (KeptSearch & { readonly bytes: number }) | null = null;

  /** `warn` is told what went wrong without ending the search. */
  constructor(flags: KeepFlags, warn: (text: string) => void) {
    this.#flags = flags;
    this.#warn = warn;
  }

  /** Where the search went on from. */
  get resumed() {
    return this.#resumed;
  }

  /** What was last saved in this run. */
  get saved() {
    return this.#saved;
  }

  /**
   * What a search of this system needs to be kept and gone on from. Throws `UsageError` when the one
   * file cannot be written to, or the other is not a checkpoint of this search.
   */
  async begin(
    system: SystemDefinition,
    linked: LinkedSystem,
    {
      reductions,
      memoryBytesMax,
    }: { readonly reductions: readonly Reduction[]; readonly memoryBytesMax: number },
  ): Promise<Pick<SearchOptions, 'resume' | 'checkpoint'>> {
    const { checkpoint, checkpointEvery = EVERY_SECONDS, resume } = this.#flags;
    if (checkpoint === undefined && resume === undefined) return {};
    if (checkpoint !== undefined) this.#claim(checkpoint, resume);
    const identity = identityOf(system, linked, reductions);
    const read =
      resume === undefined ? null : await readCheckpoint(resume, identity, memoryBytesMax);
    if (resume !== undefined && read !== null) {
      this.#resumed = { file: resume, states: statesOf(read.header) };
    }
    const save = (snapshot: Snapshot): Promise<void> =>
      this.#save(checkpoint ?? '', identity, snapshot);
    return {
      ...(read === null ? {} : { resume: once(read.snapshot) }),
      ...(checkpoint === undefined
        ? {}
        : { checkpoint: { everyMs: checkpointEvery * 1000, save } }),
    };
  }

  /** Finds out before the search whether a file can be written; never to replace anything else. */
  #claim(file: string, resume: string | undefined): void {
    try {
      const stat = statSync(file, { throwIfNoEntry: false });
      if (stat?.isDirectory() === true) throw Object.assign(new Error(), { code: 'EISDIR' });
      if (stat?.isFile() === false) throw new Error('it is no plain file');
      if (stat !== undefined && stat.size > 0) this.#refuseToReplace(file, resume);
      mkdirSync(dirname(file), { recursive: true });
      const temporary = temporaryFor(file);
      closeSync(openSync(temporary, 'w'));
      discard(temporary);
    } catch (error) {
      if (error instanceof UsageError) throw error;
      throw new UsageError('USAGE-FILE', `cannot write ${file}: ${reasonOf(error)}`, {
        cause: error,
        hint: 'Give --checkpoint a file in a folder that can be written to.',
      });
    }
  }

  #refuseToReplace(file: string, resume: string | undefined): void {
    if (beginningOf(file, FORMAT.length) !== FORMAT) {
      throw new UsageError(
        'USAGE-CHECKPOINT',
        `${file} is there, is no checkpoint, and is not replaced by one`,
        { hint: 'Give --checkpoint another name.' },
      );
    }
    if (resume !== undefined && resolve(resume) === resolve(file)) return;
    this.#warn(
      `${file} holds an earlier search, which the first save replaces; --resume goes on from it`,
    );
  }

  /** A file system that fails does not end a search: what was saved before is still there. */
  async #save(file: string, identity: Identity, snapshot: Snapshot): Promise<void> {
    try {
      const { header, bytes } = await writeCheckpoint(file, identity, snapshot);
      this.#saved = { file, states: statesOf(header), bytes };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      const last =
        this.#saved === null
          ? 'nothing was saved yet'
          : `${file} has ${count(this.#saved.states, 'state')}`;
      this.#warn(`the search could not be saved in ${file}: ${reasonOf(error)}; ${last}`);
    }
  }
}

function beginningOf(file: string, length: number): string {
  const handle = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(length);
    return bytes.toString('latin1', 0, readSync(handle, bytes));
  } finally {
    closeSync(handle);
  }
}
