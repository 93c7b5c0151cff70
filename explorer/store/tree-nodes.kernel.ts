/**
 * Numbers for pairs of words: equal pairs get equal numbers, counted from 0 in order of appearance.
 * The inner nodes of a compressed tree.
 *
 * Layout: pair `i` is words `2 i` and `2 i + 1` of a growing list; beside it an open-addressing table
 * of 2^b entries of 32 bits, as in `visited.kernel.ts`: a tag of 32 - b bits of the hash, and `i + 1`
 * in b bits. The table is filled anew from the list when it doubles. It is meant to be small beside
 * the set of states.
 *
 * Reads are unchecked: places are masked by a power of two, numbers were stored by us.
 */

import type { Part } from '../wasm/tree-area.ts';
import type { TreeKernel, Words } from '../wasm/tree-kernel.kernel.ts';
import { GrowableWords } from './growable.ts';

/** Shifts of the hash. */
export const NODE_FOLD = 15;
export const NODE_LAST_FOLD = 16;

const LOAD_MAX = 0.75;
const BITS_MIN = 8;
const BITS_MAX = 30;
/** The list grows by this factor. */
const GROWTH = 1.25;

export class TreeNodes {
  /** Number of pairs. */
  count = 0;
  readonly #list = new GrowableWords(1 << BITS_MIN);
  readonly #table = new GrowableWords(1 << BITS_MIN);
  #bits = BITS_MIN;
  readonly #multiplier: number;

  /** With a multiplier of 0 all pairs have the same hash: for tests. */
  constructor(multiplier = 0x9e3779b1) {
    this.#multiplier = multiplier;
  }

  get bytes(): number {
    return this.#list.bytes + this.#table.bytes;
  }

  /** Both words of all pairs, one pair after the other. */
  get pairs(): Int32Array {
    return this.#list.words;
  }

  /** Makes room for `n` more pairs in at most `bytesMax` bytes; false when there is none. */
  makeRoom(n: number, bytesMax: number): boolean {
    const words = (this.count + n) * 2;
    if (words > this.#list.words.length) {
      const wanted = Math.max(words, Math.ceil(this.#list.words.length * GROWTH));
      if (wanted * 4 + this.#table.bytes > bytesMax || !this.#list.grow(wanted)) return false;
    }
    if (this.count + n <= LOAD_MAX * 2 ** this.#bits) return true;
    let bits = this.#bits;
    while (this.count + n > LOAD_MAX * 2 ** bits) bits++;
    if (bits > BITS_MAX || 2 ** bits * 4 + this.#list.bytes > bytesMax) return false;
    if (!this.#table.grow(2 ** bits)) return false;
    this.#bits = bits;
    this.#fill();
    return true;
  }

  #fill(): void {
    const table = this.#table.words;
    const pairs = this.#list.words;
    const mask = table.length - 1;
    table.fill(0);
    for (let i = 0; i < this.count; i++) {
      const h = this.#hash(pairs[2 * i]!, pairs[2 * i + 1]!);
      let place = h >>> (32 - this.#bits);
      while (table[place] !== 0) place = (place + 1) & mask;
      table[place] = (h << this.#bits) | (i + 1);
    }
  }

  #hash(left: number, right: number): number {
    let h = Math.imul(left, this.#multiplier);
    h = Math.imul(h ^ (h >>> NODE_FOLD) ^ right, this.#multiplier);
    h = Math.imul(h ^ (h >>> NODE_FOLD), this.#multiplier);
    return h ^ (h >>> NODE_LAST_FOLD);
  }

  /** Goes on in these parts of a WebAssembly memory. */
  settle(list: Part, table: Part): void {
    this.#list.settle(list);
    this.#table.settle(table);
  }

  /** They are where a kernel can {@link numberBy} its pairs. */
  get areSettled(): boolean {
    return this.#list.isSettled && this.#table.isSettled;
  }

  /** As {@link numberAll}, by a kernel, from words in its memory to others. */
  numberBy(kernel: TreeKernel, left: Words, right: Words, n: number, numbers: number): void {
    const of = {
      list: this.#list.words,
      table: this.#table.words,
      bits: this.#bits,
      multiplier: this.#multiplier,
    };
    this.count = kernel.number(n, left, right, numbers, of, this.count);
  }

  /** Puts the number of each of `n` pairs into `numbers`, which may be one of the others. */
  numberAll(left: Int32Array, right: Int32Array, n: number, numbers: Int32Array): void {
    let lastLeft = 0;
    let lastRight = 0;
    let last = -1;
    for (let i = 0; i < n; i++) {
      const x = left[i]!;
      const y = right[i]!;
      if (last < 0 || x !== lastLeft || y !== lastRight) {
        last = this.#number(x, y, true);
        lastLeft = x;
        lastRight = y;
      }
      numbers[i] = last;
    }
  }

  /** The number of a pair, or -1. */
  find(left: number, right: number): number {
    return this.#number(left, right, false);
  }

  #number(left: number, right: number, mayAdd: boolean): number {
    const table = this.#table.words;
    const pairs = this.#list.words;
    const bits = this.#bits;
    const mask = (1 << bits) - 1;
    const h = this.#hash(left, right);
    const tag = h << bits;
    let place = h >>> (32 - bits);
    for (let entry = table[place]!; entry !== 0; entry = table[place]!) {
      if ((entry ^ tag) >>> bits === 0) {
        const number = (entry & mask) - 1;
        if (pairs[2 * number] === left && pairs[2 * number + 1] === right) return number;
      }
      place = (place + 1) & mask;
    }
    if (!mayAdd) return -1;
    const number = this.count++;
    pairs[2 * number] = left;
    pairs[2 * number + 1] = right;
    table[place] = tag | (number + 1);
    return number;
  }
}
