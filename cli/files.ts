/** Reading and writing files. A file is either written whole or not at all. */

import {
  accessSync,
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { messageOf, UsageError } from '../base/errors.ts';
import { inPieces } from './terminal.ts';

/** Writes `text` to `folder/name`, by way of a temporary file. Throws `USAGE-FILE`. */
export function writeWhole(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  const temporary = temporaryFor(path);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(temporary, text);
    renameSync(temporary, path);
    return path;
  } catch (error) {
    discard(temporary);
    throw new UsageError('USAGE-FILE', `cannot write ${path}: ${reasonOf(error)}`, {
      cause: error,
      hint: 'Give --out a folder that can be written to.',
    });
  }
}

/** The name a file has until all of it is written: in the same folder, so that it can be renamed. */
export function temporaryFor(path: string): string {
  return join(dirname(path), `.${basename(path)}.${process.pid}`);
}

/** Writes a long text to a file, by way of a temporary one. Throws `USAGE-FILE`. */
export function writeAll(path: string, chunks: Iterable<string>): void {
  const temporary = temporaryFor(path);
  try {
    const file = opened(temporary, path);
    try {
      for (const piece of inPieces(chunks)) writeSync(file, piece);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    discard(temporary);
    if (error instanceof UsageError) throw error;
    throw unwritable(path, error);
  }
}

/** Throws `USAGE-FILE` where a file could not be written, before long work is done for it. */
export function refuseUnwritable(path: string): void {
  try {
    accessSync(dirname(path), constants.W_OK);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isDirectory() === true) throw Object.assign(new Error(), { code: 'EISDIR' });
  } catch (error) {
    throw unwritable(path, error);
  }
}

function opened(temporary: string, path: string): number {
  try {
    return openSync(temporary, 'w');
  } catch (error) {
    throw unwritable(path, error);
  }
}

function unwritable(path: string, cause: unknown): UsageError {
  return new UsageError('USAGE-FILE', `cannot write ${path}: ${reasonOf(cause)}`, {
    cause,
    hint: 'Give --out a file in a folder that can be written to.',
  });
}

/** Removes a file, if it is there. */
export function discard(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It was never there.
  }
}

/** The text of a file. Throws `USAGE-FILE`. */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError('USAGE-FILE', `cannot read ${path}: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is no folder',
  EEXIST: 'a file of that name is in the way',
  EACCES: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'files may not become that large here',
};

/** What is wrong with a file, in words. */
export function reasonOf(error: unknown): string {
  const code = (error as { readonly code?: string }).code ?? '';
  return reasons[code] ?? messageOf(error);
}
