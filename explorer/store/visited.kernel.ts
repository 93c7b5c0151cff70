/**
 * The set of visited states: exact, in typed arrays, numbered in order of insertion.
 *
 * Layout. State `i` is `words[i * wordCount ..]`; its parent is `parents[i]`. The index is an
 * open-addressing table with linear probing: `table[slot]` holds `i + 1`, or 0 where it is free, and
 * a state's first slot is the low bits of its mixed hash. States and table grow by doubling; the
 * table is rebuilt from the states then, so that no hash is stored.
 *
 * Cost per state: 4 bytes for each word, 4 for the parent, and 4 / load for the table, whose load is
 * between 0.3 and 0.6 while it grows.
 */

import { assert } from '../../base/errors.ts';

/** The table is doubled when it is fuller than this. */
const LOAD_MAX = 0.6;

/** Spreads the entropy of a hash over the low bits (finaliser of MurmurHash3). */
function mixed(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

export class VisitedSet {
  readonly wordCount: number;
  words: Int32Array;
  parents: Int32Array;
  /** Number of states. */
  count = 0;
  #table: Int32Array;
  #mask: number;
  readonly #hashAt: (words: Int32Array, at: number) => number;

  /** `hashAt` computes the hash of a packed state; it is used when the table is rebuilt. */
  constructor(
    wordCount: number,
    hashAt: (words: Int32Array, at: number) => number,
    capacity = 1 << 12,
  ) {
    this.wordCount = wordCount;
    this.words = new Int32Array(capacity * wordCount);
    this.parents = new Int32Array(capacity);
    this.#table = new Int32Array(capacity * 2);
    this.#mask = capacity * 2 - 1;
    this.#hashAt = hashAt;
  }

  get bytes(): number {
    return this.words.byteLength + this.parents.byteLength + this.#table.byteLength;
  }

  /** What {@link bytes} will be once the next state needs room; equal to it while there is room. */
  get bytesAfterGrowth(): number {
    const states = this.count + 1 > this.parents.length ? 2 : 1;
    const table = this.count + 1 > this.#table.length * LOAD_MAX ? 2 : 1;
    return (
      (this.words.byteLength + this.parents.byteLength) * states + this.#table.byteLength * table
    );
  }

  /**
   * The number of the packed state, which is added when it is new: then `number >= count` as it was
   * before the call.
   */
  add(packed: Int32Array, hash: number, parent: number): number {
    const { wordCount, words } = this;
    const table = this.#table;
    const mask = this.#mask;
    let slot = mixed(hash) & mask;
    for (let entry = table[slot]!; entry !== 0; entry = table[slot]!) {
      const at = (entry - 1) * wordCount;
      let w = 0;
      while (w < wordCount && words[at + w] === packed[w]) w++;
      if (w === wordCount) return entry - 1;
      slot = (slot + 1) & mask;
    }
    const number = this.count;
    table[slot] = number + 1;
    this.#append(packed, parent);
    return number;
  }

  /** The number of a packed state, or -1. */
  find(packed: Int32Array, hash: number): number {
    const { wordCount, words } = this;
    let slot = mixed(hash) & this.#mask;
    for (let entry = this.#table[slot]!; entry !== 0; entry = this.#table[slot]!) {
      const at = (entry - 1) * wordCount;
      let w = 0;
      while (w < wordCount && words[at + w] === packed[w]) w++;
      if (w === wordCount) return entry - 1;
      slot = (slot + 1) & this.#mask;
    }
    return -1;
  }

  #append(packed: Int32Array, parent: number): void {
    if (this.count === this.parents.length) this.#growStates();
    this.words.set(packed, this.count * this.wordCount);
    this.parents[this.count] = parent;
    this.count++;
    if (this.count > this.#table.length * LOAD_MAX) this.#growTable();
  }

  #growStates(): void {
    const words = new Int32Array(this.words.length * 2);
    words.set(this.words);
    this.words = words;
    const parents = new Int32Array(this.parents.length * 2);
    parents.set(this.parents);
    this.parents = parents;
  }

  #growTable(): void {
    const table = new Int32Array(this.#table.length * 2);
    const mask = table.length - 1;
    assert((table.length & mask) === 0, 'the table has a power of two as its length');
    for (let i = 0; i < this.count; i++) {
      let slot = mixed(this.#hashAt(this.words, i * this.wordCount)) & mask;
      while (table[slot] !== 0) slot = (slot + 1) & mask;
      table[slot] = i + 1;
    }
    this.#table = table;
    this.#mask = mask;
  }
}
