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

/**
 * `reaches[from][into]` is 1 where changes by these steps lead from one local state of a slot to
 * another, or where both are the same.
 */
export function reachability(
  steps: readonly LinkedStep[],
  slot: number,
  size: number,
): readonly Uint8Array[] {
  const successors = Array.from({ length: size }, () => new Set<number>());
  for (const step of steps) {
    for (const [from, into] of changesOf(step, slot)) successors[from]?.add(into);
  }
  return successors.map((_, start) => {
    const reached = new Uint8Array(size);
    reached[start] = 1;
    const todo = [start];
    for (let from = todo.pop(); from !== undefined; from = todo.pop()) {
      for (const into of successors[from] ?? []) {
        if (reached[into] === 1) continue;
        reached[into] = 1;
        todo.push(into);
      }
    }
    return reached;
  });
}
