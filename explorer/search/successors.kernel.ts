/**
 * Enabled steps and successors of a state, over flat integer arrays.
 *
 * For each step one participant is chosen as its *pivot*: the one that accepts in the smallest share
 * of its local states. A state then only looks at the steps whose pivot accepts: for programs this is
 * the handful of instructions at the present location, however many steps the system has.
 *
 * A packed state is `wordCount` 32-bit words; a slot never crosses a word. The hash of a state is the
 * exclusive or of one random number per (slot, local state) (Zobrist), so that it is updated in the
 * slots a step changes.
 *
 * Reads are unchecked here; every index comes from {@link LinkedSystem}, whose tables are complete.
 */

import type { LinkedSystem } from '../system.ts';

/** A linked system laid out for searching. All arrays are read only after {@link layOut}. */
export interface Layout {
  readonly slotCount: number;
  /** `slotOffset[slot] + local` numbers all local states; length slotCount + 1. */
  readonly slotOffset: Int32Array;
  /** Where slot `s` is kept: word, bit offset in it, mask of its width. */
  readonly slotWord: Int32Array;
  readonly slotShift: Int32Array;
  readonly slotMask: Int32Array;
  readonly wordCount: number;
  /** Random number of each (slot, local state). */
  readonly zobrist: Int32Array;
  /** Parts of step `s` are `stepStart[s] .. stepStart[s + 1] - 1`, its pivot not among them. */
  readonly stepStart: Int32Array;
  readonly partSlot: Int32Array;
  readonly partTable: Int32Array;
  /** The pivot of each step. */
  readonly pivotSlot: Int32Array;
  readonly pivotTable: Int32Array;
  /** `pool[table + local]`: the next local state, or -1. */
  readonly pool: Int32Array;
  /** Steps whose pivot accepts in (slot, local): `candidates[candidateStart[i] .. ]`, ascending. */
  readonly candidateStart: Int32Array;
  readonly candidates: Int32Array;
  readonly initial: Int32Array;
  readonly stepCount: number;
  /** No state has more enabled steps than this. */
  readonly enabledMax: number;
}

/** Lays out a linked system. */
export function layOut(system: LinkedSystem): Layout {
  const slotCount = system.slots.length;
  const slotOffset = new Int32Array(slotCount + 1);
  system.slots.forEach((slot, s) => {
    slotOffset[s + 1] = slotOffset[s]! + slot.size;
  });
  return {
    slotCount,
    slotOffset,
    ...packing(system),
    zobrist: randomWords(slotOffset[slotCount]!),
    ...stepTables(system, slotOffset),
    initial: new Int32Array(slotCount),
    stepCount: system.steps.length,
  };
}

/** Places slots into words, widest first, into the first word with room. */
function packing(system: LinkedSystem) {
  const widths = system.slots.map((slot) => Math.ceil(Math.log2(slot.size)));
  const slotWord = new Int32Array(widths.length);
  const slotShift = new Int32Array(widths.length);
  const used: number[] = [];
  const order = widths.map((_, s) => s).sort((a, b) => widths[b]! - widths[a]! || a - b);
  for (const s of order) {
    const width = widths[s]!;
    let word = used.findIndex((bits) => bits + width <= 32);
    if (word < 0) word = used.push(0) - 1;
    slotWord[s] = word;
    slotShift[s] = used[word]!;
    used[word] = used[word]! + width;
  }
  return {
    slotWord,
    slotShift,
    slotMask: Int32Array.from(widths, (width) => (width === 0 ? 0 : (2 ** width - 1) | 0)),
    wordCount: Math.max(1, used.length),
  };
}

