/** Kernels over sets of states, for tests. */

import { link } from '../compile/link.ts';
import { HEADER, type Layout, layOut } from '../search/layout.kernel.ts';
import { questionWords } from '../search/questions.kernel.ts';
import type { SharedSet } from '../store/shared-set.kernel.ts';
import type { StateStore } from '../store/store.ts';
import { TreeStore } from '../store/tree.kernel.ts';
import type { LinkedProperty } from '../system.ts';
import { arraysIn, type BatchArrays, newArrays, STATES_AT } from '../wasm/area.ts';
import { i32 } from '../wasm/instructions.ts';
import { Kernel } from '../wasm/kernel.kernel.ts';
import type { Meanwhile } from '../wasm/lookup.ts';
import { takeMemory } from '../wasm/memories.ts';
import type { WasmMemory } from '../wasm/module.ts';
import { moduleFor } from '../wasm/modules.ts';
import { StateCode } from '../wasm/state-code.ts';
import { treeAreaFor } from '../wasm/tree-area.ts';
import { TreeKernel } from '../wasm/tree-kernel.kernel.ts';
import { counter } from './systems.ts';

/** What else a kernel is made for: these properties; what another thread does meanwhile. */
interface About {
  readonly properties?: readonly LinkedProperty[];
  readonly meanwhile?: Meanwhile | undefined;
}

/** A kernel for batches of so many successors, and their arrays; the set is not told of it. */
export function kernelOn(
  set: StateStore,
  layout: Layout,
  capacity: number,
  { properties = [], meanwhile }: About = {},
): { readonly kernel: Kernel; readonly arrays: BatchArrays } {
  const questions = questionWords(properties.length, layout.stepCount);
  const place = set.placeFor?.(capacity, questions) ?? null;
  const module = place === null ? null : moduleFor(layout, place, properties, meanwhile);
  if (place === null || module === null) throw new Error('a small kernel is made everywhere');
  const arrays = arraysIn(place.memory.buffer, place.base, layout.wordCount, place.area);
  return { kernel: new Kernel(layout, place, module), arrays };
}

/** States of so many words, and no steps. */
export function stepless(wordCount: number): Layout {
  const layout = layOut(link(counter(2)));
  return { ...layout, wordCount, pivots: new Int32Array(0), enabledMax: 0 };
}

/** How a set is filled. */
export const waysToServe = ['generic', 'code made', 'kernel'] as const;

export type Serving = (typeof waysToServe)[number];

/** Serves a set in this way for batches of so many states, which are to be put into these arrays. */
export function serve(
  set: SharedSet,
  by: Serving,
  capacity: number,
  meanwhile?: Meanwhile,
): BatchArrays {
  if (by === 'kernel') return serveByKernel(set, capacity, meanwhile);
  const arrays = newArrays(set.wordCount, capacity);
  const { words: packed, hashes, fresh } = arrays;
  if (by === 'code made') set.serve({ packed, hashes, fresh });
  return arrays;
}

/** Serves any store by a kernel. */
export function serveByKernel(
  store: StateStore,
  capacity: number,
  meanwhile?: Meanwhile,
): BatchArrays {
  const { kernel, arrays } = kernelOn(store, stepless(store.wordCount), capacity, { meanwhile });
  const { words: packed, hashes, fresh } = arrays;
  store.serve?.({ packed, hashes, fresh, kernel });
  return arrays;
}

/** The kernel of an empty tree, for batches of so many members; its memory may have been used before. */
export function treeKernel(capacity: number): { kernel: TreeKernel; memory: WasmMemory } {
  const memory = takeMemory();
  if (memory === null) throw new Error('there is a memory for a kernel');
  const store = new TreeStore(1, undefined, undefined, memory);
  const { kernel, arrays } = kernelOn(store, stepless(1), capacity);
  const { words: packed, hashes, fresh } = arrays;
  const tree = treeAreaFor(1, capacity);
  return { kernel: new TreeKernel(kernel, tree, { packed, hashes, fresh }, 1), memory };
}

/** The same system with its slots shared out among so many words; it had one. */
export function spreadOut(layout: Layout, wordCount: number): Layout {
  if (layout.wordCount !== 1) throw new RangeError('slots of several words may overlap');
  const slotWord = layout.slotWord.map((_, slot) => slot % wordCount);
  const program = layout.program.slice();
  const end = layout.programStart.at(-1) ?? 0;
  for (let record = 0; record < end; record = program[record] ?? end) {
    const writes = program[record + 1] ?? 0;
    for (let p = writes; p < (program[record] ?? 0); p += HEADER) {
      program[p] = slotWord[program[p + 1] ?? 0] ?? 0;
    }
  }
  return { ...layout, wordCount, slotWord, program };
}

/** The numbers of states that {@link fasterThread} enters begin here. */
const FASTER_FROM = 1 << 16;
/** Where it counts these; nothing else is so low in the memory. */
const FASTER_COUNT_AT = 4;

/** A thread that enters every state just before the one at work does. States have so many words. */
export function fasterThread(wordCount: number): Meanwhile {
  const state = new StateCode(wordCount);
  const count = i32.load(i32.const(FASTER_COUNT_AT));
  return (probe, member, rest) => [
    rest === null ? [] : [probe.findFree, probe.takeFree],
    probe.number.set(i32.add(i32.const(FASTER_FROM), count)),
    state.store(i32.mul(probe.number.get, i32.const(state.bytes)), member, STATES_AT),
    probe.enter,
    i32.store(i32.const(FASTER_COUNT_AT), i32.add(count, i32.const(1))),
  ];
}
