/**
 * A few states by their words, added one at a time.
 *
 * Many others may be compared with them: a filter of one bit for each hash tells nearly all of those
 * (Bloom, Space/Time Trade-offs in Hash Coding with Allowable Errors, CACM 1970).
 *
 * Reads are unchecked: numbers are those of states that were added, bits are masked.
 */

import { assert } from '../../base/errors.ts';
import { hashOfWords } from './table.kernel.ts';
import { VisitedSet } from './visited.kernel.ts';

/** The filter has 2^n bits. */
const FILTER_BITS = 16;

/** Packed states, numbered in the order in which they were added. */
export class PackedStates {
  readonly #wordCount: number;
  readonly #filter = new Int32Array(1 << (FILTER_BITS - 5));
  readonly #states: VisitedSet;
  readonly #one: Int32Array;
  readonly #fresh = new Int32Array(1);

  constructor(wordCount: number) {
    this.#wordCount = wordCount;
    this.#states = new VisitedSet(wordCount);
    this.#one = new Int32Array(wordCount);
  }

  /** Adds the state packed at `words[at ..]`; false if it is there. */
  add(words: Int32Array, at: number): boolean {
    const one = this.#one;
    for (let w = 0; w < one.length; w++) one[w] = words[at + w]!;
    const bit = hashOfWords(one, 0, this.#wordCount) >>> (32 - FILTER_BITS);
    this.#filter[bit >>> 5]! |= 1 << (bit & 31);
    const known = this.#states.count;
    while (this.#states.makeRoom(1) === 'growing');
    const done = this.#states.addAll(one, 1, this.#fresh, Number.POSITIVE_INFINITY);
    assert(done === 1, 'there is room for one more state');
    return this.#states.count > known;
  }

  /** The number of the state packed at `words[at ..]`, or -1. */
  find(words: Int32Array, at: number): number {
    return this.#states.find(words, at);
  }

  /** The first of the `n` states packed from `words[at]` on that was added, counted from 0, or `n`. */
  firstOf(words: Int32Array, at: number, n: number): number {
    const wordCount = this.#wordCount;
    const filter = this.#filter;
    for (let i = 0; i < n; i++) {
      const from = at + i * wordCount;
      const bit = hashOfWords(words, from, wordCount) >>> (32 - FILTER_BITS);
      if ((filter[bit >>> 5]! & (1 << (bit & 31))) === 0) continue;
      if (this.#states.find(words, from) >= 0) return i;
    }
    return n;
  }

  /** The array that holds a state, and where in it the words of the state begin. */
  wordsOf(number: number): Int32Array {
    return this.#states.wordsOf(number);
  }

  at(number: number): number {
    return this.#states.at(number);
  }
}
