/** `npm run bench -- --walks`. */

import { grouped } from '../base/words.ts';
import { type Column, headLine, rowLine } from './columns.ts';
import { milliseconds } from './milliseconds.ts';
import { measureWalks, SIZE, type WalksRow, walkable } from './walks.ts';

const SEED = 1;
const SECONDS_MAX = 30;
const MIB_MAX = 256;

const columns: readonly Column<WalksRow>[] = [
  ['defect', -22, (row) => row.id],
  ['property', -18, (row) => row.property],
  ['found in', 10, ({ foundMs }) => (foundMs === null ? 'not found' : milliseconds(foundMs))],
  ['walks', 9, (row) => grouped(row.walks)],
  ['steps', 5, ({ lengths }) => String(lengths?.found ?? '')],
  ['shown', 5, ({ lengths }) => String(lengths?.shown ?? '')],
  ['states, more than', 17, (row) => grouped(row.statesOver)],
];

/** Prints the table, row by row, and how many were found. */
export async function tableOfWalks(): Promise<void> {
  const limits = { seed: SEED, timeMsMax: SECONDS_MAX * 1000, memoryBytesMax: MIB_MAX * 2 ** 20 };
  const { guests, vcpus, devices } = SIZE;
  console.log(headLine(columns));
  let found = 0;
  for (const entry of walkable) {
    const row = await measureWalks(entry, limits);
    if (row.lengths !== null) found++;
    console.log(rowLine(columns, row));
  }
  console.log(
    `\n${found} of ${walkable.length} found; ${guests} guests, ${vcpus} vCPUs, ${devices} devices, seed ${SEED}, at most ${SECONDS_MAX} s each.`,
  );
  console.log('steps: of the run as it was found, and as it is shown once it was made shorter.');
  console.log(`states: visited breadth first until ${MIB_MAX} MiB were used up.`);
}
