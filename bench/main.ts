/**
 * `npm run bench`: one table of times, each with a hash of what was computed.
 *
 * On the trial system a hand-written C search is the mark, where there is a compiler; its ratio is
 * that of the searches alone. For `getAdjacencyMap` of `xstate/graph` on the same composed system, the
 * ratio says how many times longer it takes than linking and searching it here. All of it in this
 * run, and with the same counts.
 */

import { parseArgs } from 'node:util';
import { grouped } from '../base/words.ts';
import { BASELINE, measure, type Row } from './measure.ts';
import { largeWorkloads, tinyWorkloads, usualWorkloads } from './workloads.ts';

const HELP = `npm run bench -- [--tiny | --full]

  --tiny   some hundred states, for a look at the table
  --full   the usual sizes and one of 61 million states
`;

const columns: readonly (readonly [head: string, width: number, cell: (row: Row) => string])[] = [
  ['system', -10, (row) => row.system],
  ['engine', -22, (row) => row.engine],
  ['states', 10, (row) => grouped(row.states)],
  ['transitions', 12, (row) => grouped(row.transitions)],
  ['link', 8, (row) => (row.linkMs === null ? '' : milliseconds(row.linkMs))],
  ['search', 10, (row) => milliseconds(row.searchMs)],
  ['first run', 10, (row) => milliseconds(row.firstMs)],
  ['states/s', 10, (row) => grouped(Math.round((row.states / row.searchMs) * 1000))],
  ['B/state', 8, (row) => row.bytesPerState?.toFixed(1) ?? ''],
  ['ratio', 8, (row) => (row.ratio === null ? '' : row.ratio.toFixed(row.ratio < 10 ? 2 : 0))],
  ['hash', -12, (row) => row.hash],
];

function milliseconds(ms: number): string {
  return ms < 100 ? `${ms.toFixed(1)} ms` : `${grouped(Math.round(ms))} ms`;
}

function line(cells: readonly string[]): string {
  return columns
    .map(([, width], c) =>
      width < 0 ? (cells[c] ?? '').padEnd(-width) : (cells[c] ?? '').padStart(width),
    )
    .join('  ')
    .trimEnd();
}

const { values } = parseArgs({
  options: {
    tiny: { type: 'boolean', default: false },
    full: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(HELP);
else {
  const usual = values.tiny ? tinyWorkloads() : usualWorkloads();
  console.log(line(columns.map(([head]) => head)));
  let baselines = 0;
  for (const workload of values.full ? [...usual, ...largeWorkloads()] : usual) {
    for await (const row of measure(workload)) {
      if (row.engine === BASELINE) baselines++;
      console.log(line(columns.map(([, , cell]) => cell(row))));
    }
  }
  if (baselines === 0) console.log(`${BASELINE}: absent (no C compiler, or no sources).`);
  console.log(`
search: median of the runs; first run: before the optimising compiler has seen the loops.
B/state: states and tables at their largest moment, growth included.
ratio: time of getAdjacencyMap over our link and search together. "plain" passes it the list of
events and nothing else; "tuned" passes it only enabled events and the shortest key that is right.
For hand-written C (bench/baseline/trial.c: one core, table sized beforehand, no properties and no
paths), the ratio is its time over our search alone: 0.50 means that we take twice as long.`);
}
