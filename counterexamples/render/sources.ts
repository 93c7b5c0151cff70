/** What the steps of a trace stand for in the real system. */

import type { Trace } from '../trace.ts';
import { plain } from './text.ts';

/** A piece of real code and the steps of a trace that stand for it. */
export interface Code {
  /** Function and revision. */
  readonly source: string;
  /** `step 4` or `steps 1-6, 9`, counted from 1. */
  readonly steps: string;
}

/** In the order in which the steps of a trace come to them. */
export function codeOf({ steps }: Trace): readonly Code[] {
  const numbers = new Map<string, number[]>();
  for (const [index, { source }] of steps.entries()) {
    if (source === undefined) continue;
    const known = numbers.get(source);
    if (known === undefined) numbers.set(source, [index + 1]);
    else known.push(index + 1);
  }
  return Array.from(numbers, ([source, of]) => ({
    source: plain(source),
    steps: `${of.length === 1 ? 'step' : 'steps'} ${rangesText(of)}`,
  }));
}

/** `1-3, 5` of ascending numbers. */
function rangesText(numbers: readonly number[]): string {
  const ranges: { first: number; last: number }[] = [];
  for (const number of numbers) {
    const range = ranges.at(-1);
    if (range?.last === number - 1) range.last = number;
    else ranges.push({ first: number, last: number });
  }
  return ranges.map(({ first, last }) => (first === last ? first : `${first}-${last}`)).join(', ');
}
