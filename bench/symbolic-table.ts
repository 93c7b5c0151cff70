/** The table of the symbolic engine: what it searches, how long that takes, and what it comes to. */

import { grouped } from '../base/words.ts';
import { type Column, headLine, rowLine } from './columns.ts';
import { milliseconds } from './milliseconds.ts';
import {
  largeSymbolic,
  measureSymbolic,
  type SymbolicRow,
  tinySymbolic,
  usualSymbolic,
} from './symbolic.ts';

const NOTES = `
One run each, traces included. nodes: of the set of reachable states; peak: the most nodes of all sets
at any time, dead ones included. B/node: everything that was allocated, for each node of the peak.
order: by actors, or how often levels were sifted before the search came to an end. hash: of counts, verdicts, traces and coverage.`;

/** Numbers of more digits are told by how many they have. */
const DIGITS_MAX = 46;

const columns: readonly Column<SymbolicRow>[] = [
  ['family', -15, (row) => row.family],
  ['size', -21, (row) => row.size],
  ['states', DIGITS_MAX, (row) => exact(row.states)],
  ['link', 9, (row) => milliseconds(row.linkMs)],
  ['search', 10, (row) => milliseconds(row.searchMs)],
  ['nodes', 9, (row) => grouped(row.nodes)],
  ['peak', 10, (row) => grouped(row.nodesMax)],
  ['MiB', 7, (row) => (row.bytes / 2 ** 20).toFixed(1)],
  ['B/node', 8, (row) => grouped(Math.round(row.bytesPerNode))],
  ['order', -16, (row) => row.order],
  ['hash', -12, (row) => row.hash],
];

/** All digits of a number, or how many there are. */
function exact(number: bigint): string {
  const digits = String(number);
  return digits.length > DIGITS_MAX ? `${digits.length} digits` : digits;
}

/** Measures and prints. */
export async function tableOfSymbolic(size: 'tiny' | 'usual' | 'large'): Promise<void> {
  const usual = size === 'tiny' ? tinySymbolic() : usualSymbolic();
  console.log(headLine(columns));
  for (const workload of size === 'large' ? [...usual, ...largeSymbolic()] : usual) {
    const row = await measureSymbolic(workload);
    console.log(rowLine(columns, row));
  }
  console.log(NOTES);
}
