/**
 * A linked system laid out in flat integer arrays, and how its states are packed.
 *
 * A packed state is `wordCount` 32-bit words; a slot takes the fewest bits that hold its local states
 * and never crosses a word. For each step one participant is chosen as its *pivot*: the one that
 * accepts in the smallest share of its local states. The others that can refuse are its *guards*.
 * Slots it can change are its *writes*; beside each successor table stands what the change does to
 * the word of the slot, ready to be exclusive-ored.
 *
 * Everything that depends on the system is decided here, once; a search only reads the arrays, and
 * `generate.kernel.ts` writes their loops out as code.
 *
 * Reads are unchecked here; every index comes from {@link LinkedSystem}, whose tables are complete.
 */

import type { LinkedStep, LinkedSystem } from '../system.ts';
import { type Packing, packing } from './packing.kernel.ts';
import { accepted } from './tables.kernel.ts';

/** Numbers at the head of a record of {@link Layout.program}. */
export const HEADER = 3;

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
  /** Slots that are the pivot of some step, ascending. */
  readonly pivots: Int32Array;
  /** The steps whose pivot accepts in local state `i` are `program[programStart[i] ..]`. */
  readonly programStart: Int32Array;
  /**
   * Records of {@link HEADER} numbers (place of the next record, place of the writes, step), then for
   * each guard its slot and table, then for each write its word, slot and table.
   */
  readonly program: Int32Array;
  /** Writes of step `s` are `writeStart[s] .. writeStart[s + 1] - 1`. */
  readonly writeStart: Int32Array;
  readonly writeSlot: Int32Array;
  readonly writeTable: Int32Array;
  /** `pool[table + local]`: the next local state, or -1. */
  readonly pool: Int32Array;
  /** `changes[table + local]`: the exclusive or of the slot's word before and after. */
  readonly changes: Int32Array;
  readonly initial: Int32Array;
  readonly stepCount: number;
  /** No state has more enabled steps than this. */
  readonly enabledMax: number;
}

/** Lays out a linked system, with slots put into words in this way. */
export function layOut(system: LinkedSystem, how: Packing = 'full'): Layout {
  const slotCount = system.slots.length;
  const slotOffset = new Int32Array(slotCount + 1);
  system.slots.forEach((slot, s) => {
    slotOffset[s + 1] = slotOffset[s]! + slot.size;
  });
  const places = packing(system, how);
  const pool = new Pool();
  const parts = system.steps.map((step) => partsOf(step, pool, places.slotShift));
  return {
    slotCount,
    slotOffset,
    ...places,
    ...programOf(system, slotOffset, parts, places.slotWord),
    ...writesOf(parts),
    ...pool.finish(),
    initial: new Int32Array(slotCount),
    stepCount: system.steps.length,
  };
}

/** The participant that accepts in the smallest share of its local states; the first of equals. */
function pivotOf({ next }: LinkedStep): number {
  let pivot = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let k = 0; k < next.length; k++) {
    const share = accepted(next[k]!) / next[k]!.length;
    if (share < least) pivot = k;
    least = Math.min(least, share);
  }
  return pivot;
}

/** A participant of a step: its slot and where its successor table is in the pool. */
interface Part {
  readonly slot: number;
  readonly table: number;
}

interface Parts {
  /** The number of the participant that is the pivot. */
  readonly pivot: number;
  readonly guards: readonly Part[];
  readonly writes: readonly Part[];
}

function partsOf(step: LinkedStep, pool: Pool, slotShift: Int32Array): Parts {
  const pivot = pivotOf(step);
  const parts = step.slots.map((slot, k) => ({
    slot,
    table: pool.offset(step.next[k]!, slotShift[slot]!),
  }));
  const canRefuse = (k: number): boolean => accepted(step.next[k]!) < step.next[k]!.length;
  return {
    pivot,
    guards: parts.filter((_, k) => k !== pivot && canRefuse(k)),
    writes: parts.filter((_, k) => step.writes[k] === true),
  };
}

/** For each (slot, local state) the steps to look at, ascending. */
function programOf(
  system: LinkedSystem,
  slotOffset: Int32Array,
  parts: readonly Parts[],
  slotWord: Int32Array,
) {
  const byPivot: number[][] = Array.from({ length: slotOffset.at(-1)! }, () => []);
  const pivots = new Set<number>();
  system.steps.forEach((step, s) => {
    const { pivot } = parts[s]!;
    const slot = step.slots[pivot]!;
    pivots.add(slot);
    const next = step.next[pivot]!;
    for (let local = 0; local < next.length; local++) {
      if (next[local]! >= 0) byPivot[slotOffset[slot]! + local]!.push(s);
    }
  });
  const program: number[] = [];
  const programStart = [0];
  for (const steps of byPivot) {
    for (const step of steps) {
      const { guards, writes } = parts[step]!;
      const writesAt = program.length + HEADER + guards.length * 2;
      program.push(writesAt + writes.length * 3, writesAt, step);
      for (const { slot, table } of guards) program.push(slot, table);
      for (const { slot, table } of writes) program.push(slotWord[slot]!, slot, table);
    }
    programStart.push(program.length);
  }
  let enabledMax = 0;
  for (const slot of pivots) {
    const ofSlot = byPivot.slice(slotOffset[slot]!, slotOffset[slot + 1]!);
    enabledMax += ofSlot.reduce((max, steps) => Math.max(max, steps.length), 0);
  }
  return {
    pivots: Int32Array.from(pivots).sort(),
    programStart: Int32Array.from(programStart),
    program: Int32Array.from(program),
    enabledMax,
  };
}

/** Writes of all steps, one step after the other. */
function writesOf(parts: readonly Parts[]) {
  const writes = parts.flatMap((part) => part.writes);
  const writeStart = new Int32Array(parts.length + 1);
  parts.forEach((part, s) => {
    writeStart[s + 1] = writeStart[s]! + part.writes.length;
  });
  return {
    writeStart,
    writeSlot: Int32Array.from(writes, (write) => write.slot),
    writeTable: Int32Array.from(writes, (write) => write.table),
  };
}

/** Successor tables one after the other, each distinct pair of table and bit offset once. */
class Pool {
  readonly #offsets = new Map<Int32Array, Map<number, number>>();
  #length = 0;

  offset(table: Int32Array, shift: number): number {
    let byShift = this.#offsets.get(table);
    if (byShift === undefined) {
      byShift = new Map();
      this.#offsets.set(table, byShift);
    }
    const known = byShift.get(shift);
    if (known !== undefined) return known;
    const offset = this.#length;
    byShift.set(shift, offset);
    this.#length += table.length;
    return offset;
  }

  finish() {
    const pool = new Int32Array(this.#length);
    const changes = new Int32Array(this.#length);
    for (const [table, byShift] of this.#offsets) {
      for (const [shift, offset] of byShift) {
        pool.set(table, offset);
        for (let from = 0; from < table.length; from++) {
          const to = table[from]!;
          changes[offset + from] = to < 0 ? 0 : (from ^ to) << shift;
        }
      }
    }
    return { pool, changes };
  }
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

/** The local state of one slot in the state packed at `words[at ..]`. */
export function localAt(layout: Layout, words: Int32Array, at: number, slot: number): number {
  return (words[at + layout.slotWord[slot]!]! >>> layout.slotShift[slot]!) & layout.slotMask[slot]!;
}
