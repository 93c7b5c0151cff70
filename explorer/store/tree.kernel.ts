/**
 * Visited states, exact, each cut into two halves that are shared with other states.
 *
 * Source: Laarman, van de Pol and Weber, Parallel Recursive State Compression for Free (SPIN 2011): a
 * state is the root of a tree over its words, equal subtrees are stored once, and of a state there
 * remains the pair of numbers of its two halves. The roots are in a compact table, as in Laarman,
 * Optimal Compression of Combinatorial State Spaces (2019). Differences: each inner node has numbers of
 * its own, so that these are small; the numbers at the root take only as many bits as there are
 * halves; roots are kept a second time in order of discovery, which is the queue of a search and what
 * its traces are found from.
 *
 * Which words are in which half is decided anew after 2^14 and after 2^18 states, from these states.
 *
 * Cost per state: K / 8 bytes in the list; in the table 2 bytes at a load of 0.375 to 0.75, or more where K is
 * above log2(states) + 9 or so (`line-table.kernel.ts`); and its share of the halves, of which there are few. With 2^22
 * states and K = 30 at most 10.
 *
 * Successors follow each other in a batch with most of their words unchanged: in JavaScript, a half that is
 * equal to that of the neighbour is not looked up. This stands in for the incremental insertion of the paper. A
 * kernel looks all of them up, which costs it less than a branch that is foreseen wrongly.
 */

import type { Kernel, Place } from '../wasm/kernel.kernel.ts';
import { giveBack } from '../wasm/memories.ts';
import type { WasmMemory } from '../wasm/module.ts';
import { fits, TREE_AT, type TreeArea, treeAreaFor } from '../wasm/tree-area.ts';
import { TreeKernel } from '../wasm/tree-kernel.kernel.ts';
import type { Room, Served, StateStore } from './store.ts';
import { bestCut } from './tree-cut.kernel.ts';
import { type Cut, plainCut } from './tree-halves.kernel.ts';
import { COUNT_MAX, type Mixing, TreeSet } from './tree-set.kernel.ts';

/** Room is made for so many batches at once, as long as that is a small share of the states: a 2^n-th. */
const BATCHES = 8;
const SHARE_BITS = 6;
/** Numbers of states after which the cut is decided anew, and what a new one has to gain. */
const CUT_AFTER = [1 << 14, 1 << 18];
const GAIN_MIN = 1.1;
/** More than states as they are: each batch is gone through more often. */
const KERNEL_BATCH = 1024;
/** States added at once to a set with another cut. */
const STRETCH = 1 << 10;

const USUAL: Mixing = { nodes: 0x9e3779b1, roots: 0x85ebca6b };

type TreePlace = Place & { readonly tree: TreeArea };

export class TreeStore implements StateStore {
  readonly wordCount: number;
  readonly kernelBatch = KERNEL_BATCH;
  readonly #mixing: Mixing;
  #bytesMax = 0;
  /** States for which room was made. */
  #room = 0;
  #set: TreeSet;
  /** Memory in which a kernel can do the work, and the kernel, once there is one. */
  readonly #memory: WasmMemory | null;
  #place: TreePlace | null = null;
  #served: Served | null = null;
  #kernel: TreeKernel | null = null;
  /** Numbers of states after which the cut is still to be decided anew. */
  readonly #cutAfter: number[];

  constructor(
    wordCount: number,
    mixing: Mixing = USUAL,
    cut: Cut = plainCut(wordCount),
    memory: WasmMemory | null = null,
  ) {
    this.wordCount = wordCount;
    this.#mixing = mixing;
    this.#memory = memory;
    this.#set = new TreeSet(cut, mixing);
    this.#cutAfter = wordCount > 2 ? [...CUT_AFTER] : [];
  }

  get count(): number {
    return this.#set.count;
  }

  get bytes(): number {
    return this.#set.bytes;
  }

