/** The program of a process that searches a workload, by name, whenever it is told to, and says how long it took. */

import { assert } from '../base/errors.ts';
import { breadthFirst, link } from '../explorer/index.ts';
import { largeWorkloads, tinyWorkloads, usualWorkloads } from './workloads.ts';

const [, , name] = process.argv;
const all = [...tinyWorkloads(), ...usualWorkloads(), ...largeWorkloads()];
const workload = all.find((one) => one.name === name);
assert(workload !== undefined, `there is a workload ${name}`);
const system = link(workload.system);
const { states } = workload.expected;

process.on('message', async () => {
  const started = performance.now();
  const found = await breadthFirst(system);
  const ms = performance.now() - started;
  assert(Number(found.states) === states, `${name} has ${states} states, found ${found.states}`);
  process.send?.(ms);
});
