/** Reads a checkpoint. It is checked to the last byte before a search sees anything of it. */

import { type FileHandle, open } from 'node:fs/promises';
import { UsageError } from '../../base/errors.ts';
import { count } from '../../base/words.ts';
import type { Snapshot } from '../../explorer/index.ts';
import { reasonOf } from '../files.ts';
import { mebibytes } from '../units.ts';
import { readBody, snapshotFrom } from './body.ts';
import { type Difference, differenceOf } from './difference.ts';
import {
  bodyBytes,
  FORMAT,
  FORMAT_VERSION,
  HASH_BYTES,
  type Header,
  type Identity,
  parseHeader,
  statesOf,
} from './header.ts';
import { EndOfFile, Input } from './input.ts';

/** Bytes that the first two lines may have. */
const FORMAT_LINE_MAX = 80;
const HEADER_LINE_MAX = 2 ** 28;

/** What was read. */
export interface Checkpoint {
  readonly header: Header;
  readonly snapshot: Snapshot;
}

/**
 * Reads the checkpoint of a search with this identity. Throws `USAGE-FILE` for a file that cannot be
 * read, and `USAGE-CHECKPOINT` for one that is damaged, belongs to another search, or has more states
 * than fit in `memoryBytesMax`.
 */
export async function readCheckpoint(
  path: string,
  identity: Identity,
  memoryBytesMax = Number.POSITIVE_INFINITY,
): Promise<Checkpoint> {
  let file: FileHandle | null = null;
  try {
    file = await open(path, 'r');
    const stat = await file.stat();
    if (stat.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
    if (!stat.isFile()) throw new Error('it is no plain file');
    const input = new Input(file);
    const header = await readHeader(input, path, stat.size);
    const difference = differenceOf(header, identity);
    if (difference === null) checkRoom(header, path, memoryBytesMax);
    const body = await readBody(input, header, difference === null);
    const isWhole = await input.endsWithHash(HASH_BYTES);
    if (!isWhole) throw damaged(path, 'its hash is not that of its bytes');
    if (difference !== null) throw foreign(path, difference);
    return { header, snapshot: snapshotFrom(header, body) };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (error instanceof EndOfFile) throw damaged(path, 'it ends too early');
    throw new UsageError('USAGE-FILE', `cannot read ${path}: ${reasonOf(error)}`, { cause: error });
  } finally {
    await file?.close();
  }
}

async function readHeader(input: Input, path: string, size: number): Promise<Header> {
  if (size === 0) throw damaged(path, 'it is empty');
  checkFormat(await firstLine(input), path);
  const header = parseHeader((await input.line(HEADER_LINE_MAX)) ?? '');
  if (header === null) throw damaged(path, 'its second line cannot be read');
  const expected = input.taken + bodyBytes(header) + HASH_BYTES;
  if (size < expected) throw damaged(path, `it ends after ${size} of ${expected} bytes`);
  if (size > expected) throw damaged(path, `it has ${size} bytes instead of ${expected}`);
  return header;
}

/** The first line; a file without one has an empty one. */
async function firstLine(input: Input): Promise<string> {
  try {
    return (await input.line(FORMAT_LINE_MAX)) ?? '';
  } catch (error) {
    if (error instanceof EndOfFile) return '';
    throw error;
  }
}

function checkFormat(line: string, path: string): void {
  const [, format, version] = /^(.*) (\d+)$/.exec(line) ?? [];
  if (format !== FORMAT) {
    throw new UsageError('USAGE-CHECKPOINT', `${path} is no checkpoint of a search`, {
      hint: 'Give --resume a file that an earlier check wrote with --checkpoint.',
    });
  }
  if (Number(version) === FORMAT_VERSION) return;
  throw foreign(path, {
    what: `it has version ${version} of the format, and only version ${FORMAT_VERSION} can be read`,
    hint: 'Go on with the Interlock that wrote it, or start anew without --resume.',
  });
}

/** The words of the states must fit; whether their table does is the concern of the search. */
function checkRoom(header: Header, path: string, memoryBytesMax: number): void {
  const states = statesOf(header);
  const bytes = states * header.wordCount * 4;
  if (bytes <= memoryBytesMax) return;
  throw new UsageError(
    'USAGE-CHECKPOINT',
    `cannot go on from ${path}: its ${count(states, 'state')} take ${mebibytes(bytes)}, and the search may take ${mebibytes(memoryBytesMax)}`,
    { hint: 'Allow more with --max-memory.' },
  );
}

function damaged(path: string, what: string): UsageError {
  return new UsageError('USAGE-CHECKPOINT', `${path} is damaged: ${what}`, {
    hint: 'Go on from an intact copy, or start anew without --resume.',
  });
}

function foreign(path: string, { what, hint }: Difference): UsageError {
  return new UsageError('USAGE-CHECKPOINT', `cannot go on from ${path}: ${what}`, { hint });
}
