/**
 * SPIN's answer, from two models: one with all claims about states as assertions, which is searched to
 * the end however many fail, and one to count the deadlocks in.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertedBy, type LinkedSystem, promela } from '../../explorer/index.ts';
import { type Answer, askedOf, deadlockOf, type Effort, type OtherChecker } from './answer.ts';
import { numberIn, run } from './run.ts';

/** Steps of the longest path that is followed; SPIN keeps 46 bytes for each. */
const DEPTH_MAX = 3_000_000;

export const spin: OtherChecker = { name: 'SPIN', programs: ['spin', 'cc'], ask };

async function ask(system: LinkedSystem, folder: string, effort: Effort): Promise<Answer> {
  const [asked, deadlock] = [askedOf(system), deadlockOf(system)];
  const [claims, stuck] = await Promise.all([
    verify(system, asked, join(folder, 'claims'), effort),
    deadlock.length === 0 ? null : verify(system, deadlock, join(folder, 'deadlock'), effort),
  ]);
  const states = statesIn(claims);
  if (stuck !== null && statesIn(stuck) !== states) {
    throw new Error(`SPIN counts ${states} states, and ${statesIn(stuck)} looking for deadlocks`);
  }
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
  system: LinkedSystem,
  properties: readonly string[],
  folder: string,
  effort: Effort,
): Promise<string> {
  mkdirSync(folder);
  writeFileSync(join(folder, 'model.pml'), [...promela(system, { properties })].join(''));
  await run('spin', ['-a', '-o2', 'model.pml'], folder);
  const flags = [effort, '-w', '-DSAFETY', '-DNOREDUCE'];
  await run('cc', [...flags, '-o', 'pan', 'pan.c'], folder);
  const deadlocks = properties.some((name) => deadlockOf(system).includes(name));
  const options = [`-m${DEPTH_MAX}`, '-c0', '-n', ...(deadlocks ? [] : ['-E'])];
  const output = await run(join(folder, 'pan'), options, folder, [0]);
  if (/max search depth too small|Search not completed/.test(output)) {
    throw new Error(`SPIN did not visit everything:\n${output}`);
  }
  return output;
}
