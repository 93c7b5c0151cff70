/** The states on shortest paths to some targets, by their words. */

import { assert } from '../../base/errors.ts';
import { VisitedSet } from '../store/visited.kernel.ts';

/** States with the depth and the name they have in a search. Each state has one depth. */
export class ConeStates {
  readonly #states: VisitedSet;
  readonly #ids: number[] = [];
  readonly #depths: number[] = [];
  readonly #one: Int32Array;
  readonly #fresh = new Int32Array(1);

  constructor(wordCount: number) {
    this.#states = new VisitedSet(wordCount);
    this.#one = new Int32Array(wordCount);
  }

  /** Adds the state packed at `words[at ..]`, which may be there. */
  add(words: Int32Array, at: number, id: number, depth: number): void {
    const one = this.#one;
    for (let w = 0; w < one.length; w++) one[w] = words[at + w] ?? 0;
    const known = this.#states.count;
    while (this.#states.makeRoom(1) === 'growing');
    const done = this.#states.addAll(one, 1, this.#fresh, Number.POSITIVE_INFINITY);
    assert(done === 1, 'there is room for the states on shortest paths');
    if (this.#states.count === known) return;
    this.#ids.push(id);
    this.#depths.push(depth);
  }

  /** The name of the state packed at `words[at ..]` if it lies at this depth; otherwise -1. */
  find(words: Int32Array, at: number, depth: number): number {
    const number = this.#states.find(words, at);
    return number >= 0 && this.#depths[number] === depth ? (this.#ids[number] ?? -1) : -1;
  }
}
