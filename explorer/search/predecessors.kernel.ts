/**
 * The states from which one step leads to a given state, reachable or not: the tables of steps read
 * backwards.
 *
 * One participant of a step is chosen to be looked at first, the one that the step leads to the smallest
 * share of its local states. Steps are kept by the local states they lead it to. So a state only looks
 * at the steps that can have led to one of its local states.
 *
 * Reads are unchecked; every index comes from a {@link LinkedSystem}, whose tables are complete.
 */

import type { LinkedStep, LinkedSystem } from '../system.ts';
import { type Layout, unpack } from './layout.kernel.ts';

/** A successor table backwards: what leads to local state `i` is `from[start[i]] .. from[start[i + 1] - 1]`. */
interface Backwards {
  readonly start: Int32Array;
  readonly from: Int32Array;
  /** The share of the local states that something leads to. */
  readonly share: number;
}

/** A step backwards, by participant. */
interface StepBack {
  readonly slots: readonly number[];
  readonly tables: readonly Backwards[];
}

export class Predecessors {
  readonly #layout: Layout;
  /** The steps to look at by local state (`slotOffset[slot] + local`). */
  readonly #stepsTo: readonly (readonly StepBack[])[];
  /** The state at hand. */
  readonly #state: Int32Array;
  /** The one before it, under construction. */
  readonly #words: Int32Array;

  constructor(system: LinkedSystem, layout: Layout) {
    this.#layout = layout;
    this.#stepsTo = stepsTo(system, layout);
    this.#state = new Int32Array(layout.slotCount);
    this.#words = new Int32Array(layout.wordCount);
  }

  /**
   * Calls `found` with each predecessor of the state packed at `words[at ..]`, packed, once for each step
   * and way; the words are overwritten afterwards. Ends, and returns false, where `found` does.
   */
  of(words: Int32Array, at: number, found: (words: Int32Array) => boolean): boolean {
    const { slotCount, slotOffset, wordCount } = this.#layout;
    for (let w = 0; w < wordCount; w++) this.#words[w] = words[at + w]!;
    unpack(this.#layout, this.#words, 0, this.#state);
    for (let slot = 0; slot < slotCount; slot++) {
      for (const step of this.#stepsTo[slotOffset[slot]! + this.#state[slot]!]!) {
        if (this.#mayHaveBeenTaken(step) && !this.#back(step, 0, found)) return false;
      }
    }
    return true;
  }

  /** Each participant can have come from somewhere: then every way back through them ends in a predecessor. */
  #mayHaveBeenTaken({ slots, tables }: StepBack): boolean {
    for (let k = 0; k < slots.length; k++) {
      const { start } = tables[k]!;
      const local = this.#state[slots[k]!]!;
      if (start[local] === start[local + 1]) return false;
    }
    return true;
  }

  /** Takes participants from number `k` on back, in all ways. */
  #back(step: StepBack, k: number, found: (words: Int32Array) => boolean): boolean {
    if (k === step.slots.length) return found(this.#words);
    const slot = step.slots[k]!;
    const { start, from } = step.tables[k]!;
    const local = this.#state[slot]!;
    let goOn = true;
    for (let i = start[local]!; goOn && i < start[local + 1]!; i++) {
      this.#put(slot, from[i]!);
      goOn = this.#back(step, k + 1, found);
    }
    this.#put(slot, local);
    return goOn;
  }

  #put(slot: number, local: number): void {
    const { slotWord, slotShift, slotMask } = this.#layout;
    const word = slotWord[slot]!;
    const others = this.#words[word]! & ~(slotMask[slot]! << slotShift[slot]!);
    this.#words[word] = others | (local << slotShift[slot]!);
  }
}

function stepsTo(system: LinkedSystem, { slotOffset }: Layout): readonly (readonly StepBack[])[] {
  const known = new Map<Int32Array, Backwards>();
  const byLocal: StepBack[][] = Array.from({ length: slotOffset.at(-1)! }, () => []);
  for (const step of system.steps) {
    const back = backOf(step, known);
    const shares = back.tables.map(({ share }) => share);
    const first = shares.indexOf(Math.min(...shares));
    const { start } = back.tables[first]!;
    const offset = slotOffset[step.slots[first]!]!;
    for (let to = 0; to < start.length - 1; to++) {
      if (start[to]! < start[to + 1]!) byLocal[offset + to]!.push(back);
    }
  }
  return byLocal;
}

function backOf({ slots, next }: LinkedStep, known: Map<Int32Array, Backwards>): StepBack {
  const tables = next.map((table) => {
    const back = known.get(table) ?? backwards(table);
    known.set(table, back);
    return back;
  });
  return { slots, tables };
}

function backwards(next: Int32Array): Backwards {
  const size = next.length;
  const start = new Int32Array(size + 1);
  for (let local = 0; local < size; local++) if (next[local]! >= 0) start[next[local]! + 1]!++;
  let targets = 0;
  for (let to = 0; to < size; to++) {
    if (start[to + 1]! > 0) targets++;
    start[to + 1]! += start[to]!;
  }
  const from = new Int32Array(start[size]!);
  const end = start.slice();
  for (let local = 0; local < size; local++) {
    if (next[local]! >= 0) from[end[next[local]!]!++] = local;
  }
  return { start, from, share: targets / size };
}
