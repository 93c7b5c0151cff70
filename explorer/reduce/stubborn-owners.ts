/**
 * Who a step belongs to: one of its slots, its *owner*. A reduction takes all enabled steps of some
 * owners, or all there are. Any choice of owners is sound; a good one is the program counter of the
 * process that takes the step.
 */

import type { LinkedStep, LinkedSystem } from '../system.ts';

/** Owners by number, their local states one after the other, and who owns which step. */
export interface Owners {
  /** `slots[q]`: the slot of owner `q`, ascending. */
  readonly slots: readonly number[];
  /** `base[q] + local` numbers their local states; the last entry is how many there are. */
  readonly base: Int32Array;
  /** `ownerOf[s]`: the owner of step `s`. */
  readonly ownerOf: Int32Array;
}

/** Finds the owners of a system: for each actor, the slots that take part in most of its steps. */
export function ownersOf(system: LinkedSystem): Owners {
  const slotOf = new Int32Array(system.steps.length);
  system.actors.forEach((_, actor) => {
    let left = [...system.steps.entries()].filter(([, step]) => step.actor === actor);
    while (left.length > 0) {
      const slot = busiest(left.map(([, step]) => step));
      for (const [s, step] of left) if (step.slots.includes(slot)) slotOf[s] = slot;
      left = left.filter(([, step]) => !step.slots.includes(slot));
    }
  });
  const slots = [...new Set(slotOf)].sort((a, b) => a - b);
  const base = new Int32Array(slots.length + 1);
  slots.forEach((slot, q) => {
    base[q + 1] = (base[q] ?? 0) + (system.slots[slot]?.size ?? 0);
  });
  return { slots, base, ownerOf: slotOf.map((slot) => slots.indexOf(slot)) };
}

/** The slot that takes part in most steps; of equals, the one that accepts least often; the first. */
function busiest(steps: readonly LinkedStep[]): number {
  const slots = new Map<number, { readonly count: number; readonly share: number }>();
  for (const { slots: parts, next } of steps) {
    parts.forEach((slot, k) => {
      const { count = 0, share = 0 } = slots.get(slot) ?? {};
      slots.set(slot, { count: count + 1, share: share + acceptance(next[k]) });
    });
  }
  const [best] = [...slots].sort(
    ([s, a], [t, b]) => b.count - a.count || a.share - b.share || s - t,
  );
  return best?.[0] ?? 0;
}

/** The share of local states in which a participant accepts. */
function acceptance(next: Int32Array | undefined): number {
  if (next === undefined) return 1;
  return next.reduce((count, to) => count + (to >= 0 ? 1 : 0), 0) / next.length;
}
