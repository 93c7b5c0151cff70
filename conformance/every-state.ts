/** All reachable states of a linked system one after the other, for laws that look at each of them. */

import { appendSuccessors, layOut, newBatch, pack } from '../explorer/search/successors.kernel.ts';
import { VisitedSet } from '../explorer/store/visited.kernel.ts';
import type { LinkedSystem } from '../explorer/system.ts';

/** A state and what can happen in it. Both arrays are used again for the next state. */
export interface Visit {
  /** Local state id of each slot. */
  readonly state: Int32Array;
  /** Numbers of the enabled steps; the first {@link enabledCount} count. */
  readonly enabled: Int32Array;
  readonly enabledCount: number;
}

/** Visits every reachable state, nearest first, and returns how many there are. */
export function forEveryState(system: LinkedSystem, look: (visit: Visit) => void): number {
  const layout = layOut(system);
  const visited = new VisitedSet(layout.wordCount);
  const batch = newBatch(layout, layout.enabledMax);
  const fresh = new Int32Array(batch.capacity);
  const add = (count: number): void => {
    visited.makeRoom(count);
    visited.addAll(batch.words, count, fresh, Number.POSITIVE_INFINITY);
  };
  pack(layout, layout.initial, batch.words, 0);
  add(1);
  for (let number = 0; number < visited.count; number++) {
    batch.count = 0;
    appendSuccessors(layout, batch, visited.wordsOf(number), visited.at(number), number);
    look({ state: batch.state, enabled: batch.step, enabledCount: batch.count });
    add(batch.count);
  }
  return visited.count;
}
