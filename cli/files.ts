/** Reading and writing files. A file is either written whole or not at all. */

import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, UsageError } from '../base/errors.ts';

/** Writes `text` to `folder/name`, by way of a temporary file. Throws `USAGE-FILE`. */
export function writeWhole(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  const temporary = join(folder, `.${name}.${process.pid}`);
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

function discard(path: string): void {
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
};

function reasonOf(error: unknown): string {
  const code = (error as { readonly code?: string }).code ?? '';
  return reasons[code] ?? messageOf(error);
}
