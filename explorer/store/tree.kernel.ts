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
 * When there are more halves than leftBits or rightBits can say, the table is filled anew, with wider
 * keys, from the list; until then roots that are too wide are kept in a set of texts.
 *
 * Cost per state: K / 8 bytes in the list; in the table (K - log2(states) + 6) / 8 at a load of 0.64 to
 * 0.8; and its share of the halves, of which there are few. With 2^22 states and K = 30 about 6.5.
 *
 * Successors follow each other in a batch with most of their words unchanged: a half that is equal to
 * that of the neighbour is not looked up. This stands in for the incremental insertion of the paper.
 */

import { CompactTable } from './compact-table.kernel.ts';
import type { StateStore } from './store.ts';
import { TreeNodes } from './tree-nodes.kernel.ts';
import { TreeRoots } from './tree-roots.kernel.ts';
import type { Room } from './visited.kernel.ts';

/** Roots entered in one slice when the table is filled anew, and in one call. */
const SLICE = 1 << 15;
const STRETCH = 1 << 10;
/** States are numbered by positive 32-bit integers. */
const COUNT_MAX = 2 ** 31 - 1;
/** What a root that is too wide for the table is taken to cost. */
const WIDE_BYTES = 64;
/** Widths to begin with. */
const HALF_BITS_MIN = 8;

/** Constants of the hash functions; others than the usual ones are for tests. */
export interface Mixing {
  /** Multiplier of the hash of inner nodes. */
  readonly nodes: number;
  /** Multiplier that scrambles roots; odd. */
  readonly roots: number;
}

const USUAL: Mixing = { nodes: 0x9e3779b1, roots: 0x85ebca6b };

/** An inner node of the tree: it combines two columns, and puts its numbers into the left one. */
interface Inner {
  readonly nodes: TreeNodes;
  readonly left: number;
  readonly right: number;
}

export class TreeStore implements StateStore {
  readonly wordCount: number;
  #bytesMax = 0;
  readonly #mixing: Mixing;
  /** Children before parents. */
  readonly #inner: Inner[] = [];
  /** Where the halves come to be. */
  readonly #leftColumn = 0;
  readonly #rightColumn: number;
  /** Column `w` begins as word `w` of each member of a batch; the last is all 0. */
  #columns: Int32Array[] = [];
  readonly #roots: TreeRoots;
  #keys: KeyShape;
  readonly #table: CompactTable;
  /** Roots that are too wide for the keys of the table. */
  readonly #wide = new Set<string>();
  /** Roots entered since the table was emptied, or null when it is complete. */
  #entered: number | null = null;
  #tops = new Int32Array(0);
  #rests = new Int32Array(0);
  /** One state in columns. */
  readonly #state: Int32Array;

  constructor(wordCount: number, mixing: Mixing = USUAL) {
    this.wordCount = wordCount;
    this.#mixing = mixing;
    const middle = Math.max(1, wordCount >>> 1);
    this.#rightColumn = middle;
    if (wordCount > 1) {
      this.#addInner(0, middle);
      this.#addInner(middle, wordCount);
    }
    const bits = wordCount === 1 ? 16 : HALF_BITS_MIN;
    this.#roots = new TreeRoots(bits, bits);
    this.#keys = keyShape(bits, bits, 0);
    this.#table = new CompactTable(this.#keys.topBits, this.#keys.restBits);
    this.#state = new Int32Array(wordCount + 1);
  }

