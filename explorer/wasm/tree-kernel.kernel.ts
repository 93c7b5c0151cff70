/**
 * The loops of a compressed tree in the module of a search by one thread (`tree-code.ts`,
 * `compact-keys.ts`), with the arrays they work on.
 */

import type { Geometry } from '../store/compact-geometry.ts';
import type { Served } from '../store/store.ts';
import type { KeyShape } from '../store/tree-keys.kernel.ts';
import type { Kernel } from './kernel.kernel.ts';
import type { Exports } from './module.ts';
import {
  CHOICE_MASK,
  CHOICES,
  FIRST_CHOICE,
  GROUP_SHIFT,
  HEAD_BITS,
  LOW_BITS,
  MASK,
  MOVED,
  PARTS,
  READ,
  SAID_ENTRY,
  SAID_FOUND,
  SAID_SLOT,
  SAID_WHAT,
  type TreeArea,
  WIDTH,
} from './tree-area.ts';

/** Wider entries are left to JavaScript. */
const WIDTH_MAX = 32;

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
  /** Keys, those taken out of a table, the members that were new, all members, and states that were read. */
  readonly tops: Int32Array;
  readonly rests: Int32Array;
  readonly movedTops: Int32Array;
  readonly movedRests: Int32Array;
  readonly fresh: Int32Array;
  readonly packed: Int32Array;
  readonly read: Int32Array;
  readonly #exports: Exports;
  readonly #base: number;
  readonly #area: TreeArea;
  readonly #buffer: SharedArrayBuffer;
  readonly #shape: Int32Array;
  readonly #said: Int32Array;
  /** The geometry that the module knows. */
  #geometry: Geometry | null = null;

  constructor(kernel: Kernel, tree: TreeArea, { packed, fresh }: Served, wordCount: number) {
    const { memory, base } = kernel.place;
    const at = (place: number, length: number) =>
      new Int32Array(memory.buffer, base + place, length);
    this.rows = tree.rows;
    this.tops = at(tree.tops, tree.rows);
    this.rests = at(tree.rests, tree.rows);
    this.movedTops = at(tree.movedTops, MOVED);
    this.movedRests = at(tree.movedRests, MOVED);
    this.packed = packed;
    this.fresh = fresh;
    this.read = at(tree.read, READ * wordCount);
    this.#shape = at(tree.shape, CHOICES + 256);
    this.#said = at(tree.said, SAID_ENTRY + 1);
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

  /** Whether it can work on a table of this shape, which is in its memory. */
  canKey({ width }: Geometry): boolean {
    return width <= WIDTH_MAX;
  }

  /**
   * Adds the keys from `first` to before `n` to a table; lists those that are new from `fresh[found]` on. Returns
   * where it ended; {@link said} says why.
   */
  addKeys(g: Geometry, words: Int32Array, first: number, n: number, found: number): number {
    this.#tell(g);
    return this.#exports['addKeys']!(this.#base, words.byteOffset, first, n, found);
  }

  /** Lists the keys of some slots, which are left as they are; returns how many there are. */
  takeOut(g: Geometry, words: Int32Array, start: number, end: number): number {
    this.#tell(g);
    return this.#exports['takeOut']!(this.#base, words.byteOffset, start, end);
  }

  /** Enters those of them from `first` to before `n`; returns where it ended, and {@link said} says why. */
  putBack(g: Geometry, words: Int32Array, first: number, n: number): number {
    this.#tell(g);
    return this.#exports['putBack']!(this.#base, words.byteOffset, first, n);
  }

  /** How many members are listed as new, 0 or why not all were dealt with, and which entry is stranded. */
  get said(): { found: number; what: number; slot: number; entry: number } {
    const said = this.#said;
    return {
      found: said[SAID_FOUND]!,
      what: said[SAID_WHAT]!,
      slot: said[SAID_SLOT]!,
      entry: said[SAID_ENTRY]!,
    };
  }

  #tell(g: Geometry): void {
    if (g === this.#geometry) return;
    this.#geometry = g;
    const shape = this.#shape;
    shape[WIDTH] = g.width;
    shape[MASK] = g.width === 32 ? -1 : (1 << g.width) - 1;
    shape[LOW_BITS] = g.lowBits;
    shape[CHOICE_MASK] = (1 << g.choiceBits) - 1;
    shape[GROUP_SHIFT] = g.topBits - g.groupBits;
    shape[PARTS] = g.parts;
    shape[HEAD_BITS] = g.headBits;
    shape.set(g.firstChoice, FIRST_CHOICE);
    shape.set(g.choices, CHOICES);
  }
}
