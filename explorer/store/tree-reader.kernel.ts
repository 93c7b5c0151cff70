/**
 * Reads roots and states of a compressed tree: by a kernel several at once, where they are asked for one after
 * the other.
 */

import { READ } from '../wasm/tree-area.ts';
import type { TreeKernel } from '../wasm/tree-kernel.kernel.ts';
import type { TreeHalves } from './tree-halves.kernel.ts';
import type { TreeRoots } from './tree-roots.kernel.ts';

/** A tree to read from. */
export interface Tree {
  readonly roots: TreeRoots;
  readonly halves: TreeHalves;
}

export class TreeReader {
  readonly #wordCount: number;
  #kernel: TreeKernel | null = null;
  /** The states that were read last: the number of the first, how many, and their words. */
  #first = 0;
  #count = 0;
  #words: Int32Array;

  /** For states of so many words. */
  constructor(wordCount: number) {
    this.#wordCount = wordCount;
    this.#words = new Int32Array(wordCount);
  }

  /** From now on reads by a kernel where it can. */
  serve(kernel: TreeKernel): void {
    this.#kernel = kernel;
    this.#count = 0;
  }

  /** Reads the halves of `n` states from a number on. */
  halvesFrom(number: number, n: number, tree: Tree, lefts: Int32Array, rights: Int32Array): void {
    const { roots } = tree;
    for (let i = 0; i < n; ) {
      const states = this.#rootsBy(number + i, n - i, roots, lefts.subarray(i), rights.subarray(i));
      i += states;
      if (states > 0) continue;
      roots.read(number + i);
      lefts[i] = roots.left;
      rights[i++] = roots.right;
    }
  }

  /** Reads at most `n` roots from a number on by the kernel; returns how many. */
  #rootsBy(
    number: number,
    n: number,
    roots: TreeRoots,
    lefts: Int32Array,
    rights: Int32Array,
  ): number {
    const kernel = this.#kernel;
    if (kernel === null || !kernel.canReach(lefts)) return 0;
    const place = roots.placeOf(number);
    if (!kernel.canReach(place.chunk)) return 0;
    const states = Math.min(n, place.room);
    kernel.readRoots(states, place, lefts, rights);
    return states;
  }

  /** An array that holds the words of a state, from {@link at} on, until the next call. */
  wordsOf(number: number, tree: Tree): Int32Array {
    const within = number - this.#first;
    if (within >= 0 && within < this.#count) return this.#words;
    const goesOn = within === this.#count;
    this.#first = number;
    this.#count = this.#statesBy(number, goesOn ? READ : 1, tree);
    if (this.#count === 0) this.#readOne(number, tree);
    return this.#words;
  }

  #statesBy(number: number, n: number, { roots, halves }: Tree): number {
    const kernel = this.#kernel;
    if (kernel === null) return 0;
    this.#words = kernel.read;
    const states = this.#rootsBy(number, n, roots, halves.lefts, halves.rights);
    return states > 0 && halves.readAll(states, kernel.read) ? states : 0;
  }

  #readOne(number: number, { roots, halves }: Tree): void {
    roots.read(number);
    this.#words.set(halves.wordsOf(roots.left, roots.right));
    this.#count = 1;
  }

  at(number: number): number {
    return (number - this.#first) * this.#wordCount;
  }

  /** How many states lie in {@link wordsOf}, from this one on. */
  run(number: number): number {
    return this.#first + this.#count - number;
  }
}
