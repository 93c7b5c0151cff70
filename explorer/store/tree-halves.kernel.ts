/**
 * The two halves of states, and numbers for them: everything of a compressed tree below its root.
 *
 * Each half is a balanced binary tree over some words of a state; each inner node numbers the pairs of
 * what is below it, in a table of its own, so that numbers are small. A half of one word is numbered
 * too, as a pair with 0. A state of one word is cut in two.
 */

import { nodesIn } from '../wasm/tree-area.ts';
import type { TreeKernel, Words } from '../wasm/tree-kernel.kernel.ts';
import { TreeNodes } from './tree-nodes.kernel.ts';

/** Which words are in which half. */
export interface Cut {
  /** The words, those of the left half first. */
  readonly order: readonly number[];
  /** Words of the left half. */
  readonly middle: number;
}

/** Words as they come, the first half of them on the left. */
export function plainCut(wordCount: number): Cut {
  const order = Array.from({ length: wordCount }, (_, w) => w);
  return { order, middle: Math.max(1, wordCount >>> 1) };
}

/** An inner node: it combines two columns, and puts its numbers into the left one. */
interface Inner {
  readonly nodes: TreeNodes;
  readonly left: number;
  readonly right: number;
  /** What it combines are words, not numbers of other nodes. */
  readonly leftIsWord: boolean;
  readonly rightIsWord: boolean;
}

export class TreeHalves {
  readonly cut: Cut;
  readonly #wordCount: number;
  readonly #multiplier: number | undefined;
  /** Children before parents. */
  readonly #inner: Inner[] = [];
  /** The nodes whose numbers are those of the halves; null for states of one word. */
  readonly #ends: readonly [TreeNodes, TreeNodes] | null;
  /** Column `c` begins as word `order[c]` of each member of a batch; the last is all 0. */
  #columns: readonly Int32Array[] = [];
  /** Numbers batches and reads states as long as it can, with columns in its memory. */
  #kernel: TreeKernel | null = null;
  /** One state in columns, and its words. */
  readonly #state: Int32Array;
  readonly #words: Int32Array;

  /** `multiplier` is that of {@link TreeNodes}. */
  constructor(cut: Cut, multiplier?: number) {
    const wordCount = cut.order.length;
    this.cut = cut;
    this.#wordCount = wordCount;
    this.#multiplier = multiplier;
    this.#ends =
      wordCount === 1
        ? null
        : [this.#addInner(0, cut.middle), this.#addInner(cut.middle, wordCount)];
    this.#state = new Int32Array(wordCount + 1);
    this.#words = new Int32Array(wordCount);
  }

  /** Adds the nodes that combine columns `from` to before `to`, and returns the last. */
  #addInner(from: number, to: number): TreeNodes {
    const right = to - from === 1 ? this.#wordCount : (from + to) >>> 1;
    const leftIsWord = right - from === 1 || right >= to;
    const rightIsWord = to - right <= 1;
    if (!leftIsWord) this.#addInner(from, right);
    if (!rightIsWord) this.#addInner(right, to);
    const nodes = new TreeNodes(this.#multiplier);
    this.#inner.push({ nodes, left: from, right, leftIsWord, rightIsWord });
    return nodes;
  }

  get bytes(): number {
    let bytes = 0;
    for (const { nodes } of this.#inner) bytes += nodes.bytes;
    return bytes;
  }

  /** Bits that the numbers of left halves take, and those of right ones. */
  get leftBits(): number {
    return this.#ends === null ? 16 : bitsFor(this.#ends[0].count);
  }

  get rightBits(): number {
    return this.#ends === null ? 16 : bitsFor(this.#ends[1].count);
  }

  /** Makes room for the halves of `n` more states in at most `bytesMax` bytes; false without it. */
  makeRoom(n: number, bytesMax: number): boolean {
    for (const { nodes } of this.#inner) {
      if (!nodes.makeRoom(n, bytesMax - (this.bytes - nodes.bytes))) return false;
    }
    return true;
  }

  /** Goes on in the memory of a kernel. */
  serve(kernel: TreeKernel, buffer: SharedArrayBuffer): void {
    this.#kernel = kernel;
    this.#columns = kernel.newColumns(this.#wordCount);
    const count = 2 * this.#inner.length;
    this.#inner.forEach(({ nodes }, k) => {
      nodes.settle(nodesIn(buffer, 2 * k, count), nodesIn(buffer, 2 * k + 1, count));
    });
  }

