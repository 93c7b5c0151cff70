/**
 * The states of a compressed tree, each cut into two halves in one way: numbers of halves, the roots that
 * are there, and the list of these. See `tree.kernel.ts`.
 *
 * A root is a number of K = leftBits + rightBits bits. An invertible scrambling makes the lower (up
 * to) 32 of these random: the top of a key of {@link LineTable}. The others are the rest of the key.
 * When there are more halves than the keys can say, the table is filled anew, with wider keys, from the
 * list; until then roots that are too wide are kept in a set of texts.
 *
 * Reads are unchecked: members of a batch are below its length, which all arrays have at least.
 */

import { keysIn, rootsIn } from '../wasm/tree-area.ts';
import type { TreeKernel } from '../wasm/tree-kernel.kernel.ts';
import { LineTable } from './line-table.kernel.ts';
import type { Room } from './store.ts';
import { type Cut, TreeHalves } from './tree-halves.kernel.ts';
import { type KeyShape, keyShape, scramble } from './tree-keys.kernel.ts';
import { TreeReader } from './tree-reader.kernel.ts';
import { TreeRoots } from './tree-roots.kernel.ts';

/** Roots entered in one slice when the table is filled anew, and in one call. */
const SLICE = 1 << 15;
const STRETCH = 1 << 10;
/** States are numbered by positive 32-bit integers. */
export const COUNT_MAX = 2 ** 31 - 1;
/** The table doubles early as long as a state takes no more bytes, and all of it half of what it may have. */
const BYTES_TO_SPARE = 9.75;
/** What a root that is too wide for the table is taken to cost. */
const WIDE_BYTES = 64;
/** Bits that keys get more than roots have: those that a tag has left, but no fewer and no more than this. */
const SPARE_BITS_MIN = 1;
const SPARE_BITS_MAX = 4;
/** Widths to begin with. */
const HALF_BITS_MIN = 8;

/** Constants of the hash functions; others than the usual ones are for tests. */
export interface Mixing {
  /** Multiplier of the hash of inner nodes. */
  readonly nodes: number;
  /** Multiplier that scrambles roots; odd. */
  readonly roots: number;
}

export class TreeSet {
  readonly halves: TreeHalves;
  readonly roots: TreeRoots;
  readonly reader: TreeReader;
  readonly #wordCount: number;
  readonly #multiplier: number;
  #keys: KeyShape;
  readonly #table: LineTable;
  /** Roots that are too wide for the keys of the table. */
  readonly #wide = new Set<string>();
  /** Roots entered since the table was emptied, or null when it is complete. */
  #entered: number | null = null;
  #tops: Int32Array = new Int32Array(0);
  #rests: Int32Array = new Int32Array(0);
  #kernel: TreeKernel | null = null;

