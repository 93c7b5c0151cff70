/** What steps do to single slots: the local relations that everything static is derived from. */

import type { LinkedStep } from '../system.ts';

/** A change of a local state by a step. */
export type Change = readonly [from: number, into: number];

/** The changes a step can make to a slot; none where it only looks or takes no part. */
export function changesOf(step: LinkedStep, slot: number): readonly Change[] {
  const k = step.slots.indexOf(slot);
  if (k < 0 || step.writes[k] !== true) return [];
  const changes: Change[] = [];
  step.next[k]?.forEach((into, from) => {
    if (into >= 0 && into !== from) changes.push([from, into]);
  });
  return changes;
}

/** `predecessors[local]`: from where these steps take a slot there; some more than once. */
export function predecessorsIn(
  steps: readonly LinkedStep[],
  slot: number,
  size: number,
): readonly (readonly number[])[] {
  const predecessors: number[][] = Array.from({ length: size }, () => []);
  for (const step of steps) {
    for (const [from, into] of changesOf(step, slot)) predecessors[into]?.push(from);
  }
  return predecessors;
}

/** The local states from which one of a set can be reached, those of the set included. */
export function leadingInto(
  predecessors: readonly (readonly number[])[],
  set: Uint8Array,
): Uint8Array {
  const leading = Uint8Array.from(set);
  const todo = [...set.keys()].filter((local) => set[local] === 1);
  for (let into = todo.pop(); into !== undefined; into = todo.pop()) {
    for (const from of predecessors[into] ?? []) {
      if (leading[from] === 1) continue;
      leading[from] = 1;
      todo.push(from);
    }
  }
  return leading;
}
