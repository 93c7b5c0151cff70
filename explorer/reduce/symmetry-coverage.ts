/** Coverage of a search of representatives: what was seen of one member of an orbit was seen of all. */

import type { Symmetry } from './symmetry.ts';

/**
 * Sets `steps[t]` and `locals[offset[slot] + local]` to 1 wherever automorphisms lead from a place that
 * is 1.
 */
export function coverOrbits(
  { blocks }: Symmetry,
  steps: Uint8Array,
  locals: Uint8Array,
  offset: Int32Array,
): void {
  for (let grown = true; grown; ) {
    grown = false;
    const cover = (seen: Uint8Array, from: number, to: number): void => {
      if (seen[from] === 0 || seen[to] === 1) return;
      seen[to] = 1;
      grown = true;
    };
    for (const exchange of blocks.flatMap((block) => block.exchanges)) {
      for (const [from, to] of exchange.steps.entries()) cover(steps, from, to);
      for (const [s, slot] of exchange.slots.entries()) {
        const [first = 0, there = 0] = [offset[s], offset[slot]];
        for (const [from, to] of exchange.locals[s]?.entries() ?? []) {
          cover(locals, first + from, there + to);
        }
      }
    }
  }
}
