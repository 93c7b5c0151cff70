/** The program of a process that searches a workload, by name, whenever it is told to, and says how long it took. */

import { breadthFirst, link } from '../explorer/index.ts';
import { largeWorkloads, tinyWorkloads, usualWorkloads } from './workloads.ts';

const [, , name] = process.argv;
const all = [...tinyWorkloads(), ...usualWorkloads(), ...largeWorkloads()];
const workload = all.find((one) => one.name === name);
if (workload === undefined) throw new Error(`there is no workload ${name}`);
const system = link(workload.system);

process.on('message', async () => {
  const started = performance.now();
  await breadthFirst(system);
  process.send?.(performance.now() - started);
});