  get bytesMax(): number {
    return Math.max(this.#bytesMax, this.bytes);
  }

  placeFor(capacity: number, questions = 0): Place | null {
    if (this.#memory === null) return null;
    const tree = treeAreaFor(this.wordCount, capacity, questions);
    if (!fits(tree)) return null;
    const { area } = tree;
    this.#place = { memory: this.#memory, base: TREE_AT, chunks: 0, area, rest: null, tree };
    return this.#place;
  }

  serve(served: Served): void {
    const { kernel = null } = served;
    if (kernel === null || this.#place === null) return;
    this.#served = served;
    this.#kernel = new TreeKernel(kernel, this.#place.tree, served, this.wordCount);
    this.#set.serve(this.#kernel, this.#place.memory.buffer);
  }

  get kernel(): Kernel | null {
    return this.#served?.kernel ?? null;
  }

  release(): void {
    if (this.#memory !== null) giveBack(this.#memory, this.bytesMax);
  }

  makeRoom(n: number, bytesMax = Number.POSITIVE_INFINITY): Room {
    if (n > this.#room) {
      this.#room = 0;
      const some = Math.max(n, Math.min(BATCHES * n, this.count >>> SHARE_BITS));
      const room = this.#makeRoomFor(some, bytesMax);
      if (room === 'growing') return room;
      if (room !== 'ready') return some === n ? room : this.#makeRoomFor(n, bytesMax);
      this.#room = some;
    }
    this.#room -= n;
    return 'ready';
  }

  #makeRoomFor(n: number, bytesMax: number): Room {
    this.#bytesMax = this.bytesMax;
    const set = this.#set;
    const isTime = this.count >= (this.#cutAfter[0] ?? Number.POSITIVE_INFINITY);
    return isTime && !set.isGrowing ? this.#cutAnew(bytesMax) : set.makeRoom(n, bytesMax);
  }

  /** Looks for a better cut, and adds all states again if there is one and memory for that. */
  #cutAnew(bytesMax: number): Room {
    this.#cutAfter.shift();
    const { wordCount, count } = this;
    const copyBytes = count * wordCount * 4;
    if (this.bytes * 2 + copyBytes > bytesMax) return 'growing';
    const packed = this.#allStates();
    const { cut, gain } = bestCut(packed, count, wordCount, this.#set.halves.cut);
    if (gain < GAIN_MIN) return 'growing';
    const other = new TreeSet(cut, this.#mixing);
    const fresh = new Int32Array(STRETCH);
    for (let from = 0; from < count; from += STRETCH) {
      const n = Math.min(STRETCH, count - from);
      let room: Room;
      do {
        room = other.makeRoom(n, bytesMax - this.bytes - copyBytes);
        this.#bytesMax = Math.max(this.#bytesMax, this.bytes + copyBytes + other.bytes);
      } while (room === 'growing');
      if (room !== 'ready') return 'growing';
      const part = packed.subarray(from * wordCount, (from + n) * wordCount);
      other.addAll(part, n, fresh, COUNT_MAX);
    }
    this.#bytesMax = Math.max(this.#bytesMax, this.bytes + copyBytes + other.bytes);
    this.#set = other;
    if (this.#kernel !== null) other.serve(this.#kernel, this.#place!.memory.buffer);
    return 'growing';
  }

  /** The words of all states. */
  #allStates(): Int32Array {
    const { wordCount, count } = this;
    const packed = new Int32Array(count * wordCount);
    for (let i = 0; i < count; i++) {
      const words = this.wordsOf(i);
      const at = this.at(i);
      for (let w = 0; w < wordCount; w++) packed[i * wordCount + w] = words[at + w]!;
    }
    return packed;
  }

  addAll(packed: Int32Array, n: number, fresh: Int32Array, countMax: number): number {
    return this.#set.addAll(packed, n, fresh, countMax);
  }

  wordsOf(number: number): Int32Array {
    return this.#set.reader.wordsOf(number, this.#set);
  }

  at(number: number): number {
    return this.#set.reader.at(number);
  }

  run(number: number): number {
    return this.#set.reader.run(number);
  }
}
