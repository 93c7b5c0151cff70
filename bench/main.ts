/**
 * `npm run bench`: tables of times, each with a hash of what was computed. Everybody counts the
 * same in this run, or it ends.
 */

import { parseArgs } from 'node:util';
import { grouped } from '../base/words.ts';
import { adjacencyMap } from './adjacency.ts';
import { handWrittenC } from './baseline.ts';
import { type Column, headLine, rowLine } from './columns.ts';
import { tableOfEngines } from './engines-table.ts';
import { measure, type Row } from './measure.ts';
import { milliseconds } from './milliseconds.ts';
import { ours } from './ours.ts';
import { rumur } from './rumur.ts';
import { spin } from './spin.ts';
import { tableOfSymbolic } from './symbolic-table.ts';
import { gainOfTwo } from './two-at-once.ts';
import { tableOfWalks } from './walks-table.ts';
import { largeWorkloads, tinyWorkloads, usualWorkloads } from './workloads.ts';

const HELP = `npm run bench -- [--tiny | --large] [--symbolic] | --engines | --walks

  --tiny      some hundred states, for a look at the tables
  --large     the usual sizes, and some that take minutes and gigabytes
  --symbolic  only the table of the symbolic engine
  --engines   the catalogue on the explicit engine, the symbolic one, and both in turns
  --walks     how soon walks at random find what is wrong in the full system
`;

const NOTES = `
search: median of the runs, after everything is compiled or linked (ready); first: before V8 has
optimised anything, and with memory that the kernel has yet to give, as whoever searches once has it
(every run of C, SPIN and Rumur is a process of its own). cpu: time of all processors; where it is far below search, the machine was busy.
B/state: states and tables at their largest moment, growth included.
faster: how many times faster interlock, with one worker, is than this row (search over search; for
xstate/graph, linking is counted as ours); by cpu: the same ratio of times of processors, which a
busy machine changes less. We are asked all properties and keep what traces need; C
(table sized beforehand), SPIN and Rumur are asked only to visit all states, without reductions, on
one core, each in the fastest of its ways that were tried: the last column says which.
two at once: how much more two processes do than one, each searching for itself with one worker; two
workers of one search cannot be expected to do more.
hash: of states and transitions; after the slash, of verdicts, traces and coverage too.`;

const contestants = [...ours, handWrittenC, spin('-O3'), rumur('-O3'), adjacencyMap];

const columns: readonly Column<Row>[] = [
  ['system', -10, (row) => row.system],
  ['engine', -20, (row) => row.engine],
  ['states', 10, (row) => grouped(row.states)],
  ['transitions', 12, (row) => grouped(row.transitions)],
  ['ready', 9, (row) => milliseconds(row.readyMs)],
  ['search', 10, (row) => milliseconds(row.searchMs)],
  ['first', 10, (row) => milliseconds(row.firstMs)],
  ['cpu', 10, (row) => milliseconds(row.cpuMs)],
  ['states/s', 10, (row) => grouped(Math.round((row.states / row.searchMs) * 1000))],
  ['B/state', 7, (row) => row.bytesPerState?.toFixed(1) ?? ''],
  ['faster', 7, (row) => times(row.timesFaster)],
  ['by cpu', 7, (row) => times(row.timesLessCpu)],
  ['hash', -25, ({ hash, resultHash }) => (resultHash === null ? hash : `${hash}/${resultHash}`)],
  ['', -1, (row) => row.how],
];

function times(ratio: number | null): string {
  if (ratio === null) return '';
  return `${ratio < 10 ? ratio.toFixed(2) : grouped(Math.round(ratio))}x`;
}

const { values } = parseArgs({
  options: {
    tiny: { type: 'boolean', default: false },
    large: { type: 'boolean', default: false },
    symbolic: { type: 'boolean', default: false },
    engines: { type: 'boolean', default: false },
    walks: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(HELP);
else if (values.engines) await tableOfEngines();
else if (values.walks) await tableOfWalks();
else {
  if (!values.symbolic) await tableOfAll();
  await tableOfSymbolic(values.tiny ? 'tiny' : values.large ? 'large' : 'usual');
}

async function tableOfAll(): Promise<void> {
  const usual = values.tiny ? tinyWorkloads() : usualWorkloads();
  console.log(headLine(columns));
  const seen = new Set<string>();
  for (const workload of values.large ? [...usual, ...largeWorkloads()] : usual) {
    for (const row of await measure(workload, contestants)) {
      seen.add(row.engine);
      console.log(rowLine(columns, row));
    }
    if (workload.twoAtOnce) {
      console.log(`${workload.name}  two at once: ${(await gainOfTwo(workload)).toFixed(2)}x`);
    }
  }
  const absent = contestants.filter(({ name }) => !seen.has(name)).map(({ name }) => name);
  if (absent.length > 0) console.log(`skipped, not there: ${absent.join(', ')}`);
  console.log(NOTES);
}
