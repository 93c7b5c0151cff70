/**
 * SPIN's answer, from two models: one with all claims about states as assertions, which is searched to
 * the end however many fail, and one to count the deadlocks in.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertedBy, type LinkedSystem, promela } from '../../explorer/index.ts';
import { type Answer, deadlockOf, type OtherChecker, type Question } from './answer.ts';
import { lastLines, numberIn, run } from './run.ts';
import { verifyBoth } from './two-models.ts';

export const spin: OtherChecker = { name: 'SPIN', programs: ['spin', 'cc'], ask };

async function ask(question: Question): Promise<Answer> {
  const { system } = question;
  const { asked, claims, stuck, states } = await verifyBoth(
    question,
    (properties, name) => verify(question, properties, name),
    statesIn,
  );
  const failed = new Set(claims.split('\n').map(assertedBy));
  const found = system.properties.map(({ name }, p) => [name, failed.has(p + 1)] as const);
  return {
    states,
    // One transition leads to the initial state, one to each failed assertion.
    transitions: numberIn(claims, /(\d+) transitions/) - 1 - errorsIn(claims),
    deadlocks: stuck === null ? null : errorsIn(stuck),
    found: Object.fromEntries(found.filter(([name]) => asked.includes(name))),
  };
}

function errorsIn(output: string): number {
  return numberIn(output, /errors: (\d+)/);
}

function statesIn(output: string): number {
  return numberIn(output, /(\d+) states, stored/);
}

async function verify(
  { system, states, folder: parent, signal }: Question,
  properties: readonly string[],
  name: string,
): Promise<string> {
  const folder = join(parent, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'model.pml'), [...promela(system, { properties })].join(''));
  await run('spin', ['-a', '-o2', 'model.pml'], { folder, signal });
  const { compiler, options } = spinFlags(system, states);
  await run('cc', [...compiler, '-w', '-o', 'pan', 'pan.c'], { folder, signal });
  const deadlocks = properties.some((property) => deadlockOf(system).includes(property));
  const all = [...options, '-c0', '-n', ...(deadlocks ? [] : ['-E'])];
  const output = await run(join(folder, 'pan'), all, { folder, signal });
  if (/max search depth too small|Search not completed/.test(output)) {
    throw new Error(`SPIN did not visit everything\n${lastLines(output)}`);
  }
  return output;
}

/** Programs that visit more states than this are worth optimising, so long as it takes. */
const OPTIMISED_FROM = 1_000_000;
/** From here on memory is worth more than time: components are stored apart. */
const COLLAPSED_FROM = 30_000_000;
/** Steps of the longest path that is followed at most; SPIN keeps 46 bytes for each. */
const DEPTH_MAX = 50_000_000;
/** Bytes of components that fit where SPIN is told nothing. */
const VECTOR_USUAL = 1024;

/**
 * How SPIN's checker is compiled and run for so many states. A state vector holds at most four bytes
 * for each component and a header; a path is never longer than there are states.
 */
export function spinFlags(
  { slots }: LinkedSystem,
  states: number,
): { readonly compiler: readonly string[]; readonly options: readonly string[] } {
  const vector = 64 + 4 * slots.length;
  const depth = Math.min(states + 1_000, DEPTH_MAX);
  const places = Math.min(30, Math.max(14, Math.ceil(Math.log2(states + 1))));
  const bytes = states * (vector + 64) + depth * 64 + 2 ** places * 8 + 2 ** 28;
  return {
    compiler: [
      states > OPTIMISED_FROM ? '-O2' : '-O0',
      '-DSAFETY',
      '-DNOREDUCE',
      `-DMEMLIM=${Math.ceil(bytes / 2 ** 20)}`,
      ...(vector > VECTOR_USUAL ? [`-DVECTORSZ=${vector}`] : []),
      ...(states > COLLAPSED_FROM ? ['-DCOLLAPSE'] : []),
    ],
    options: [`-m${depth}`, `-w${places}`],
  };
}
