/**
 * SPIN, exact and without reduction, in every way that may be its fastest: our export and, for the
 * trial system, a model written by hand; depth-first and breadth-first; states masked or not.
 *
 * The flags are those that the manual page of pan lists to make a safety search fast. It is asked
 * about nothing but the states. `-o3` keeps SPIN from merging statements, which would be a reduction.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promela } from '../explorer/index.ts';
import { byHand } from './baseline.ts';
import type { Contestant, Ready, Run, Subject } from './contest.ts';
import { compilerOf, isInstalled, make, numberIn, type Optimise, timedRun } from './programs.ts';

const FLAGS = [
  ...['-march=native', '-w'],
  ...['-DSAFETY', '-DNOREDUCE', '-DNOFAIR', '-DNOBOUNDCHECK', '-DMEMLIM=65536'],
];
/** Ways to search, by what else its checker is compiled with. */
const WAYS: Readonly<Record<string, readonly string[]>> = {
  'depth first': [],
  'depth first, unmasked': ['-DNOCOMP'],
  'breadth first': ['-DBFS'],
};

/** `optimise` is for the C compiler: a bench wants its best, a test wants it to be quick. */
export const spin = (optimise: Optimise): Contestant => ({
  name: 'SPIN',
  ready: async (subject) => {
    const compiler = compilerOf();
    if (!subject.workload.checkers || compiler === null || !isInstalled('spin')) return [];
    return modelsOf(subject).flatMap(({ name, path, defines }) =>
      Object.entries(WAYS).map(([way, flags], i) =>
        compiled(subject, compiler, {
          name,
          path,
          defines,
          way,
          flags: [optimise, ...flags],
          number: i,
        }),
      ),
    );
  },
});

interface Model {
  readonly name: string;
  readonly path: string;
  readonly defines: readonly string[];
}

function modelsOf({ workload: { trial }, linked, folder }: Subject): readonly Model[] {
  const path = join(folder, 'export.pml');
  writeFileSync(path, [...promela(linked)].join(''));
  const exported = { name: 'our export', path, defines: [] };
  if (trial === null) return [exported];
  const defines = [`-DN=${trial.vcpus}`, `-DM=${trial.pages}`];
  return [{ name: 'by hand', path: byHand('trial.pml'), defines }, exported];
}

function compiled(
  { workload: { expected }, folder: parent }: Subject,
  compiler: string,
  way: Model & { readonly way: string; readonly flags: readonly string[]; readonly number: number },
): Ready {
  const folder = join(parent, `${way.name} ${way.number}`);
  mkdirSync(folder);
  const readyMs =
    make('spin', [...way.defines, '-a', '-o2', '-o3', way.path], folder) +
    make(compiler, [...FLAGS, ...way.flags, '-o', 'pan', 'pan.c'], folder);
  const places = Math.max(10, Math.ceil(Math.log2(expected.states)));
  const args = ['-E', '-n', `-m${expected.states + 100}`, `-w${places}`];
  return {
    how: `${way.name}, ${way.way}`,
    readyMs,
    run: async (cpuMsMax): Promise<Run | null> => {
      const ran = timedRun(join(folder, 'pan'), args, folder, cpuMsMax);
      if (ran === null) return null;
      const { output, elapsedMs, cpuMs } = ran;
      return {
        states: numberIn(output, /(\d+) states, stored/),
        transitions: numberIn(output, /(\d+) transitions/) - 1,
        elapsedMs,
        cpuMs,
      };
    },
  };
}