function stepTables(system: LinkedSystem, slotOffset: Int32Array) {
  const pool = new Pool();
  const stepStart = [0];
  const partSlot: number[] = [];
  const partTable: number[] = [];
  const pivotSlot: number[] = [];
  const pivotTable: number[] = [];
  const byPivot: number[][] = Array.from({ length: slotOffset.at(-1)! }, () => []);
  system.steps.forEach((step, s) => {
    const share = step.next.map(
      (next) => next.reduce((n, to) => n + (to >= 0 ? 1 : 0), 0) / next.length,
    );
    const pivot = share.indexOf(Math.min(...share));
    step.slots.forEach((slot, k) => {
      const next = step.next[k]!;
      if (k === pivot) {
        pivotSlot.push(slot);
        pivotTable.push(pool.offset(next));
        next.forEach((to, local) => {
          if (to >= 0) byPivot[slotOffset[slot]! + local]!.push(s);
        });
      } else {
        partSlot.push(slot);
        partTable.push(pool.offset(next));
      }
    });
    stepStart.push(partSlot.length);
  });
  const candidateStart = new Int32Array(byPivot.length + 1);
  byPivot.forEach((steps, i) => {
    candidateStart[i + 1] = candidateStart[i]! + steps.length;
  });
  let enabledMax = 0;
  for (let s = 0; s + 1 < slotOffset.length; s++) {
    const sizes = byPivot.slice(slotOffset[s]!, slotOffset[s + 1]!).map((steps) => steps.length);
    enabledMax += sizes.reduce((max, n) => Math.max(max, n), 0);
  }
  return {
    stepStart: Int32Array.from(stepStart),
    partSlot: Int32Array.from(partSlot),
    partTable: Int32Array.from(partTable),
    pivotSlot: Int32Array.from(pivotSlot),
    pivotTable: Int32Array.from(pivotTable),
    pool: pool.finish(),
    candidateStart,
    candidates: Int32Array.from(byPivot.flat()),
    enabledMax,
  };
}

/** Successor tables one after the other, each distinct one once. */
class Pool {
  readonly #offsets = new Map<Int32Array, number>();
  #length = 0;

  offset(table: Int32Array): number {
    const known = this.#offsets.get(table);
    if (known !== undefined) return known;
    const offset = this.#length;
    this.#offsets.set(table, offset);
    this.#length += table.length;
    return offset;
  }

