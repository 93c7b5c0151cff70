/**
 * Rumur, exact, on one thread and without symmetry reduction: our export and, for the trial system, a
 * model written by hand; with and without packed auxiliary data, as its manual suggests for speed.
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { murphi } from '../explorer/index.ts';
import { byHand } from './baseline.ts';
import type { Contestant, Ready, Run, Subject } from './contest.ts';
import { compilerOf, isInstalled, make, numberIn, type Optimise, timedRun } from './programs.ts';

const OPTIONS = [
  ['--deadlock-detection', 'off'],
  ['--symmetry-reduction', 'off'],
  ['--threads', '1'],
  ['--counterexample-trace', 'off'],
  ['--output-format', 'machine-readable'],
].flat();

/** `optimise` is for the C compiler: a bench wants its best, a test wants it to be quick. */
export const rumur = (optimise: Optimise): Contestant => ({
  name: 'Rumur',
  ready: async (subject) => {
    const compiler = compilerOf();
    if (!subject.workload.checkers || compiler === null || !isInstalled('rumur')) return [];
    return modelsOf(subject).flatMap(({ name, text }) =>
      packings(subject).map((pack) => compiled(subject, [compiler, optimise], name, text, pack)),
    );
  },
});

/** With more rules than this the C compiler takes half a minute: only what was faster in trials. */
const RULES_MANY = 150;

function packings({ linked }: Subject): readonly ('on' | 'off')[] {
  return linked.steps.length > RULES_MANY ? ['off'] : ['on', 'off'];
}

function modelsOf({ workload: { trial }, linked }: Subject) {
  const exported = { name: 'our export', text: [...murphi(linked)].join('') };
  if (trial === null) return [exported];
  const text = readFileSync(byHand('trial.m'), 'utf8')
    .replaceAll('@VCPUS@', String(trial.vcpus))
    .replaceAll('@PAGES@', String(trial.pages));
  return [exported, { name: 'by hand', text }];
}

function compiled(
  { folder: parent }: Subject,
  [compiler, optimise]: readonly [compiler: string, optimise: Optimise],
  name: string,
  text: string,
  pack: string,
): Ready {
  const folder = join(parent, `${name} ${pack}`);
  mkdirSync(folder);
  writeFileSync(join(folder, 'model.m'), text);
  const wide = process.arch === 'x64' ? ['-mcx16'] : [];
  const libraries = process.arch === 'x64' ? ['-lpthread'] : ['-lpthread', '-latomic'];
  const flags = [optimise, '-march=native', '-w', ...wide];
  const readyMs =
    make('rumur', [...OPTIONS, '--pack-state', pack, '--output', 'model.c', 'model.m'], folder) +
    make(compiler, [...flags, '-o', 'model', 'model.c', ...libraries], folder);
  return {
    how: `${name}, ${pack === 'on' ? 'packed' : 'unpacked'}`,
    readyMs,
    run: async (cpuMsMax): Promise<Run | null> => {
      const ran = timedRun(join(folder, 'model'), [], folder, cpuMsMax);
      if (ran === null) return null;
      const { output, elapsedMs, cpuMs } = ran;
      return {
        states: numberIn(output, /<summary states="(\d+)"/),
        transitions: numberIn(output, /<summary [^>]*rules_fired="(\d+)"/),
        elapsedMs,
        cpuMs,
      };
    },
  };
}
