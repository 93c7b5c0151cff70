/**
 * Chooses, in a state, which owners' steps to take. Reads flat arrays only and allocates nothing.
 *
 * Reads are unchecked; every index comes from the tables, which `stubborn.ts` has made complete.
 */

import type { Batch, Layout } from '../search/successors.kernel.ts';

/** Of what an owner needs, which otherwise is a set of at most 31 owners. */
const UNKNOWN = -1;
const BLOCKED = -2;

/** The static relations of a system, flat. Local states of owners are numbered `base[q] + local`. */
export interface StubbornTables {
  /** At most 31, so that a set of owners is a number. */
  readonly ownerCount: number;
  readonly ownerSlot: Int32Array;
  readonly base: Int32Array;
  readonly ownerOf: Int32Array;
  /** 1 for steps that are taken only together with all others. */
  readonly shown: Uint8Array;
  /** Rows of `rowWords` words; row 0 is empty. */
  readonly rows: Int32Array;
  readonly rowWords: number;
  /** Row of the owners that may move the slot, by local state of its owner. */
  readonly moving: Int32Array;
  /** Steps an owner's local state accepts: entries `entryStart[i] .. entryStart[i + 1] - 1`. */
  readonly entryStart: Int32Array;
  readonly entryStep: Int32Array;
  /** Row of those who disturb the step of an entry while it is enabled. */
  readonly disturbing: Int32Array;
  /** Other participants of an entry's step that can refuse, and their tables in `permitting`. */
  readonly refuserStart: Int32Array;
  readonly refuserSlot: Int32Array;
  readonly refuserTable: Int32Array;
  /** `permitting[table + local]`: row of those who may help, or -1 where it accepts. */
  readonly permitting: Int32Array;
  /** Boxes of step `s` are `boxStart[s] .. boxStart[s + 1] - 1`: where it is taken with all others. */
  readonly boxStart: Int32Array;
  /** Sides of box `b` are `sideStart[b] .. sideStart[b + 1] - 1`. */
  readonly sideStart: Int32Array;
  readonly sideSlot: Int32Array;
  readonly sideTable: Int32Array;
  /** `inside[table + local]` is 1 where a state is in the box as far as the slot says. */
  readonly inside: Int32Array;
}

/** A choice of steps for each state, with what it works on. */
export class StubbornSets {
  readonly #layout: Layout;
  readonly #tables: StubbornTables;
  readonly #enabled: Uint8Array;
  /** Local states of the owners in the state at hand; enabled steps of each. */
  readonly #here: Int32Array;
  readonly #counts: Int32Array;
  /** For each owner, who has to be taken with it. */
  readonly #needs: Int32Array;

  constructor(layout: Layout, tables: StubbornTables) {
    this.#layout = layout;
    this.#tables = tables;
    this.#enabled = new Uint8Array(layout.stepCount);
    this.#here = new Int32Array(tables.ownerCount);
    this.#counts = new Int32Array(tables.ownerCount);
    this.#needs = new Int32Array(tables.ownerCount);
  }

  /**
   * Members `from .. to - 1` of the batch are all successors of the state packed at `words[at ..]`.
   * Moves those that must be looked at to the front and returns the end of them. The choice depends
   * on the state alone.
   */
  reduce(words: Int32Array, at: number, batch: Batch, from: number, to: number): number {
    if (to - from < 2) return to;
    const { ownerOf, shown } = this.#tables;
    const { step } = batch;
    let present = 0;
    let blocked = 0;
    for (let i = from; i < to; i++) {
      const owner = ownerOf[step[i]!]!;
      const bit = 1 << owner;
      this.#counts[owner] = (present & bit) === 0 ? 1 : this.#counts[owner]! + 1;
      present |= bit;
      if (shown[step[i]!] === 1) blocked |= bit;
    }
    if ((present & ~blocked) === 0 || (present & (present - 1)) === 0) return to;
    for (let i = from; i < to; i++) this.#enabled[step[i]!] = 1;
    const chosen = this.#choose(words, at, present, blocked);
    for (let i = from; i < to; i++) this.#enabled[step[i]!] = 0;
    return chosen === 0 ? to : this.#keep(batch, from, to, chosen);
  }

