/** Values of options, read from text. Every function throws `USAGE-OPTION` for what it cannot read. */

import { availableParallelism } from 'node:os';
import { UsageError } from '../base/errors.ts';
import { suggestion } from '../base/words.ts';
import type { Limits } from '../explorer/index.ts';
import { memoryBytesAvailable } from './memory.ts';

/** A parser of whole numbers in a range, both ends included. */
export function wholeNumber(
  option: string,
  min: number,
  max = Number.MAX_SAFE_INTEGER,
): (text: string) => number {
  return (text) => {
    const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
    throw new UsageError(
      'USAGE-OPTION',
      `option ${option}: ${JSON.stringify(text)} is not allowed; a whole number ${range}.`,
    );
  };
}

/** Most threads that can be asked for. */
const WORKERS_MAX = 64;
/** Most threads that are started unless told: beyond these, they mostly wait for memory. */
const WORKERS_AUTO_MAX = 8;

/** Reads a number of threads; `auto` is as many as the machine runs at once, up to eight. */
export function workers(text: string): number {
  if (text === 'auto') return Math.min(WORKERS_AUTO_MAX, availableParallelism());
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= 1 && value <= WORKERS_MAX) return value;
  throw new UsageError(
    'USAGE-OPTION',
    `option --workers: ${JSON.stringify(text)} is not allowed; a whole number from 1 to ${WORKERS_MAX}, or auto.`,
  );
}

/** A parser of seconds; fractions are allowed. */
export function seconds(option: string): (text: string) => number {
  return (text) => {
    const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    if (value > 0) return value;
    throw new UsageError(
      'USAGE-OPTION',
      `option ${option}: ${JSON.stringify(text)} is not allowed; a number of seconds above 0.`,
    );
  };
}

/** A parser of one word out of a few. */
export function oneOf<const T extends string>(
  code: 'USAGE-ENGINE' | 'USAGE-FORMAT' | 'USAGE-OPTION',
  what: string,
  known: readonly T[],
): (text: string) => T {
  return (text) => {
    const found = known.find((word) => word === text);
    if (found !== undefined) return found;
    throw new UsageError(code, `there is no ${what} ${JSON.stringify(text)}`, {
      hint: suggestion(text, known),
    });
  };
}

/** Adds one more value to an option that can be given several times. */
export function several(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

/** `--set k=v ...`, or another option that is written like it, as a record. */
export function settings(
  texts: readonly string[] = [],
  option = '--set',
): Readonly<Record<string, string>> {
  const values = new Map<string, string>();
  for (const text of texts) {
    const [, name, value] = /^([^=\s]+)=(.*)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined) {
      throw new UsageError(
        'USAGE-OPTION',
        `option ${option}: ${JSON.stringify(text)} is malformed`,
        {
          hint: `Write ${option} name=value, once for each parameter.`,
        },
      );
    }
    if (values.has(name)) {
      throw new UsageError('USAGE-OPTION', `option ${option}: parameter ${name} is given twice`, {
        hint: `Several words for one parameter are separated by commas: ${option} name=one,two.`,
      });
    }
    values.set(name, value);
  }
  return Object.fromEntries(values);
}

/** `scheme=S1,vcpus=2` as several settings; a comma inside a value stays. */
export function separated(texts: readonly string[] = []): readonly string[] {
  return texts.flatMap((text) => text.split(/,(?=[^=,\s]+=)/));
}

/** Limits as options give them; memory is limited to what the machine has in any case. */
export function limitsOf({
  maxStates,
  maxMemory,
  timeout,
}: {
  readonly maxStates?: number;
  readonly maxMemory?: number;
  readonly timeout?: number;
}) {
  return {
    memoryBytesMax: maxMemory === undefined ? memoryBytesAvailable() : maxMemory * 2 ** 20,
    ...(maxStates === undefined ? {} : { statesMax: maxStates }),
    ...(timeout === undefined ? {} : { timeMsMax: timeout * 1000 }),
  } satisfies Limits;
}
