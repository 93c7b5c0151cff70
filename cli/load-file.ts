/** Loads a module of the user and takes the system or the family out of it. */

import { spawnSync } from 'node:child_process';
import { register } from 'node:module';
import { relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ModelError, messageOf, UsageError } from '../base/errors.ts';
import type { Family, SystemDefinition } from '../models/compose/index.ts';
import { inFile } from './in-file.ts';

/** The default export of a file. Throws `MODEL-LOAD`, `MODEL-EXPORT`, or what building it throws. */
export async function loadFile(file: string): Promise<SystemDefinition | Family> {
  await prepare(file);
  return exported(file, await imported(file));
}

/** TypeScript needs tsx; a file outside of any package needs our hooks in front of it. */
async function prepare(file: string): Promise<void> {
  if (/ts$/.test(file)) {
    const tsx = await import('tsx/esm/api');
    tsx.register();
  }
  register(new URL('./module-hooks.js', import.meta.url));
}

async function imported(file: string): Promise<Readonly<Record<string, unknown>>> {
  const url = pathToFileURL(resolve(file)).href;
  const unmute = muteUncaught();
  try {
    return (await import(url)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    await new Promise((done) => setImmediate(done));
    if (error instanceof ModelError) throw inFile(file, error);
    if (error instanceof UsageError) throw error;
    throw notLoaded(file, url, error);
  } finally {
    unmute();
  }
}

/** What a loader throws besides rejecting the import is no second error. Returns how to undo this. */
function muteUncaught(): () => void {
  const before = process.listeners('uncaughtException');
  const ignore = (): void => {};
  process.removeAllListeners('uncaughtException').on('uncaughtException', ignore);
  return () => {
    process.off('uncaughtException', ignore);
    for (const listener of before) process.on('uncaughtException', listener);
  };
}

function notLoaded(file: string, url: string, error: unknown): ModelError {
  const message = messageOf(error);
  const syntax = syntaxError(file, message, error);
  if (syntax !== undefined) return new ModelError('MODEL-LOAD', syntax, { cause: error });
  const missing = /Cannot find (?:module|package) '([^']+)'/.exec(message)?.[1];
  if (missing !== undefined) {
    const what = missing.startsWith('/') ? relative('.', missing) : JSON.stringify(missing);
    return new ModelError('MODEL-LOAD', `${file}: it imports ${what}, which cannot be found`, {
      cause: error,
      hint: 'Relative imports need their extension; packages must be installed where the file is.',
    });
  }
  const kind = error instanceof Error ? error.name : 'an exception';
  return new ModelError(
    'MODEL-LOAD',
    `${file}${position(url, error)}: loading it threw ${kind}: ${message}`,
    {
      cause: error,
    },
  );
}

/** `file:3:5: Expected ";" but found "x"`; undefined when it is no syntax error. */
function syntaxError(file: string, message: string, error: unknown): string | undefined {
  const [, at, what] = /^[^\n]*?:(\d+:\d+): (?:ERROR|error): ([^\n]*)/m.exec(message) ?? [];
  if (at !== undefined) return `${file}:${at}: syntax error: ${what}`;
  if (!(error instanceof SyntaxError)) return undefined;
  const line = lineOfSyntaxError(file);
  const export_ = /The requested module '([^']+)' does not provide an export named '([^']+)'/.exec(
    message,
  );
  if (export_ !== null) return `${file}: ${export_[1]} exports no ${JSON.stringify(export_[2])}`;
  return `${file}${line === undefined ? '' : `:${line}`}: syntax error: ${message}`;
}

/** The line of a syntax error in JavaScript, which only Node's own check tells. */
function lineOfSyntaxError(file: string): string | undefined {
  const { stderr } = spawnSync(process.execPath, ['--check', resolve(file)], { encoding: 'utf8' });
  const [path, line] = /^(?:file:\/\/)?(.*):(\d+)$/m.exec(stderr)?.slice(1) ?? [];
  return path === resolve(file) ? line : undefined;
}

/** `:12:3` where in the user's file something was thrown, if the stack tells. */
function position(url: string, error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const path = fileURLToPath(url);
  for (const line of stack.split('\n')) {
    const at = line.includes(path) ? /:(\d+:\d+)\)?$/.exec(line)?.[1] : undefined;
    if (at !== undefined) return `:${at}`;
  }
  return '';
}

function exported(
  file: string,
  namespace: Readonly<Record<string, unknown>>,
): SystemDefinition | Family {
  const value = unwrapped(namespace);
  if (value === undefined) {
    const others = Object.entries(namespace).filter(([, other]) => kindOf(other) !== undefined);
    throw new ModelError('MODEL-EXPORT', `${file}: it has no default export`, {
      hint:
        others[0] === undefined
          ? 'Write `export default defineSystem(...)` or `export default defineFamily(...)`.'
          : `Its export ${others[0][0]} is a ${kindOf(others[0][1])}: add \`export default ${others[0][0]};\`.`,
    });
  }
  const kind = kindOf(value);
  if (kind === undefined) {
    throw new ModelError('MODEL-EXPORT', `${file}: its default export is ${described(value)}`, {
      hint: 'It must be what defineSystem or defineFamily returns.',
    });
  }
  for (const [field, isRight, wanted] of fields[kind]) {
    if (!isRight((value as Record<string, unknown>)[field])) {
      throw new ModelError(
        'MODEL-EXPORT',
        `${file}: its default export is a ${kind} whose field ${JSON.stringify(field)} is not ${wanted}`,
        { hint: `Make it with ${kind === 'system' ? 'defineSystem' : 'defineFamily'}.` },
      );
    }
  }
  return value as SystemDefinition | Family;
}

/** CommonJS modules have their default export one level deeper. */
function unwrapped(namespace: Readonly<Record<string, unknown>>): unknown {
  const value = namespace['default'];
  const inner = (value as { readonly default?: unknown } | null | undefined)?.default;
  return kindOf(value) === undefined && inner !== undefined ? inner : value;
}

function kindOf(value: unknown): 'system' | 'family' | undefined {
  const kind = (value as { readonly kind?: unknown } | null | undefined)?.kind;
  return kind === 'system' || kind === 'family' ? kind : undefined;
}

type Field = readonly [name: string, isRight: (value: unknown) => boolean, wanted: string];

const isText = (value: unknown): boolean => typeof value === 'string';
const isRecord = (value: unknown): boolean => typeof value === 'object' && value !== null;

const fields: Readonly<Record<'system' | 'family', readonly Field[]>> = {
  system: [
    ['name', isText, 'a string'],
    ['parameters', isRecord, 'an object'],
    ['components', Array.isArray, 'an array'],
    ['steps', Array.isArray, 'an array'],
    ['properties', Array.isArray, 'an array'],
    ['onRequest', Array.isArray, 'an array'],
    ['notAsked', Array.isArray, 'an array'],
  ],
  family: [
    ['name', isText, 'a string'],
    ['parameters', isRecord, 'an object'],
    ['instantiate', (value) => typeof value === 'function', 'a function'],
  ],
};

function described(value: unknown): string {
  if (value === null) return 'null';
  if (value instanceof Promise) return 'a promise; export the value it is for';
  if (typeof value === 'function') return 'a function; call it, or make a family of it';
  if (typeof value === 'object') {
    const machine = 'getInitialSnapshot' in value && 'transition' in value;
    return machine
      ? 'an XState machine; make it a component of a system'
      : 'an object of another kind';
  }
  return `a ${typeof value}`;
}