  /** The closed set of owners with the fewest enabled steps, if it is not blocked; 0 if there is none. */
  #choose(words: Int32Array, at: number, present: number, blocked: number): number {
    this.#locate(words, at);
    let best = 0;
    let least = Number.MAX_SAFE_INTEGER;
    for (let rest = present & ~blocked; rest !== 0; rest &= rest - 1) {
      const set = this.#close(words, at, rest & -rest, blocked);
      if (set === 0 || (present & ~set) === 0) continue;
      let count = 0;
      for (let members = set & present; members !== 0; members &= members - 1) {
        count += this.#counts[31 - Math.clz32(members & -members)]!;
      }
      if (count < least) {
        least = count;
        best = set;
        if (count === 1) break;
      }
    }
    return best;
  }

  /** Finds the local states of the owners; of what they need, nothing is known yet. */
  #locate(words: Int32Array, at: number): void {
    const { ownerCount, ownerSlot, base } = this.#tables;
    const { slotWord, slotShift, slotMask } = this.#layout;
    for (let q = 0; q < ownerCount; q++) {
      const slot = ownerSlot[q]!;
      const word = words[at + slotWord[slot]!]!;
      this.#here[q] = base[q]! + ((word >>> slotShift[slot]!) & slotMask[slot]!);
      this.#needs[q] = UNKNOWN;
    }
  }

  /** The least set of owners that contains a given one and all that its members need; 0 if blocked. */
  #close(words: Int32Array, at: number, first: number, blocked: number): number {
    let set = first;
    for (let todo = first; todo !== 0; ) {
      const owner = 31 - Math.clz32(todo & -todo);
      todo &= todo - 1;
      let needs = this.#needs[owner]!;
      if (needs === UNKNOWN) {
        needs = this.#needsOf(words, at, owner);
        this.#needs[owner] = needs;
      }
      const added = needs & ~set;
      if (needs === BLOCKED || (added & blocked) !== 0) return 0;
      set |= added;
      todo |= added;
    }
    return set;
  }

  /** Owners to be taken together with this one in the state at hand; blocked if a step is visible. */
  #needsOf(words: Int32Array, at: number, owner: number): number {
    const { moving, entryStart, entryStep, disturbing } = this.#tables;
    const here = this.#here[owner]!;
    let needs = this.#members(moving[here]!);
    const last = entryStart[here + 1]!;
    for (let entry = entryStart[here]!; entry < last; entry++) {
      const step = entryStep[entry]!;
      if (this.#enabled[step] === 1) {
        if (this.#isVisible(words, at, step)) return BLOCKED;
        needs |= this.#members(disturbing[entry]!);
      } else needs |= this.#helpers(words, at, entry, needs);
    }
    return needs;
  }

  /** Whether the state is in one of the boxes of a step. */
  #isVisible(words: Int32Array, at: number, step: number): boolean {
    const { boxStart, sideStart, sideSlot, sideTable, inside } = this.#tables;
    const { slotWord, slotShift, slotMask } = this.#layout;
    const last = boxStart[step + 1]!;
    for (let box = boxStart[step]!; box < last; box++) {
      const end = sideStart[box + 1]!;
      let side = sideStart[box]!;
      for (; side < end; side++) {
        const slot = sideSlot[side]!;
        const local = (words[at + slotWord[slot]!]! >>> slotShift[slot]!) & slotMask[slot]!;
        if (inside[sideTable[side]! + local] === 0) break;
      }
      if (side === end) return true;
    }
    return false;
  }

  /** Those who may enable a disabled step, by the refusing participant that adds the fewest. */
  #helpers(words: Int32Array, at: number, entry: number, needs: number): number {
    const { refuserStart, refuserSlot, refuserTable, permitting } = this.#tables;
    const { slotWord, slotShift, slotMask } = this.#layout;
    let best = -1;
    let least = 32;
    for (let r = refuserStart[entry]!; r < refuserStart[entry + 1]!; r++) {
      const slot = refuserSlot[r]!;
      const local = (words[at + slotWord[slot]!]! >>> slotShift[slot]!) & slotMask[slot]!;
      const row = permitting[refuserTable[r]! + local]!;
      if (row < 0) continue;
      const members = this.#members(row);
      let added = 0;
      for (let rest = members & ~needs; rest !== 0; rest &= rest - 1) added++;
      if (added < least) {
        least = added;
        best = members;
      }
    }
    return best;
  }

  /** The owners whose present local state is in a row. */
  #members(row: number): number {
    if (row === 0) return 0;
    const { ownerCount, rows, rowWords } = this.#tables;
    let members = 0;
    for (let q = 0; q < ownerCount; q++) {
      const bit = this.#here[q]!;
      members |= ((rows[row * rowWords + (bit >>> 5)]! >>> (bit & 31)) & 1) << q;
    }
    return members;
  }

  /** Moves the successors by steps of these owners to the front. */
  #keep(batch: Batch, from: number, to: number, chosen: number): number {
    const { wordCount } = this.#layout;
    const { step, words } = batch;
    let end = from;
    for (let i = from; i < to; i++) {
      const taken = step[i]!;
      if ((chosen & (1 << this.#tables.ownerOf[taken]!)) === 0) continue;
      if (end !== i) {
        step[end] = taken;
        for (let w = 0; w < wordCount; w++) words[end * wordCount + w] = words[i * wordCount + w]!;
      }
      end++;
    }
    return end;
  }
}
