/** Writes a snapshot to a file, in pieces. A crash at any moment leaves the older file as it was. */

import { createHash } from 'node:crypto';
import { mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Snapshot } from '../../explorer/index.ts';
import { discard, temporaryFor } from '../files.ts';
import { FORMAT, FORMAT_VERSION, type Header, headerOf, type Identity } from './header.ts';

/** Bytes that are written at once. */
const PIECE_BYTES = 1 << 20;

/** What was written. */
export interface Written {
  readonly header: Header;
  readonly bytes: number;
}

/**
 * Writes a checkpoint by way of a temporary file in the same folder, which is only renamed once all of
 * it is on the disk. Throws the errors of the file system.
 */
export async function writeCheckpoint(
  path: string,
  identity: Identity,
  snapshot: Snapshot,
): Promise<Written> {
  const header = headerOf(identity, snapshot);
  const folder = dirname(path);
  const temporary = temporaryFor(path);
  const onExit = (): void => discard(temporary);
  process.once('exit', onExit);
  try {
    await mkdir(folder, { recursive: true });
    const bytes = await writeSynced(temporary, encoded(header, snapshot));
    await rename(temporary, path);
    await syncFolder(folder);
    return { header, bytes };
  } catch (error) {
    discard(temporary);
    throw error;
  } finally {
    process.off('exit', onExit);
  }
}

async function writeSynced(path: string, pieces: Iterable<Uint8Array>): Promise<number> {
  const hash = createHash('sha256');
  const file = await open(path, 'w');
  try {
    for (const piece of pieces) {
      hash.update(piece);
      await file.writeFile(piece);
    }
    await file.writeFile(hash.digest());
    await file.sync();
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

/** Makes a renaming last, on systems where folders can be synchronised. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const file = await open(folder, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Everything before the hash. A piece is only valid until the next one is asked for. */
function* encoded(header: Header, snapshot: Snapshot): Iterable<Uint8Array> {
  yield Buffer.from(`${FORMAT} ${FORMAT_VERSION}\n${JSON.stringify(header)}\n`);
  const buffer = Buffer.alloc(PIECE_BYTES);
  const view = new DataView(buffer.buffer, buffer.byteOffset, PIECE_BYTES);
  let used = 0;
  for (const words of wordsOf(snapshot)) {
    for (let i = 0; i < words.length; i++) {
      view.setInt32(used, words[i] ?? 0, true);
      used += 4;
      if (used < PIECE_BYTES) continue;
      yield buffer;
      used = 0;
    }
  }
  yield buffer.subarray(0, used);
}

/** The words of all states, then for each target its step (or -1) and the words of its state. */
function* wordsOf({ expanded, open, found, standings }: Snapshot): Iterable<Int32Array> {
  for (const pieces of expanded) yield* pieces;
  yield* open;
  yield* found;
  for (const { targets } of standings) {
    for (const { step, words } of targets) {
      yield Int32Array.of(step ?? -1);
      yield words;
    }
  }
}
