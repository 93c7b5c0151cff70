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
 * A root is a number of K = leftBits + rightBits bits. An invertible scrambling makes the lower (up
 * to) 32 of these random: the top of a key of {@link CompactTable}. The others are the rest of the key.
 * When there are more halves than the keys can say, the table is filled anew, with wider keys, from the
 * list; until then roots that are too wide are kept in a set of texts.
 *
 * Which words are in which half is decided anew after 2^14 and after 2^18 states, from these states.
 *
 * Cost per state: K / 8 bytes in the list; (K - log2(states) + 8) / 8 in the table, at a load of 0.5 to
 * 0.75, or 0.25 to 0.5 as long as all of it is below {@link BYTES_TO_SPARE}; and its share of the halves, of
 * which there are few. With 2^22 states and K = 30 at most 9.
 *
 * Successors follow each other in a batch with most of their words unchanged: a half that is equal to
 * that of the neighbour is not looked up. This stands in for the incremental insertion of the paper.
 */

import type { Kernel, Place } from '../wasm/kernel.kernel.ts';
import { giveBack } from '../wasm/memories.ts';
import type { WasmMemory } from '../wasm/module.ts';
import { fits, keysIn, rootsIn, TREE_AT, type TreeArea, treeAreaFor } from '../wasm/tree-area.ts';
import { TreeKernel } from '../wasm/tree-kernel.kernel.ts';
import { CompactTable } from './compact-table.kernel.ts';
import type { Room, Served, StateStore } from './store.ts';
import { bestCut } from './tree-cut.kernel.ts';
import { type Cut, plainCut, TreeHalves } from './tree-halves.kernel.ts';
import { type KeyShape, keyShape, scramble } from './tree-keys.kernel.ts';
import { type Tree, TreeReader } from './tree-reader.kernel.ts';
import { TreeRoots } from './tree-roots.kernel.ts';

/** Roots entered in one slice when the table is filled anew, and in one call. */
const SLICE = 1 << 15;
const STRETCH = 1 << 10;
/** States are numbered by positive 32-bit integers. */
const COUNT_MAX = 2 ** 31 - 1;
/** Room is made for so many batches at once, as long as that is a small share of the states: a 2^n-th. */
const BATCHES = 8;
const SHARE_BITS = 6;
/** Up to so many bytes for each state, and half of all it may have, the table may take more than it needs. */
const BYTES_TO_SPARE = 9;
/** What a root that is too wide for the table is taken to cost. */
const WIDE_BYTES = 64;
/** Widths to begin with. */
const HALF_BITS_MIN = 8;
/** Numbers of states after which the cut is decided anew, and what a new one has to gain. */
const CUT_AFTER = [1 << 14, 1 << 18];
const GAIN_MIN = 1.1;

/** Constants of the hash functions; others than the usual ones are for tests. */
export interface Mixing {
  /** Multiplier of the hash of inner nodes. */
  readonly nodes: number;
  /** Multiplier that scrambles roots; odd. */
  readonly roots: number;
}

type TreePlace = Place & { readonly tree: TreeArea };

const USUAL: Mixing = { nodes: 0x9e3779b1, roots: 0x85ebca6b };

export class TreeStore implements StateStore {
  readonly wordCount: number;
  readonly #mixing: Mixing;
  #bytesMax = 0;
  /** States for which room was made. */
  #room = 0;
  #halves: TreeHalves;
  #roots: TreeRoots;
  #keys: KeyShape;
  #table: CompactTable;
  /** Roots that are too wide for the keys of the table. */
  readonly #wide = new Set<string>();
  /** Roots entered since the table was emptied, or null when it is complete. */
  #entered: number | null = null;
  #tops: Int32Array = new Int32Array(0);
  #rests: Int32Array = new Int32Array(0);
  /** Memory in which a kernel can do the work, and the kernel, once there is one. */
  readonly #memory: WasmMemory | null;
  #place: TreePlace | null = null;
  #served: Served | null = null;
  #kernel: TreeKernel | null = null;
  readonly #reader: TreeReader;
  /** Numbers of states after which the cut is still to be decided anew. */
  readonly #cutAfter: number[];

