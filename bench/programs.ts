/** Programs of others: compiled, run and timed. */

import { spawnSync } from 'node:child_process';
import { assert } from '../base/errors.ts';

/** Compilers to try, in this order. */
const COMPILERS = ['cc', 'gcc', 'clang'];
/** Characters of output that are kept. */
const OUTPUT_MAX = 1 << 26;

/** How much a C compiler is to optimise. */
export type Optimise = '-O0' | '-O3';

/** Whether a program can be run. */
export function isInstalled(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
}

/** The C compiler to use; null when there is none. */
export function compilerOf(): string | null {
  return COMPILERS.find(isInstalled) ?? null;
}

/** Runs a program that must succeed, and returns the milliseconds it took. */
export function make(program: string, args: readonly string[], folder: string): number {
  const started = performance.now();
  const { status, stderr, stdout } = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
  assert(status === 0, `${program} ${args.join(' ')} succeeds: ${stdout} ${stderr}`);
  return performance.now() - started;
}

/** A run of a program to its end. */
export interface ProgramRun {
  readonly output: string;
  readonly elapsedMs: number;
  /** User and system time. */
  readonly cpuMs: number;
}

/** How a shell tells that a program was ended because it had used up its time. */
const GAVE_UP = [128 + 9, 128 + 24];

/** Runs a program that must succeed, and times it; null when it uses more than `cpuMsMax`. */
export function timedRun(
  program: string,
  args: readonly string[],
  folder: string,
  cpuMsMax: number,
): ProgramRun | null {
  const limit = Number.isFinite(cpuMsMax) ? `ulimit -t ${Math.ceil(cpuMsMax / 1000)}; ` : '';
  const script = `${limit}"$@" && times >&2`;
  const started = performance.now();
  const options = { cwd: folder, encoding: 'utf8', maxBuffer: OUTPUT_MAX } as const;
  const { status, stdout, stderr } = spawnSync(
    'sh',
    ['-c', script, 'sh', program, ...args],
    options,
  );
  const elapsedMs = performance.now() - started;
  if (limit !== '' && GAVE_UP.includes(status ?? 0)) return null;
  assert(status === 0, `${program} ${args.join(' ')} succeeds: ${stdout} ${stderr}`);
  return { output: stdout, elapsedMs, cpuMs: childrenMs(stderr) };
}

/** What `times` says of the children: minutes and seconds of user and system time. */
function childrenMs(text: string): number {
  const last = text.trimEnd().split('\n').at(-1) ?? '';
  const times = [...last.matchAll(/(\d+)m([\d.]+)s/g)];
  assert(times.length === 2, `the times of a program are in ${JSON.stringify(last)}`);
  return times.reduce((sum, [, minutes, s]) => sum + Number(minutes) * 6e4 + Number(s) * 1e3, 0);
}

/** The number that a pattern finds. */
export function numberIn(text: string, pattern: RegExp): number {
  const [, digits] = pattern.exec(text) ?? [];
  assert(digits !== undefined, `${pattern} is in: ${text.slice(-500)}`);
  return Number(digits);
}
