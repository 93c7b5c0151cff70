/** From the word a user gives, a family's name or a file, to the system it stands for. */

import { statSync } from 'node:fs';
import { ModelError, messageOf, UsageError } from '../base/errors.ts';
import { suggestion } from '../base/words.ts';
import type { Family, Parameters, SystemDefinition } from '../models/compose/index.ts';
import { families } from '../models/systems/index.ts';
import { inFile } from './in-file.ts';

/** A system or a family, and where it came from. */
export interface Subject {
  /** The word that names it on the command line. */
  readonly word: string;
  readonly of: SystemDefinition | Family;
  /** The file it was loaded from; null for the families we have. */
  readonly file: string | null;
}

const LOADABLE = /\.(ts|mts|js|mjs)$/;

/** Finds a family by its name or loads a file. Throws `UsageError` and `ModelError`. */
export async function load(word: string): Promise<Subject> {
  const family = families.find(({ name }) => name === word);
  if (family !== undefined) return { word, of: family, file: null };
  const stat = statSync(word, { throwIfNoEntry: false });
  if (stat === undefined || (stat.isDirectory() && !/[/.]/.test(word))) throw unknown(word);
  if (stat.isDirectory() || !LOADABLE.test(word)) {
    throw new UsageError('USAGE-FILE', `${word} is no module that could hold a system`, {
      hint: 'Give a .ts, .mts, .js or .mjs file whose default export is a system or a family.',
    });
  }
  const { loadFile } = await import('./load-file.ts');
  return { word, of: await loadFile(word), file: word };
}

function unknown(word: string): UsageError {
  const names = families.map(({ name }) => name);
  const looksLikeFile = LOADABLE.test(word) || /[/\\]/.test(word);
  return new UsageError(
    'USAGE-SYSTEM',
    looksLikeFile ? `there is no file ${word}` : `there is no system ${JSON.stringify(word)}`,
    {
      hint: looksLikeFile
        ? `Give the path of a module from here, or a system that is known: ${names.join(', ')}.`
        : `${suggestion(word, names)} The path of a file works too.`,
    },
  );
}

/** The system for the given parameters. Throws `UsageError` and `ModelError`. */
export function instantiate(
  { word, of, file }: Subject,
  settings: Readonly<Record<string, unknown>> = {},
): SystemDefinition {
  if (of.kind === 'system') {
    const name = Object.keys(settings)[0];
    if (name === undefined) return of;
    throw new UsageError('USAGE-PARAMETER', `${word} has no parameter ${JSON.stringify(name)}`, {
      hint: 'It is a single system. Export a family (defineFamily) to have parameters.',
    });
  }
  try {
    return of.instantiate(settings);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (error instanceof ModelError) throw file === null ? error : inFile(file, error);
    throw new ModelError(
      'MODEL-EXCEPTION',
      `${file === null ? '' : `${file}, default export: `}building system ${of.name} threw: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

/** The parameters of a family; a single system has none. */
export function parametersOf(of: SystemDefinition | Family): Parameters {
  return of.kind === 'system' ? {} : of.parameters;
}