  constructor(cut: Cut, { nodes, roots }: Mixing) {
    this.#wordCount = cut.order.length;
    this.#multiplier = roots;
    this.halves = new TreeHalves(cut, nodes);
    this.reader = new TreeReader(this.#wordCount);
    const bits = Math.max(HALF_BITS_MIN, this.halves.leftBits);
    this.roots = new TreeRoots(bits, bits);
    this.#keys = keyShape(bits, bits, 0);
    this.#table = new LineTable(this.#keys.topBits, this.#keys.restBits);
  }

  get count(): number {
    return this.roots.count;
  }

  get bytes(): number {
    const wide = this.#wide.size * WIDE_BYTES;
    return this.roots.bytes + this.#table.bytes + this.halves.bytes + wide;
  }

  /** Has everything be where a kernel can work on it. */
  serve(kernel: TreeKernel, buffer: SharedArrayBuffer): void {
    this.#kernel = kernel;
    this.halves.serve(kernel, buffer);
    this.roots.settle(rootsIn(buffer));
    this.#table.serve(kernel, keysIn(buffer));
    this.#tops = kernel.tops;
    this.#rests = kernel.rests;
    this.reader.serve(kernel);
  }

  /** The table is being filled anew or enlarged; nothing can be looked up until {@link makeRoom} is done. */
  get isGrowing(): boolean {
    return this.#entered !== null || this.#table.isMoving;
  }

  /** Makes room for `n` more states in at most `bytesMax` bytes; `growing` asks for another call. */
  makeRoom(n: number, bytesMax: number): Room {
    if (this.#entered !== null) return this.#enterSome(this.#entered);
    if (this.#table.isMoving) return this.#table.makeRoom(n, bytesMax);
    if (this.count + n > COUNT_MAX) return 'full';
    const beside = this.roots.bytesFor(n) + n * WIDE_BYTES;
    const forHalves = bytesMax - (this.bytes + beside - this.halves.bytes);
    if (!this.halves.makeRoom(n, forHalves)) return 'memory';
    const forTable = bytesMax - (this.bytes + beside - this.#table.bytes);
    if (this.#table.bytes > forTable) return 'memory';
    const isNarrow = LineTable.topBitsFor(this.count + n) > this.#keys.topBits;
    if (this.#wide.size === 0 && !(isNarrow && this.#keys.topBits < 32)) {
      const toSpare = Math.min(BYTES_TO_SPARE * this.count, bytesMax / 2);
      return this.#table.makeRoom(n, forTable, toSpare - (this.bytes - this.#table.bytes));
    }
    return this.#widenKeys(n, forTable);
  }

  /** Empties the table, for wider keys in at most `bytesMax` bytes. */
  #widenKeys(n: number, bytesMax: number): Room {
    const wider = this.#widerKeys(n);
    const { topBits, restBits } = wider;
    if (!this.#table.reset(topBits, restBits, this.count + n, bytesMax)) return 'memory';
    this.#keys = wider;
    this.#wide.clear();
    this.#entered = 0;
    return 'growing';
  }

  /** Keys that do for roots with twice as many halves and for four times as many states. */
  #widerKeys(n: number): KeyShape {
    const { leftBits, rightBits } = this.roots;
    if (this.#wordCount === 1) return keyShape(leftBits, rightBits, (this.count + n) * 4);
    const inTag = this.#table.bitsInTag - leftBits - rightBits;
    const spare = Math.max(SPARE_BITS_MIN, Math.min(SPARE_BITS_MAX, inTag));
    // The halves are expected to become more as they have so far.
    const [left, right] = [leftBits - HALF_BITS_MIN + 1, rightBits - HALF_BITS_MIN + 1];
    const share = Math.round((spare * left) / (left + right));
    const more = Math.max(1, Math.min(spare - 1, share));
    return keyShape(leftBits + more, rightBits + spare - more, (this.count + n) * 4);
  }

  /** Enters some of the roots into the table that was emptied. */
  #enterSome(from: number): Room {
    const end = Math.min(this.count, from + SLICE);
    const { lefts, rights, fresh } = this.#stretch();
    for (let first = from; first < end; first += fresh.length) {
      const n = Math.min(fresh.length, end - first);
      this.reader.halvesFrom(first, n, this, lefts, rights);
      this.#scramble(lefts, rights, n);
      this.#table.addAll(this.#tops, this.#rests, n, fresh);
    }
    this.#entered = end === this.count ? null : end;
    return 'growing';
  }

  /** Arrays for roots that are entered again, those of a kernel if there is one. */
  #stretch() {
    const { lefts, rights } = this.halves;
    const kernel = this.#kernelOn(lefts, 0);
    if (kernel !== null) return { lefts, rights, fresh: kernel.fresh };
    this.#scratch(STRETCH);
    const [one, other, fresh] = [1, 2, 3].map(() => new Int32Array(STRETCH));
    return { lefts: one!, rights: other!, fresh: fresh! };
  }

  /** Adds the states of a batch, as `StateStore.addAll`. */
  addAll(packed: Int32Array, n: number, fresh: Int32Array, countMax: number): number {
    const halves = this.halves;
    this.#scratch(n);
    halves.numberAll(packed, n);
    const { lefts, rights } = halves;
    this.#widen();
    this.#scramble(lefts, rights, n);
    const { leftBits, rightBits } = this.roots;
    const isWide = leftBits > this.#keys.leftBits || rightBits > this.#keys.rightBits;
    if (isWide || countMax - this.count < n) return this.#addEach(n, fresh, countMax);
    const found = this.#table.addAll(this.#tops, this.#rests, n, fresh);
    this.#append(lefts, rights, fresh, found);
    return n;
  }

  /** The kernel, where halves in these arrays are within its reach. */
  #kernelOn(lefts: Int32Array, n: number): TreeKernel | null {
    const kernel = this.#kernel;
    return kernel !== null && n <= kernel.rows && kernel.canReach(lefts) ? kernel : null;
  }

  #scramble(lefts: Int32Array, rights: Int32Array, n: number): void {
    const kernel = this.#kernelOn(lefts, n);
    if (kernel !== null) kernel.scramble(this.#keys, this.#multiplier, lefts, rights, n);
    else scramble(this.#keys, this.#multiplier, lefts, rights, n, this.#tops, this.#rests);
  }

  /** Appends the roots of `n` members that were new. */
  #append(lefts: Int32Array, rights: Int32Array, fresh: Int32Array, n: number): void {
    const kernel = fresh === this.#kernel?.fresh ? this.#kernelOn(lefts, n) : null;
    const done = kernel === null ? 0 : this.roots.appendBy(kernel, n, lefts, rights);
    for (let k = done; k < n; k++) this.roots.append(lefts[fresh[k]!]!, rights[fresh[k]!]!);
  }

  /** The same where some roots may be too wide, or the last states are near. */
  #addEach(n: number, fresh: Int32Array, countMax: number): number {
    const { lefts, rights } = this.halves;
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
      this.roots.append(left, right);
    }
    return n;
  }

  #isWide(left: number, right: number): boolean {
    const { leftBits, rightBits } = this.#keys;
    return left >>> leftBits !== 0 || right >>> rightBits !== 0;
  }

  /** Has roots written with as many bits as there are halves now. */
  #widen(): void {
    const { leftBits, rightBits } = this.roots;
    const left = Math.max(leftBits, this.halves.leftBits);
    const right = Math.max(rightBits, this.halves.rightBits);
    if (left > leftBits || right > rightBits) this.roots.widen(left, right);
  }

  #scratch(n: number): void {
    if (this.#tops.length >= n) return;
    this.#tops = new Int32Array(n);
    this.#rests = new Int32Array(n);
  }
}
