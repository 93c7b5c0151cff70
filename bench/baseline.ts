/** What is written by hand for the trial system, and the C search among it: the mark to compare with. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assert } from '../base/errors.ts';
import type { Contestant } from './contest.ts';
import { compilerOf, make, timedRun } from './programs.ts';

/** Run from the sources, and from dist/ beside them. */
const FOLDERS = ['baseline/', '../../bench/baseline/'];

/** The path of something that was written by hand. */
export function byHand(name: string): string {
  const paths = FOLDERS.map((folder) => fileURLToPath(new URL(folder + name, import.meta.url)));
  const path = paths.find((candidate) => existsSync(candidate));
  assert(path !== undefined, `${name} is in bench/baseline`);
  return path;
}

/** `baseline/trial.c`, with a table that ends up at most half full. It times its search itself. */
export const handWrittenC: Contestant = {
  name: 'hand-written C',
  ready: async ({ workload: { trial, expected }, folder }) => {
    const compiler = compilerOf();
    if (trial === null || compiler === null) return [];
    const flags = ['-O3', '-march=native'];
    const program = join(folder, 'trial-c');
    const readyMs = make(compiler, [...flags, '-o', program, byHand('trial.c')], folder);
    const bits = Math.max(10, 1 + Math.ceil(Math.log2(expected.states + 1)));
    const args = [trial.vcpus, trial.pages, bits].map(String);
    return [
      {
        how: 'trial.c',
        readyMs,
        run: async (cpuMsMax) => {
          const ran = timedRun(program, args, folder, cpuMsMax);
          if (ran === null) return null;
          const [states = 0, transitions = 0, s = 0] = ran.output.trim().split(' ').map(Number);
          return { states, transitions, elapsedMs: s * 1000, cpuMs: ran.cpuMs };
        },
      },
    ];
  },
};
