/** The states on shortest paths to some targets, by their words. */

import { PackedStates } from '../store/packed-states.kernel.ts';

/** States with the depth and the name they have in a search. Each state has one depth. */
export class ConeStates {
  readonly #states: PackedStates;
  readonly #ids: number[] = [];
  readonly #depths: number[] = [];

  constructor(wordCount: number) {
    this.#states = new PackedStates(wordCount);
  }

  /** Adds the state packed at `words[at ..]`, which may be there. */
  add(words: Int32Array, at: number, id: number, depth: number): void {
    if (!this.#states.add(words, at)) return;
    this.#ids.push(id);
    this.#depths.push(depth);
  }

  /** The name of the state packed at `words[at ..]` if it lies at this depth; otherwise -1. */
  find(words: Int32Array, at: number, depth: number): number {
    const number = this.#states.find(words, at);
    return number >= 0 && this.#depths[number] === depth ? (this.#ids[number] ?? -1) : -1;
  }

  /** Those at a depth, packed. States are added from the deepest on. */
  *at(depth: number): Iterable<{ readonly words: Int32Array; readonly at: number }> {
    for (let n = this.#depths.lastIndexOf(depth); this.#depths[n] === depth; n--) {
      yield { words: this.#states.wordsOf(n), at: this.#states.at(n) };
    }
  }
}