  /** Adds the nodes that combine columns `from` to before `to`; a single one with the column of 0. */
  #addInner(from: number, to: number): void {
    const right = to - from === 1 ? this.wordCount : (from + to) >>> 1;
    if (right - from > 1 && right < to) this.#addInner(from, right);
    if (to - right > 1) this.#addInner(right, to);
    this.#inner.push({ nodes: new TreeNodes(this.#mixing.nodes), left: from, right });
  }

  get count(): number {
    return this.#roots.count;
  }

  get bytes(): number {
    let bytes = this.#roots.bytes + this.#table.bytes + this.#wide.size * WIDE_BYTES;
    for (const { nodes } of this.#inner) bytes += nodes.bytes;
    return bytes;
  }

  get bytesMax(): number {
    return Math.max(this.#bytesMax, this.bytes);
  }

  makeRoom(n: number, bytesMax = Number.POSITIVE_INFINITY): Room {
    this.#bytesMax = this.bytesMax;
    return this.#makeRoom(n, bytesMax);
  }

  #makeRoom(n: number, bytesMax: number): Room {
    if (this.#entered !== null) return this.#enterSome(this.#entered);
    if (this.#table.isMoving) return this.#table.makeRoom(n, bytesMax);
    if (this.count + n > COUNT_MAX) return 'full';
    const beside = this.#roots.bytesFor(n) + n * WIDE_BYTES;
    for (const { nodes } of this.#inner) {
      if (!nodes.makeRoom(n, bytesMax - (this.bytes + beside - nodes.bytes))) return 'memory';
    }
    const forTable = bytesMax - (this.bytes + beside - this.#table.bytes);
    if (this.#table.bytes > forTable) return 'memory';
    const shape = keyShape(this.#roots.leftBits, this.#roots.rightBits, this.count + n);
    if (this.#wide.size > 0 || shape.topBits > this.#keys.topBits) {
      const { topBits, restBits } = shape;
      if (!this.#table.reset(topBits, restBits, this.count + n, forTable)) return 'memory';
      this.#keys = shape;
      this.#wide.clear();
      this.#entered = 0;
      return 'growing';
    }
    return this.#table.makeRoom(n, forTable);
  }

  /** Enters some of the roots into the table that was emptied. */
  #enterSome(from: number): Room {
    const end = Math.min(this.count, from + SLICE);
    const lefts = new Int32Array(STRETCH);
    const rights = new Int32Array(STRETCH);
    const fresh = new Int32Array(STRETCH);
    this.#scratch(STRETCH);
    for (let first = from; first < end; first += STRETCH) {
      const n = Math.min(STRETCH, end - first);
      for (let i = 0; i < n; i++) {
        this.#roots.read(first + i);
        lefts[i] = this.#roots.left;
        rights[i] = this.#roots.right;
      }
      scramble(this.#keys, this.#mixing.roots, lefts, rights, n, this.#tops, this.#rests);
      this.#table.addAll(this.#tops, this.#rests, n, fresh, COUNT_MAX);
    }
    this.#entered = end === this.count ? null : end;
    return 'growing';
  }

  addAll(packed: Int32Array, n: number, fresh: Int32Array, countMax: number): number {
    this.#scratch(n);
    this.#split(packed, n);
    const columns = this.#columns;
    for (const { nodes, left, right } of this.#inner) {
      nodes.numberAll(columns[left]!, columns[right]!, n, columns[left]!);
    }
    this.#widen();
    const lefts = columns[this.#leftColumn]!;
    const rights = columns[this.#rightColumn]!;
    scramble(this.#keys, this.#mixing.roots, lefts, rights, n, this.#tops, this.#rests);
    const known = this.count;
    const tooWide =
      this.#roots.leftBits > this.#keys.leftBits || this.#roots.rightBits > this.#keys.rightBits;
    if (tooWide || countMax - known < n) return this.#addEach(n, fresh, countMax);
    const before = this.#table.count;
    this.#table.addAll(this.#tops, this.#rests, n, fresh, COUNT_MAX);
    const found = this.#table.count - before;
    for (let k = 0; k < found; k++) this.#roots.append(lefts[fresh[k]!]!, rights[fresh[k]!]!);
    return n;
  }

  /** The same where some roots may be too wide, or the last states are near. */
  #addEach(n: number, fresh: Int32Array, countMax: number): number {
    const lefts = this.#columns[this.#leftColumn]!;
    const rights = this.#columns[this.#rightColumn]!;
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
    if (this.wordCount === 1) return;
    const { leftBits, rightBits } = this.#roots;
    const left = Math.max(leftBits, this.#bitsOf(this.#leftColumn));
    const right = Math.max(rightBits, this.#bitsOf(this.#rightColumn));
    if (left > leftBits || right > rightBits) this.#roots.widen(left, right);
  }

  /** Bits that the numbers of a half take. */
  #bitsOf(column: number): number {
    const half = this.#inner.findLast(({ left }) => left === column)!;
    return 32 - Math.clz32(Math.max(0, half.nodes.count - 1));
  }

  /** Puts the words of a batch into columns. */
  #split(packed: Int32Array, n: number): void {
    const { wordCount } = this;
    if (wordCount === 1) {
      const high = this.#columns[0]!;
      const low = this.#columns[1]!;
      for (let i = 0; i < n; i++) {
        high[i] = packed[i]! >>> 16;
        low[i] = packed[i]! & 0xffff;
      }
      return;
    }
    for (let w = 0; w < wordCount; w++) {
      const column = this.#columns[w]!;
      for (let i = 0, at = w; i < n; i++, at += wordCount) column[i] = packed[at]!;
    }
  }

  #scratch(n: number): void {
    if (this.#tops.length >= n) return;
    this.#columns = Array.from({ length: this.wordCount + 1 }, () => new Int32Array(n));
    this.#tops = new Int32Array(n);
    this.#rests = new Int32Array(n);
  }

  wordsOf(number: number): Int32Array {
    const state = this.#state;
    this.#roots.read(number);
    const { left: leftHalf, right: rightHalf } = this.#roots;
    if (this.wordCount === 1) {
      state[0] = (leftHalf << 16) | rightHalf;
      return state;
    }
    state[this.#leftColumn] = leftHalf;
    state[this.#rightColumn] = rightHalf;
    for (let k = this.#inner.length - 1; k >= 0; k--) {
      const { nodes, left, right } = this.#inner[k]!;
      const pair = 2 * state[left]!;
      state[left] = nodes.pairs[pair]!;
      state[right] = nodes.pairs[pair + 1]!;
    }
    return state;
  }

  /** States are put together at the beginning of an array. */
  at(): number {
    return 0;
  }
}

/** How a root becomes a key of the table. */
interface KeyShape {
  readonly leftBits: number;
  readonly rightBits: number;
  readonly topBits: number;
  readonly restBits: number;
}

/** Keys for such roots in a table for `count` of them; with more top bits than roots have, if needed. */
function keyShape(leftBits: number, rightBits: number, count: number): KeyShape {
  const bits = leftBits + rightBits;
  const topBits = Math.min(32, Math.max(bits, CompactTable.topBitsFor(count)));
  return { leftBits, rightBits, topBits, restBits: Math.max(0, bits - 32) };
}

/** Maps each pair to top and rest of a key, one to one. */
function scramble(
  { rightBits, topBits, restBits }: KeyShape,
  multiplier: number,
  lefts: Int32Array,
  rights: Int32Array,
  n: number,
  tops: Int32Array,
  rests: Int32Array,
): void {
  const mask = topBits === 32 ? -1 : (1 << topBits) - 1;
  const shift = (topBits + 1) >>> 1;
  for (let i = 0; i < n; i++) {
    const left = lefts[i]!;
    const rest = restBits === 0 ? 0 : left >>> (32 - rightBits);
    let x = (((left << rightBits) | rights[i]!) + Math.imul(rest, 0x9e3779b1)) & mask;
    x ^= x >>> shift;
    x = Math.imul(x, multiplier) & mask;
    x ^= x >>> shift;
    x = Math.imul(x, multiplier) & mask;
    tops[i] = x ^ (x >>> shift);
    rests[i] = rest;
  }
}
