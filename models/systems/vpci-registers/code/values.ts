/** Looks at the value of a register. */

import type { Effect } from '../../../kit/program.ts';
import { bitsText, subsetsOf } from '../layout.ts';
import type { Cell } from '../world.ts';

/** Every value some bits of a register may have, and the look that finds it. */
export function valuesIn(
  cell: Cell,
  mask: number,
  source: Cell['hardware'] | NonNullable<Cell['copy']> = cell.hardware,
): readonly { readonly value: number; readonly effect: Effect }[] {
  return subsetsOf(mask).map((value) => ({
    value,
    effect: () =>
      source.when(
        `has ${bitsText(cell, value)}`,
        (s: { readonly context: { readonly value: number } }) => (s.context.value & mask) === value,
      ),
  }));
}
