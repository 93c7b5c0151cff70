/**
 * The two halves of states, and numbers for them: everything of a compressed tree below its root.
 *
 * Each half is a balanced binary tree over some words of a state; each inner node numbers the pairs of
 * what is below it, in a table of its own, so that numbers are small. A half of one word is numbered
 * too, as a pair with 0. A state of one word is cut in two.
 */

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
    if (right - from > 1 && right < to) this.#addInner(from, right);
    if (to - right > 1) this.#addInner(right, to);
    const nodes = new TreeNodes(this.#multiplier);
    this.#inner.push({ nodes, left: from, right });
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

  /** Numbers the halves of a batch: {@link lefts} and {@link rights} hold them afterwards. */
  numberAll(packed: Int32Array, n: number): void {
    if ((this.#columns[0]?.length ?? 0) < n) {
      this.#columns = Array.from({ length: this.#wordCount + 1 }, () => new Int32Array(n));
    }
    this.#split(packed, n);
    const columns = this.#columns;
    for (const { nodes, left, right } of this.#inner) {
      nodes.numberAll(columns[left]!, columns[right]!, n, columns[left]!);
    }
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
      words[0] = (leftHalf << 16) | rightHalf;
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

function bitsFor(count: number): number {
  return count < 2 ? 1 : 32 - Math.clz32(count - 1);
}
