/** `npm run bench -- --engines`. */

import { grouped } from '../base/words.ts';
import { compareEngines, type EnginesRow, ratioOf } from './engines.ts';
import { milliseconds } from './milliseconds.ts';

/** Milliseconds below which a ratio of times says more of the clock than of the engines. */
const WORTH_A_RATIO = 20;
const ROUNDS = 3;

/** Prints the table, row by row, and how much `auto` took at most. */
export async function tableOfEngines(): Promise<void> {
  const cells = (texts: readonly string[]): string =>
    texts.map((text, c) => (c === 0 ? text.padEnd(26) : text.padStart(10))).join('  ');
  console.log(cells(['run', 'states', 'explicit', 'symbolic', 'auto', 'by', 'to better']));
  const rows: EnginesRow[] = [];
  for await (const row of compareEngines(ROUNDS)) {
    const times = [row.explicitMs, row.symbolicMs, row.autoMs].map(milliseconds);
    const ratio = row.autoMs < WORTH_A_RATIO ? '' : ratioOf(row).toFixed(2);
    console.log(cells([row.name, grouped(row.states), ...times, row.answeredBy, ratio]));
    rows.push(row);
  }
  const sum = (of: (row: EnginesRow) => number): number =>
    rows.reduce((all, row) => all + of(row), 0);
  const all = [sum((r) => r.explicitMs), sum((r) => r.symbolicMs), sum((r) => r.autoMs)];
  console.log(cells(['all', '', ...all.map(milliseconds)]));
  const worst = Math.max(...rows.filter(({ autoMs }) => autoMs >= WORTH_A_RATIO).map(ratioOf));
  console.log(
    `\nprocessor time of the main thread, the least of ${ROUNDS} rounds; auto takes at most ${worst.toFixed(2)} times that of the better engine`,
  );
  console.log(
    `(of runs that take ${WORTH_A_RATIO} ms and more). All engines said the same of every property.`,
  );
}