  /** The kernel, if it can work on so many states in an array of its memory. */
  #kernelFor(words: Int32Array, n: number): TreeKernel | null {
    const kernel = this.#kernel;
    if (kernel === null || n > kernel.rows) return null;
    if (words !== kernel.packed && words !== kernel.read) return null;
    return this.#inner.every(({ nodes }) => nodes.areSettled) ? kernel : null;
  }

  /** A column of states: words of packed ones, zeros, or numbers. */
  #wordsAt(packed: number, column: number, isWord: boolean): Words {
    const { order } = this.cut;
    if (isWord && column < order.length) {
      return { at: packed + 4 * order[column]!, step: 4 * order.length };
    }
    const { byteOffset } = this.#columns[column]!;
    return { at: byteOffset, step: isWord ? 0 : 4 };
  }

  /** Numbers the halves of a batch: {@link lefts} and {@link rights} hold them afterwards. */
  numberAll(packed: Int32Array, n: number): void {
    if ((this.#columns[0]?.length ?? 0) < n) {
      this.#columns = Array.from({ length: this.#wordCount + 1 }, () => new Int32Array(n));
      this.#kernel = null;
    }
    const kernel = this.#inner.length === 0 ? null : this.#kernelFor(packed, n);
    if (kernel !== null) {
      this.#numberBy(kernel, packed.byteOffset, n);
      return;
    }
    this.#split(packed, n);
    const columns = this.#columns;
    for (const { nodes, left, right } of this.#inner) {
      nodes.numberAll(columns[left]!, columns[right]!, n, columns[left]!);
    }
  }

  #numberBy(kernel: TreeKernel, packed: number, n: number): void {
    for (const { nodes, left, right, leftIsWord, rightIsWord } of this.#inner) {
      const from = this.#wordsAt(packed, left, leftIsWord);
      const other = this.#wordsAt(packed, right, rightIsWord);
      nodes.numberBy(kernel, from, other, n, this.#columns[left]!.byteOffset);
    }
  }

  /**
   * Writes the words of the `n` states whose halves are in {@link lefts} and {@link rights}, into the memory of
   * the kernel; false where it cannot.
   */
  readAll(n: number, to: Int32Array): boolean {
    const kernel = this.#kernelFor(to, n);
    if (kernel === null) return false;
    const { lefts, rights } = this;
    if (this.#wordCount === 1) {
      for (let i = 0; i < n; i++) to[i] = joined(lefts[i]!, rights[i]!);
      return true;
    }
    for (let k = this.#inner.length - 1; k >= 0; k--) {
      const { nodes, left, right, leftIsWord, rightIsWord } = this.#inner[k]!;
      const one = this.#wordsAt(to.byteOffset, left, leftIsWord);
      const other = this.#wordsAt(to.byteOffset, right, rightIsWord);
      kernel.part(n, this.#columns[left]!.byteOffset, nodes.pairs, one, other);
    }
    return true;
  }

  get lefts(): Int32Array {
    return this.#columns[0]!;
  }

  get rights(): Int32Array {
    return this.#columns[this.cut.middle]!;
  }

  /** Puts the words of a batch into columns. */
  #split(packed: Int32Array, n: number): void {
    const wordCount = this.#wordCount;
    if (wordCount === 1) {
      for (let i = 0; i < n; i++) {
        this.#columns[0]![i] = packed[i]! >>> 16;
        this.#columns[1]![i] = packed[i]! & 0xffff;
      }
      return;
    }
    for (let c = 0; c < wordCount; c++) {
      const column = this.#columns[c]!;
      for (let i = 0, at = this.cut.order[c]!; i < n; i++, at += wordCount) column[i] = packed[at]!;
    }
  }

  /** The words of the state with these halves, until the next call. */
  wordsOf(leftHalf: number, rightHalf: number): Int32Array {
    const state = this.#state;
    const words = this.#words;
    if (this.#wordCount === 1) {
      words[0] = joined(leftHalf, rightHalf);
      return words;
    }
    state[0] = leftHalf;
    state[this.cut.middle] = rightHalf;
    for (let k = this.#inner.length - 1; k >= 0; k--) {
      const { nodes, left, right } = this.#inner[k]!;
      const pair = 2 * state[left]!;
      state[left] = nodes.pairs[pair]!;
      state[right] = nodes.pairs[pair + 1]!;
    }
    const { order } = this.cut;
    for (let c = 0; c < words.length; c++) words[order[c]!] = state[c]!;
    return words;
  }
}

/** The word of which these are the halves. */
function joined(left: number, right: number): number {
  return (left << 16) | right;
}

function bitsFor(count: number): number {
  return count < 2 ? 1 : 32 - Math.clz32(count - 1);
}
