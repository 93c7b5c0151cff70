/**
 * What a search has seen of its system: the steps that were taken, and the local states of each component.
 *
 * Each is looked out for until it was seen, and no longer: once all local states of a slot have occurred,
 * nobody looks at that slot again.
 */

import type { Symmetry } from '../reduce/symmetry.ts';
import { coverOrbits } from '../reduce/symmetry-coverage.ts';
import type { LinkedSystem } from '../system.ts';
import type { Coverage } from '../verdict.ts';
import { type Batch, type Layout, localAt } from './successors.kernel.ts';
import { movesOf } from './tables.kernel.ts';

export class Sightings {
  readonly #system: LinkedSystem;
  readonly #layout: Layout;
  /** Where it is given, new states are representatives of orbits. */
  readonly #symmetry: Symmetry | null;
  readonly #taken: Uint8Array;
  readonly #localSeen: Uint8Array;
  /** Steps that were taken, as of {@link prepareLevel}. */
  #takenCount = 0;
  /** A local state may have been seen for the first time since {@link prepareLevel}. */
  #sawNew = true;
  /** For each slot, whether some local state was not seen yet. */
  #unseen: readonly boolean[] = [];
  /** For each step, {@link #unseenBy}, found out when it is first needed; null if all was seen. */
  #marks: (Int32Array | undefined)[] | null = null;

  constructor(system: LinkedSystem, layout: Layout, symmetry: Symmetry | null) {
    this.#system = system;
    this.#layout = layout;
    this.#symmetry = symmetry;
    this.#taken = new Uint8Array(layout.stepCount);
    this.#localSeen = new Uint8Array(layout.slotOffset.at(-1) ?? 0);
  }

  /** The initial state was seen. */
  begin(): void {
    const { initial, slotOffset } = this.#layout;
    initial.forEach((local, slot) => {
      this.#localSeen[slotOffset[slot]! + local] = 1;
    });
    this.#sawNew = true;
  }

  /** Takes over what others have seen; nothing was seen here yet. */
  know({ steps, localStates }: Coverage): void {
    this.#taken.set(steps);
    localStates.forEach((local, slot) => {
      this.#localSeen.set(local, this.#layout.slotOffset[slot]);
    });
    this.#sawNew = true;
  }

  /** To be called between levels: finds out what is still to be looked out for, if that has changed. */
  prepareLevel(): void {
    const isAsBefore = this.#isAllTaken || countOf(this.#taken) === this.#takenCount;
    if (isAsBefore && !this.#sawNew) return;
    this.#coverOrbits();
    const { slotOffset, stepCount } = this.#layout;
    this.#takenCount = countOf(this.#taken);
    this.#unseen = this.#system.slots.map((_, slot) =>
      this.#localSeen.subarray(slotOffset[slot], slotOffset[slot + 1]).includes(0),
    );
    this.#marks = this.#unseen.includes(true) ? new Array(stepCount) : null;
    this.#sawNew = false;
  }

  get #isAllTaken(): boolean {
    return this.#takenCount === this.#taken.length;
  }

  /** The first `count` members of a batch were reached by their steps. */
  transitions({ step }: Batch, count: number): void {
    if (this.#isAllTaken) return;
    const taken = this.#taken;
    for (let i = 0; i < count; i++) taken[step[i]!] = 1;
  }

  /** Members `fresh[0 .. added - 1]` of a batch became states. */
  newStates(batch: Batch, fresh: Int32Array, added: number): void {
    if (this.#marks === null) return;
    const marks = this.#marks;
    const { slotOffset, wordCount } = this.#layout;
    for (let k = 0; k < added; k++) {
      const i = fresh[k]!;
      const step = batch.step[i]!;
      marks[step] ??= this.#unseenBy(step);
      const slots = marks[step];
      for (let j = 0; j < slots.length; j++) {
        const slot = slots[j]!;
        const place = slotOffset[slot]! + localAt(this.#layout, batch.words, i * wordCount, slot);
        if (this.#localSeen[place] === 0) this.#sawNew = true;
        this.#localSeen[place] = 1;
      }
    }
  }

  /**
   * The slots that a step may lead to a local state which was not seen yet. A representative may differ from
   * the state before in any slot.
   */
  #unseenBy(step: number): Int32Array {
    if (this.#symmetry !== null) {
      return Int32Array.from(this.#unseen.flatMap((is, slot) => (is ? [slot] : [])));
    }
    const { slots, next } = this.#system.steps[step]!;
    return Int32Array.from(slots.filter((slot, k) => this.#leadsToUnseen(slot, next[k]!)));
  }

  #leadsToUnseen(slot: number, next: Int32Array): boolean {
    if (this.#unseen[slot] === false) return false;
    const offset = this.#layout.slotOffset[slot]!;
    const moves = movesOf(next);
    for (let m = 1; m < moves.length; m += 2) {
      if (this.#localSeen[offset + moves[m]!] === 0) return true;
    }
    return false;
  }

  /** What was seen of a representative is so of the other members of its orbit. */
  #coverOrbits(): void {
    if (this.#symmetry === null) return;
    coverOrbits(this.#symmetry, this.#taken, this.#localSeen, this.#layout.slotOffset);
  }

  /** All that was seen so far. */
  get coverage(): Coverage {
    const { slotOffset } = this.#layout;
    this.#coverOrbits();
    return {
      steps: this.#taken,
      localStates: this.#system.slots.map((_, slot) =>
        this.#localSeen.slice(slotOffset[slot], slotOffset[slot + 1]),
      ),
    };
  }
}

/** How many of these are 1, where all others are 0. */
function countOf(bits: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < bits.length; i++) count += bits[i]!;
  return count;
}
