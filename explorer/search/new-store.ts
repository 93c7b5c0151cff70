/** The store a search was asked to use. */

import { CompactionStore, type Successor } from '../store/compaction.kernel.ts';
import type { StateStore, StoreKind } from '../store/store.ts';
import { TreeStore } from '../store/tree.kernel.ts';
import { VisitedSet } from '../store/visited.kernel.ts';
import { expand, type Layout, newExpansion, takeStep } from './successors.kernel.ts';

/** An empty store; `isShared`: in memory that other threads can read, which only a plain one can be. */
export function newStore(kind: StoreKind, layout: Layout, isShared: boolean): StateStore {
  switch (kind) {
    case 'plain':
      return new VisitedSet(layout.wordCount, isShared);
    case 'tree':
      return new TreeStore(layout.wordCount);
    case 'compact':
      return new CompactionStore(layout.wordCount, layout.stepCount, successorBy(layout));
  }
}

function successorBy(layout: Layout): Successor {
  const x = newExpansion(layout);
  return (words, at, step, out, to) => {
    expand(layout, x, words, at);
    takeStep(layout, x, step);
    out.set(x.nextWords, to);
  };
}
