/**
 * The hand-written C search of the trial system (`baseline/trial.c`), built where there is a C
 * compiler: the mark to compare with on the machine at hand.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assert } from '../base/errors.ts';
import type { Counts } from './adjacency.ts';

/** A size of the trial system. */
export interface TrialSize {
  readonly vcpus: number;
  readonly pages: number;
}

/** What the baseline counted, and how long it searched. */
export type BaselineRun = Counts & { readonly elapsedMs: number };

/** Compilers to try, in this order. */
const COMPILERS = ['cc', 'gcc', 'clang'];
/** Run from the sources, and from dist/ beside them. */
const SOURCES = ['baseline/trial.c', '../../bench/baseline/trial.c'];

/**
 * Builds and runs the baseline `runs` times, with a table that ends up at most half full. Null when
 * there is no compiler or no source; throws a `DefectError` when it builds but does not finish.
 */
export function runBaseline(
  { vcpus, pages }: TrialSize,
  statesExpected: number,
  runs: number,
): readonly BaselineRun[] | null {
  const source = SOURCES.map((path) => fileURLToPath(new URL(path, import.meta.url))).find((path) =>
    existsSync(path),
  );
  if (source === undefined) return null;
  const folder = mkdtempSync(join(tmpdir(), 'interlock-baseline-'));
  try {
    const program = join(folder, 'trial');
    if (!COMPILERS.some((compiler) => compiles(compiler, source, program))) return null;
    const bits = Math.max(10, 1 + Math.ceil(Math.log2(statesExpected + 1)));
    const args = [vcpus, pages, bits].map(String);
    return Array.from({ length: runs }, () => runOnce(program, args));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function compiles(compiler: string, source: string, program: string): boolean {
  return spawnSync(compiler, ['-O2', '-o', program, source], { stdio: 'ignore' }).status === 0;
}

function runOnce(program: string, args: readonly string[]): BaselineRun {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8' });
  assert(status === 0, `the C baseline finishes with ${args.join(' ')}`);
  const [states = 0, transitions = 0, seconds = 0] = stdout.trim().split(' ').map(Number);
  return { states, transitions, elapsedMs: seconds * 1000 };
}