  finish(): Int32Array {
    const pool = new Int32Array(this.#length);
    for (const [table, offset] of this.#offsets) pool.set(table, offset);
    return pool;
  }
}

/** Fixed random words (Marsaglia's xorshift from a constant seed), the same in every run. */
function randomWords(n: number): Int32Array {
  let x = 0x9e3779b9;
  return Int32Array.from({ length: n }, () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return x;
  });
}

/**
 * Writes the enabled steps of `state` into `out` and returns how many there are. They come in an
 * order that depends only on the state.
 */
function enabledSteps(layout: Layout, state: Int32Array, out: Int32Array): number {
  const { slotCount, slotOffset, candidateStart, candidates } = layout;
  const { stepStart, partSlot, partTable, pool } = layout;
  let count = 0;
  for (let slot = 0; slot < slotCount; slot++) {
    const at = slotOffset[slot]! + state[slot]!;
    const end = candidateStart[at + 1]!;
    for (let c = candidateStart[at]!; c < end; c++) {
      const step = candidates[c]!;
      const last = stepStart[step + 1]!;
      let p = stepStart[step]!;
      while (p < last && pool[partTable[p]! + state[partSlot[p]!]!]! >= 0) p++;
      if (p === last) out[count++] = step;
    }
  }
  return count;
}

/**
 * A state being expanded: its local states, its packed words and its hash; and beside it the
 * successor under construction. {@link takeStep} makes the successor of one step, {@link undoStep}
 * makes it equal to the state again.
 */
export interface Expansion {
  readonly state: Int32Array;
  hash: number;
  readonly words: Int32Array;
  readonly next: Int32Array;
  nextHash: number;
  readonly nextWords: Int32Array;
  /** The enabled steps, `enabledCount` of them. */
  readonly enabled: Int32Array;
  enabledCount: number;
}

export function newExpansion(layout: Layout): Expansion {
  return {
    state: new Int32Array(layout.slotCount),
    hash: 0,
    words: new Int32Array(layout.wordCount),
    next: new Int32Array(layout.slotCount),
    nextHash: 0,
    nextWords: new Int32Array(layout.wordCount),
    enabled: new Int32Array(layout.enabledMax),
    enabledCount: 0,
  };
}

/** Loads the state packed at `words[at ..]` and finds its enabled steps. */
export function expand(layout: Layout, x: Expansion, words: Int32Array, at: number): void {
  const { wordCount } = layout;
  for (let w = 0; w < wordCount; w++) {
    x.words[w] = words[at + w]!;
    x.nextWords[w] = words[at + w]!;
  }
  unpack(layout, words, at, x.state);
  x.next.set(x.state);
  x.hash = hashOf(layout, x.state);
  x.enabledCount = enabledSteps(layout, x.state, x.enabled);
}

/** Makes `x.next`, `x.nextWords` and `x.nextHash` the successor of `x.state` by an enabled step. */
export function takeStep(layout: Layout, x: Expansion, step: number): void {
  const { pool, partSlot, partTable, stepStart } = layout;
  x.nextHash = x.hash;
  const pivot = layout.pivotSlot[step]!;
  move(layout, x, pivot, pool[layout.pivotTable[step]! + x.state[pivot]!]!);
  const last = stepStart[step + 1]!;
  for (let p = stepStart[step]!; p < last; p++) {
    const slot = partSlot[p]!;
    move(layout, x, slot, pool[partTable[p]! + x.state[slot]!]!);
  }
}

function move(layout: Layout, x: Expansion, slot: number, to: number): void {
  const from = x.state[slot]!;
  if (to === from) return;
  const { zobrist, slotOffset, slotWord, slotShift } = layout;
  const word = slotWord[slot]!;
  x.next[slot] = to;
  x.nextWords[word] = x.nextWords[word]! ^ ((from ^ to) << slotShift[slot]!);
  x.nextHash ^= zobrist[slotOffset[slot]! + from]! ^ zobrist[slotOffset[slot]! + to]!;
}

/** Makes the successor equal to the state again after {@link takeStep}. */
export function undoStep(layout: Layout, x: Expansion, step: number): void {
  const { partSlot, stepStart, wordCount } = layout;
  const pivot = layout.pivotSlot[step]!;
  x.next[pivot] = x.state[pivot]!;
  const last = stepStart[step + 1]!;
  for (let p = stepStart[step]!; p < last; p++) x.next[partSlot[p]!] = x.state[partSlot[p]!]!;
  for (let w = 0; w < wordCount; w++) x.nextWords[w] = x.words[w]!;
}

/** The hash of a state from scratch. */
export function hashOf(layout: Layout, state: Int32Array): number {
  let h = 0;
  for (let slot = 0; slot < layout.slotCount; slot++) {
    h ^= layout.zobrist[layout.slotOffset[slot]! + state[slot]!]!;
  }
  return h;
}

/** Packs a state into `words[at ..]`. */
export function pack(layout: Layout, state: Int32Array, words: Int32Array, at: number): void {
  const { slotCount, slotWord, slotShift, wordCount } = layout;
  for (let w = 0; w < wordCount; w++) words[at + w] = 0;
  for (let slot = 0; slot < slotCount; slot++) {
    const w = at + slotWord[slot]!;
    words[w] = words[w]! | (state[slot]! << slotShift[slot]!);
  }
}

/** Unpacks `words[at ..]` into a state. */
export function unpack(layout: Layout, words: Int32Array, at: number, state: Int32Array): void {
  const { slotCount, slotWord, slotShift, slotMask } = layout;
  for (let slot = 0; slot < slotCount; slot++) {
    state[slot] = (words[at + slotWord[slot]!]! >>> slotShift[slot]!) & slotMask[slot]!;
  }
}
