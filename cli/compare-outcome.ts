/** What a comparison comes to. */

import type { CompareFlags } from './commands/compare.ts';
import type { CompareReport } from './compare.ts';

/** Whether everything was decided that could be. */
export function isWhole({ rows, traces }: CompareReport): boolean {
  const verdicts = rows.flatMap(({ a, b }) => [a?.verdict, b?.verdict]);
  return !verdicts.includes('inconclusive') && traces?.complete !== false;
}

/** How much there is of what makes the exit code 1. */
export function failuresOf({ a, b, rows }: CompareReport, failOn: CompareFlags['failOn']): number {
  if (failOn === 'regression') return rows.filter(({ change }) => change === 'lost').length;
  const shown = [a, b].flatMap((side) => side.shown?.onlyHere ?? []);
  return rows.filter(({ change }) => change !== 'same').length + shown.length;
}
