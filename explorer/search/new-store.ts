/** The store a search was asked to use. */

import type { Symmetry } from '../reduce/symmetry.ts';
import { Canonicaliser } from '../reduce/symmetry-canonical.kernel.ts';
import { CompactionStore, type Successor } from '../store/compaction.kernel.ts';
import type { StateStore, StoreKind } from '../store/store.ts';
import { TreeStore } from '../store/tree.kernel.ts';
import { VisitedSet } from '../store/visited.kernel.ts';
import { expand, type Layout, newExpansion, takeStep } from './successors.kernel.ts';

/** An empty store for one thread. */
export function newStore(kind: StoreKind, layout: Layout, symmetry: Symmetry | null): StateStore {
  switch (kind) {
    case 'plain':
      return new VisitedSet(layout.wordCount);
    case 'tree':
      return new TreeStore(layout.wordCount);
    case 'compact':
      return new CompactionStore(layout.wordCount, layout.stepCount, successorBy(layout, symmetry));
  }
}

function successorBy(layout: Layout, symmetry: Symmetry | null): Successor {
  const x = newExpansion(layout);
  const form = symmetry === null ? null : new Canonicaliser(symmetry, layout);
  return (words, at, step, out, to) => {
    expand(layout, x, words, at);
    takeStep(layout, x, step);
    form?.canonicalise(x.nextWords, 0, 1);
    out.set(x.nextWords, to);
  };
}
