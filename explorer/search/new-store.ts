/** The store a search was asked to use. */

import type { Symmetry } from '../reduce/symmetry.ts';
import { Canonicaliser } from '../reduce/symmetry-canonical.kernel.ts';
import { CompactionStore, type Successor } from '../store/compaction.kernel.ts';
import { REST_BITS_MAX, type Rest } from '../store/keyed-table.kernel.ts';
import { newSharedMemory, wasmMemoryFor } from '../store/shared-memory.kernel.ts';
import { SharedSet } from '../store/shared-set.kernel.ts';
import type { StateStore, StoreKind } from '../store/store.ts';
import { TreeStore } from '../store/tree.kernel.ts';
import { VisitedSet } from '../store/visited.kernel.ts';
import { takeMemory } from '../wasm/memories.ts';
import type { WasmMemory } from '../wasm/module.ts';
import { expand, type Layout, newExpansion, takeStep } from './successors.kernel.ts';
import type { Tuning } from './tuning.ts';

/** An empty store for one thread. */
export function newStore(
  kind: StoreKind,
  layout: Layout,
  symmetry: Symmetry | null,
  { wasm = true }: Tuning,
): StateStore {
  switch (kind) {
    case 'plain':
      return newPlainStore(layout, wasm ? wasmMemoryFor(1) : null);
    case 'tree':
      return new TreeStore(layout.wordCount, undefined, undefined, wasm ? takeMemory() : null);
    case 'compact':
      return new CompactionStore(layout.wordCount, layout.stepCount, successorBy(layout, symmetry));
  }
}

/** A set that a kernel can work on, where the process may have one. */
function newPlainStore(layout: Layout, wasm: WasmMemory | null): StateStore {
  const rest = restIn(layout);
  if (wasm === null) return new VisitedSet(layout.wordCount, rest);
  const set = new SharedSet(newSharedMemory(layout.wordCount, 1, rest, undefined, wasm), 0);
  set.isAlone = true;
  return set;
}

/** Where the rest of a state is (`keyed-table.kernel.ts`); null if states are too wide for keyed entries. */
export function restIn({ wordCount, slotWord, slotShift, slotMask }: Layout): Rest | null {
  const used = new Array<number>(wordCount).fill(0);
  slotWord.forEach((word, slot) => {
    const width = 32 - Math.clz32(slotMask[slot] ?? 0);
    used[word] = Math.max(used[word] ?? 0, (slotShift[slot] ?? 0) + width);
  });
  const [first = 0, second = 0] = used;
  if (wordCount > 2) return null;
  const rest =
    wordCount === 2 && first < second ? { word: 0, bits: first } : { word: 1, bits: second };
  return rest.bits <= REST_BITS_MAX ? rest : null;
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
