/**
 * The loops of a compressed tree in the module of a search by one thread (`tree-code.ts`,
 * `line-keys.ts`), with the arrays they work on.
 */

import type { LineGeometry } from '../store/line-geometry.ts';
import type { Served } from '../store/store.ts';
import type { KeyShape } from '../store/tree-keys.kernel.ts';
import type { Kernel } from './kernel.kernel.ts';
import type { Exports } from './module.ts';
import { EXTRA_BITS, LEFT_BITS, PLACES, READ, SHAPE_WORDS, type TreeArea } from './tree-area.ts';

/** Words that begin at an address, so many bytes apart. */
export interface Words {
  readonly at: number;
  readonly step: number;
}

/** A list of pairs and the table of its numbers, of 2^bits entries. */
export interface NodesAt {
  readonly list: Int32Array;
  readonly table: Int32Array;
  readonly bits: number;
  readonly multiplier: number;
}

/** A run of roots in a chunk, from a bit of it on. */
export interface RootsAt {
  readonly chunk: Int32Array;
  readonly bit: number;
  readonly leftBits: number;
  readonly rightBits: number;
}

export class TreeKernel {
  /** Members of a batch there is room for. */
  readonly rows: number;
  /** Keys, the members that were new, all members, and states that were read. */
  readonly tops: Int32Array;
  readonly rests: Int32Array;
  readonly fresh: Int32Array;
  readonly packed: Int32Array;
  readonly read: Int32Array;
  readonly #exports: Exports;
  readonly #base: number;
  readonly #area: TreeArea;
  readonly #buffer: SharedArrayBuffer;
  readonly #shape: Int32Array;
  readonly #found: Int32Array;
  /** The geometry that the module knows. */
  #geometry: LineGeometry | null = null;

  constructor(kernel: Kernel, tree: TreeArea, { packed, fresh }: Served, wordCount: number) {
    const { memory, base } = kernel.place;
    const at = (place: number, length: number) =>
      new Int32Array(memory.buffer, base + place, length);
    this.rows = tree.rows;
    this.tops = at(tree.tops, tree.rows);
    this.rests = at(tree.rests, tree.rows);
    this.packed = packed;
    this.fresh = fresh;
    this.read = at(tree.read, READ * wordCount);
    this.#shape = at(tree.shape, SHAPE_WORDS);
    this.#found = at(tree.found, 1);
    this.#exports = kernel.exports;
    this.#base = base;
    this.#area = tree;
    this.#buffer = memory.buffer;
  }

  /** Arrays, one for each column of a batch and one more, all 0. */
  newColumns(count: number): readonly Int32Array[] {
    const { rows, columns } = this.#area;
    return Array.from({ length: count + 1 }, (_, c) =>
      new Int32Array(this.#buffer, this.#base + columns + 4 * c * rows, rows).fill(0),
    );
  }

  /** Whether words are in the memory of the module. */
  canReach(words: Int32Array): boolean {
    return words.buffer === this.#buffer;
  }

  /** As `TreeNodes.numberAll`, for nodes of which there are `count`; returns how many there are then. */
  number(
    n: number,
    left: Words,
    right: Words,
    numbers: number,
    of: NodesAt,
    count: number,
  ): number {
    return this.#exports['number']!(
      n,
      left.at,
      left.step,
      right.at,
      right.step,
      numbers,
      of.list.byteOffset,
      of.table.byteOffset,
      of.bits,
      count,
      of.multiplier,
    );
  }

  /** Writes the pairs that have these numbers. */
  part(n: number, numbers: number, list: Int32Array, left: Words, right: Words): void {
    const part = this.#exports['part']!;
    part(n, numbers, list.byteOffset, left.at, left.step, right.at, right.step);
  }

  /** As `scramble`; the keys are in {@link tops} and {@link rests}. */
  scramble(shape: KeyShape, multiplier: number, lefts: Int32Array, rights: Int32Array, n: number) {
    const { rightBits, topBits, restBits } = shape;
    const mask = topBits === 32 ? -1 : (1 << topBits) - 1;
    const shift = (topBits + 1) >>> 1;
    const hasRest = restBits === 0 ? 0 : -1;
    const scramble = this.#exports['scramble']!;
    const [left, right] = [lefts.byteOffset, rights.byteOffset];
    scramble(this.#base, n, left, right, rightBits, hasRest, mask, shift, multiplier);
  }

  /** Appends the roots of the members `fresh[from .. end - 1]`. */
  append(from: number, end: number, lefts: Int32Array, rights: Int32Array, to: RootsAt): void {
    const append = this.#exports['append']!;
    const [left, right] = [lefts.byteOffset, rights.byteOffset];
    const at = to.chunk.byteOffset;
    append(this.#base, from, end, left, right, at, to.bit, to.leftBits, to.rightBits);
  }

  readRoots(
    n: number,
    { chunk, bit, leftBits, rightBits }: RootsAt,
    lefts: Int32Array,
    rights: Int32Array,
  ) {
    const read = this.#exports['readRoots']!;
    read(n, chunk.byteOffset, bit, leftBits, rightBits, lefts.byteOffset, rights.byteOffset);
  }

  /**
   * Adds the keys from `first` to before `n` to a table; lists those that are new from `fresh[found]` on. Returns
   * `n`, or which key has no place near enough; {@link found} says how many are listed then.
   */
  addKeys(g: LineGeometry, words: Int32Array, first: number, n: number, found: number): number {
    this.#tell(g);
    const add = this.#exports[g.extraBits === 0 ? 'addKeys' : 'addWideKeys']!;
    return add(this.#base, words.byteOffset, first, n, found);
  }

  get found(): number {
    return this.#found[0]!;
  }

  /** Lists the keys of some lines as {@link tops} and {@link rests}; returns how many there are. */
  takeOut(g: LineGeometry, words: Int32Array, start: number, end: number): number {
    this.#tell(g);
    const takeOut = this.#exports[g.extraBits === 0 ? 'takeOut' : 'takeOutWide']!;
    return takeOut(this.#base, words.byteOffset, start, end);
  }

  /**
   * Moves the keys of such homes without extra bits to those of a table of twice the size; lists those that were
   * not at home, as {@link takeOut} does.
   */
  split(g: LineGeometry, words: Int32Array, start: number, end: number): number {
    this.#tell(g);
    return this.#exports['splitLines']!(this.#base, words.byteOffset, start, end);
  }

  #tell(g: LineGeometry): void {
    if (g === this.#geometry) return;
    this.#geometry = g;
    const shape = this.#shape;
    shape[LEFT_BITS] = g.leftBits;
    shape[EXTRA_BITS] = g.extraBits;
    shape[PLACES] = g.places;
  }
}
