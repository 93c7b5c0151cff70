/**
 * Enabled steps and successors of a state, over the flat integer arrays of a {@link Layout}.
 *
 * A state only looks at the steps whose pivot accepts: for programs this is the handful of
 * instructions at the present location, however many steps the system has. There are two ways to go
 * on from there: an {@link Expansion} makes one successor at a time, for walks; a {@link Batch}
 * collects packed successors of many states, for searches that look all of them up at once.
 *
 * Cost of a batch per state: one read per slot, one per candidate and guard; per successor: the
 * words, and two reads per write. Reads are unchecked; buffers are sized by {@link Layout.enabledMax}.
 */

import { type BatchArrays, newArrays } from '../wasm/area.ts';
import { HEADER, type Layout, unpack } from './layout.kernel.ts';

export { type Layout, layOut, localAt, pack, unpack } from './layout.kernel.ts';

/** Successors of several states, packed one after the other. */
export interface Batch {
  /** Successors there is room for. */
  readonly capacity: number;
  count: number;
  /** Successor `i` is `words[i * wordCount ..]`. */
  readonly words: Int32Array;
  /** The step that led to successor `i`, and the number of the state it was taken in. */
  readonly step: Int32Array;
  readonly from: Int32Array;
  /** The state that was expanded last. */
  readonly state: Int32Array;
}

/** Room for at least `successors`, and for those of at least one state. */
export function capacityFor({ enabledMax }: Layout, successors: number): number {
  return Math.max(successors, enabledMax);
}

/** An empty batch with room for that, in the given arrays or new ones. */
export function newBatch(layout: Layout, successors: number, arrays?: BatchArrays): Batch {
  const capacity = capacityFor(layout, successors);
  const { words, step } = arrays ?? newArrays(layout.wordCount, capacity);
  return {
    capacity,
    count: 0,
    words,
    step,
    from: new Int32Array(capacity),
    state: new Int32Array(layout.slotCount),
  };
}

/** Whether the successors of one more state are certain to fit. */
export function hasRoom(layout: Layout, batch: Batch): boolean {
  return batch.count + layout.enabledMax <= batch.capacity;
}

/**
 * Appends all successors of the state packed at `words[at ..]` and returns how many there are.
 * `number` is noted as where they come from. {@link hasRoom} must hold.
 */
export function appendSuccessors(
  layout: Layout,
  batch: Batch,
  words: Int32Array,
  at: number,
  number: number,
): number {
  const { wordCount, pivots, slotOffset, programStart, program, pool, changes } = layout;
  const { state, step: steps, from, words: out, count: first } = batch;
  unpack(layout, words, at, state);
  let count = first;
  for (let i = 0; i < pivots.length; i++) {
    const slot = pivots[i]!;
    const here = slotOffset[slot]! + state[slot]!;
    const end = programStart[here + 1]!;
    for (let record = programStart[here]!; record < end; record = program[record]!) {
      const writes = program[record + 1]!;
      let p = record + HEADER;
      while (p < writes && pool[program[p + 1]! + state[program[p]!]!]! >= 0) p += 2;
      if (p < writes) continue;
      const to = count * wordCount;
      for (let w = 0; w < wordCount; w++) out[to + w] = words[at + w]!;
      const last = program[record]!;
      for (; p < last; p += 3) {
        const word = to + program[p]!;
        out[word] = out[word]! ^ changes[program[p + 2]! + state[program[p + 1]!]!]!;
      }
      steps[count] = program[record + 2]!;
      from[count++] = number;
    }
  }
  batch.count = count;
  return count - first;
}

/**
 * A state being expanded: its local states and its packed words; and beside it the successor under
 * construction. {@link takeStep} makes the successor of one step, {@link undoStep} makes it equal to
 * the state again.
 */
export interface Expansion {
  readonly state: Int32Array;
  readonly words: Int32Array;
  readonly next: Int32Array;
  readonly nextWords: Int32Array;
  /** The enabled steps, `enabledCount` of them. */
  readonly enabled: Int32Array;
  enabledCount: number;
}

/** An expansion of no state yet. */
export function newExpansion(layout: Layout): Expansion {
  return {
    state: new Int32Array(layout.slotCount),
    words: new Int32Array(layout.wordCount),
    next: new Int32Array(layout.slotCount),
    nextWords: new Int32Array(layout.wordCount),
    enabled: new Int32Array(layout.enabledMax),
    enabledCount: 0,
  };
}

/** Loads the state packed at `words[at ..]` and finds its enabled steps. */
export function expand(layout: Layout, x: Expansion, words: Int32Array, at: number): void {
  const { wordCount } = layout;
  for (let w = 0; w < wordCount; w++) {
    const word = words[at + w]!;
    x.words[w] = word;
    x.nextWords[w] = word;
  }
  unpack(layout, x.words, 0, x.state);
  x.next.set(x.state);
  x.enabledCount = enabledSteps(layout, x.state, x.enabled);
}

/** The enabled steps in an order that depends only on the state: by pivot, then by number. */
function enabledSteps(layout: Layout, state: Int32Array, out: Int32Array): number {
  const { pivots, slotOffset, programStart, program, pool } = layout;
  let count = 0;
  for (let i = 0; i < pivots.length; i++) {
    const slot = pivots[i]!;
    const here = slotOffset[slot]! + state[slot]!;
    const end = programStart[here + 1]!;
    for (let record = programStart[here]!; record < end; record = program[record]!) {
      const writes = program[record + 1]!;
      let p = record + HEADER;
      while (p < writes && pool[program[p + 1]! + state[program[p]!]!]! >= 0) p += 2;
      if (p === writes) out[count++] = program[record + 2]!;
    }
  }
  return count;
}

/** Makes `x.next` and `x.nextWords` the successor of `x.state` by an enabled step. */
export function takeStep(layout: Layout, x: Expansion, step: number): void {
  const { pool, changes, slotWord, writeSlot, writeTable, writeStart } = layout;
  const last = writeStart[step + 1]!;
  for (let p = writeStart[step]!; p < last; p++) {
    const slot = writeSlot[p]!;
    const at = writeTable[p]! + x.state[slot]!;
    const word = slotWord[slot]!;
    x.next[slot] = pool[at]!;
    x.nextWords[word] = x.nextWords[word]! ^ changes[at]!;
  }
}

/** Makes the successor equal to the state again after {@link takeStep}. */
export function undoStep(layout: Layout, x: Expansion, step: number): void {
  const { writeSlot, writeStart, wordCount } = layout;
  const last = writeStart[step + 1]!;
  for (let p = writeStart[step]!; p < last; p++) x.next[writeSlot[p]!] = x.state[writeSlot[p]!]!;
  for (let w = 0; w < wordCount; w++) x.nextWords[w] = x.words[w]!;
}