  constructor(
    wordCount: number,
    mixing: Mixing = USUAL,
    cut: Cut = plainCut(wordCount),
    memory: WasmMemory | null = null,
  ) {
    this.#memory = memory;
    this.#reader = new TreeReader(wordCount);
    this.wordCount = wordCount;
    this.#mixing = mixing;
    this.#halves = new TreeHalves(cut, mixing.nodes);
    const bits = Math.max(HALF_BITS_MIN, this.#halves.leftBits);
    this.#roots = new TreeRoots(bits, bits);
    this.#keys = keyShape(bits, bits, 0);
    this.#table = new CompactTable(this.#keys.topBits, this.#keys.restBits);
    this.#cutAfter = wordCount > 2 ? [...CUT_AFTER] : [];
  }

  get count(): number {
    return this.#roots.count;
  }

  get bytes(): number {
    const wide = this.#wide.size * WIDE_BYTES;
    return this.#roots.bytes + this.#table.bytes + this.#halves.bytes + wide;
  }

  get bytesMax(): number {
    return Math.max(this.#bytesMax, this.bytes);
  }

  placeFor(capacity: number): Place | null {
    if (this.#memory === null) return null;
    const tree = treeAreaFor(this.wordCount, capacity);
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
    this.#settle(this.#kernel);
  }

  get kernel(): Kernel | null {
    return this.#served?.kernel ?? null;
  }

  /** Has everything be where the kernel can work on it. */
  #settle(kernel: TreeKernel): void {
    const { buffer } = this.#memory!;
    this.#halves.serve(kernel, buffer);
    this.#roots.settle(rootsIn(buffer));
    this.#table.serve(kernel, keysIn(buffer));
    this.#tops = kernel.tops;
    this.#rests = kernel.rests;
    this.#reader.serve(kernel);
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
    if (this.#entered !== null) return this.#enterSome(this.#entered);
    if (this.#table.isMoving) return this.#table.makeRoom(n, bytesMax);
    if (this.count + n > COUNT_MAX) return 'full';
    if (this.count >= (this.#cutAfter[0] ?? COUNT_MAX)) return this.#cutAnew(bytesMax);
    const beside = this.#roots.bytesFor(n) + n * WIDE_BYTES;
    const forHalves = bytesMax - (this.bytes + beside - this.#halves.bytes);
    if (!this.#halves.makeRoom(n, forHalves)) return 'memory';
    const forTable = bytesMax - (this.bytes + beside - this.#table.bytes);
    if (this.#table.bytes > forTable) return 'memory';
    const isNarrow = CompactTable.topBitsFor(this.count + n) > this.#keys.topBits;
    if (this.#wide.size === 0 && !(isNarrow && this.#keys.topBits < 32)) {
      const toSpare = Math.min(BYTES_TO_SPARE * this.count, bytesMax / 2);
      return this.#table.makeRoom(n, forTable, toSpare - (this.bytes - this.#table.bytes));
    }
    const wider = this.#widerKeys(n);
    const { topBits, restBits } = wider;
    if (!this.#table.reset(topBits, restBits, this.count + n, forTable)) return 'memory';
    this.#keys = wider;
    this.#wide.clear();
    this.#entered = 0;
    return 'growing';
  }

  /** Keys that do for roots with twice as many halves and for four times as many states. */
  #widerKeys(n: number): KeyShape {
    const spare = this.wordCount === 1 ? 0 : 1;
    const { leftBits, rightBits } = this.#roots;
    return keyShape(leftBits + spare, rightBits + spare, (this.count + n) * 4);
  }

  /** Enters some of the roots into the table that was emptied. */
  #enterSome(from: number): Room {
    const end = Math.min(this.count, from + SLICE);
    const { lefts, rights, fresh } = this.#stretch();
    for (let first = from; first < end; first += fresh.length) {
      const n = Math.min(fresh.length, end - first);
      this.#reader.halvesFrom(first, n, this.#tree, lefts, rights);
      this.#scramble(lefts, rights, n);
      this.#table.addAll(this.#tops, this.#rests, n, fresh, COUNT_MAX);
    }
    this.#entered = end === this.count ? null : end;
    return 'growing';
  }

  /** Arrays for roots that are entered again, those of a kernel if there is one. */
  #stretch() {
    const { lefts, rights } = this.#halves;
    const kernel = this.#kernelOn(lefts, 0);
    if (kernel !== null) return { lefts, rights, fresh: kernel.fresh };
    this.#scratch(STRETCH);
    const [one, other, fresh] = [1, 2, 3].map(() => new Int32Array(STRETCH));
    return { lefts: one!, rights: other!, fresh: fresh! };
  }

  get #tree(): Tree {
    return { roots: this.#roots, halves: this.#halves };
  }

  /** Looks for a better cut, and adds all states again if there is one and memory for that. */
  #cutAnew(bytesMax: number): Room {
    this.#cutAfter.shift();
    const { wordCount, count } = this;
    const copyBytes = count * wordCount * 4;
    if (this.bytes * 2 + copyBytes > bytesMax) return 'growing';
    const packed = new Int32Array(count * wordCount);
    for (let i = 0; i < count; i++) {
      const words = this.wordsOf(i);
      const at = this.at(i);
      for (let w = 0; w < wordCount; w++) packed[i * wordCount + w] = words[at + w]!;
    }
    const { cut, gain } = bestCut(packed, count, wordCount, this.#halves.cut);
    if (gain < GAIN_MIN) return 'growing';
    const other = new TreeStore(wordCount, this.#mixing, cut);
    other.#cutAfter.length = 0;
    const fresh = new Int32Array(STRETCH);
    for (let from = 0; from < count; from += STRETCH) {
      const n = Math.min(STRETCH, count - from);
      let room: Room;
      do room = other.makeRoom(n, bytesMax - this.bytes - copyBytes);
      while (room === 'growing');
      if (room !== 'ready') return 'growing';
      const part = packed.subarray(from * wordCount, (from + n) * wordCount);
      other.addAll(part, n, fresh, COUNT_MAX);
    }
    this.#bytesMax = Math.max(this.#bytesMax, this.bytes + copyBytes + other.bytesMax);
    this.#takeOver(other);
    return 'growing';
  }

  /** Becomes what another store is, which holds the same states. */
  #takeOver(other: TreeStore): void {
    this.#halves = other.#halves;
    this.#roots = other.#roots;
    this.#keys = other.#keys;
    this.#table = other.#table;
    this.#entered = other.#entered;
    this.#wide.clear();
    for (const root of other.#wide) this.#wide.add(root);
    if (this.#kernel !== null) this.#settle(this.#kernel);
  }

  addAll(packed: Int32Array, n: number, fresh: Int32Array, countMax: number): number {
    const halves = this.#halves;
    this.#scratch(n);
    halves.numberAll(packed, n);
    const { lefts, rights } = halves;
    this.#widen();
    this.#scramble(lefts, rights, n);
    const { leftBits, rightBits } = this.#roots;
    const isWide = leftBits > this.#keys.leftBits || rightBits > this.#keys.rightBits;
    if (isWide || countMax - this.count < n) return this.#addEach(n, fresh, countMax);
    const before = this.#table.count;
    this.#table.addAll(this.#tops, this.#rests, n, fresh, COUNT_MAX);
    const found = this.#table.count - before;
    this.#append(lefts, rights, fresh, found);
    return n;
  }

  /** The kernel, where halves in these arrays are within its reach. */
  #kernelOn(lefts: Int32Array, n: number): TreeKernel | null {
    const kernel = this.#kernel;
    return kernel !== null && n <= kernel.rows && kernel.canReach(lefts) ? kernel : null;
  }

  #scramble(lefts: Int32Array, rights: Int32Array, n: number): void {
    const { roots } = this.#mixing;
    const kernel = this.#kernelOn(lefts, n);
    if (kernel !== null) kernel.scramble(this.#keys, roots, lefts, rights, n);
    else scramble(this.#keys, roots, lefts, rights, n, this.#tops, this.#rests);
  }

  /** Appends the roots of `n` members that were new. */
  #append(lefts: Int32Array, rights: Int32Array, fresh: Int32Array, n: number): void {
    const kernel = fresh === this.#kernel?.fresh ? this.#kernelOn(lefts, n) : null;
    const done = kernel === null ? 0 : this.#roots.appendBy(kernel, n, lefts, rights);
    for (let k = done; k < n; k++) this.#roots.append(lefts[fresh[k]!]!, rights[fresh[k]!]!);
  }

  /** The same where some roots may be too wide, or the last states are near. */
  #addEach(n: number, fresh: Int32Array, countMax: number): number {
    const { lefts, rights } = this.#halves;
    const known = this.count;
    for (let i = 0; i < n; i++) {
      const left = lefts[i]!;
      const right = rights[i]!;
      const text = this.#isWide(left, right) ? `${left} ${right}` : null;
      const isKnown =
        text === null ? this.#table.has(this.#tops[i]!, this.#rests[i]!) : this.#wide.has(text);
      if (isKnown) continue;
      if (this.count >= countMax) return i;
      if (text === null) this.#table.add(this.#tops[i]!, this.#rests[i]!);
      else this.#wide.add(text);
      fresh[this.count - known] = i;
      this.#roots.append(left, right);
    }
    return n;
  }

  #isWide(left: number, right: number): boolean {
    const { leftBits, rightBits } = this.#keys;
    return left >>> leftBits !== 0 || right >>> rightBits !== 0;
  }

  /** Has roots written with as many bits as there are halves now. */
  #widen(): void {
    const { leftBits, rightBits } = this.#roots;
    const left = Math.max(leftBits, this.#halves.leftBits);
    const right = Math.max(rightBits, this.#halves.rightBits);
    if (left > leftBits || right > rightBits) this.#roots.widen(left, right);
  }

  #scratch(n: number): void {
    if (this.#tops.length >= n) return;
    this.#tops = new Int32Array(n);
    this.#rests = new Int32Array(n);
  }

  wordsOf(number: number): Int32Array {
    return this.#reader.wordsOf(number, this.#tree);
  }

  at(number: number): number {
    return this.#reader.at(number);
  }

  run(number: number): number {
    return this.#reader.run(number);
  }
}
