/**
 * An exact set of keys that stores only what the place of a key does not say, in lines of the cache that are
 * compared as a whole.
 *
 * Source: Cleary, Compact Hash Tables Using Bidirectional Linear Probing (1984), for the idea that a key
 * whose bits are random need not keep those that select its home; a home here is a line, as in
 * `keyed-table.kernel.ts`. A key is in the first line from its home on that has a free place, at most
 * 2^awayBits - 2 lines further. Keys for which there is none are kept in a set of texts; at the loads
 * allowed here there is hardly one.
 *
 * Layout of a line: tags of 16 bits, 0 where a place is free, and behind all of them the *extra bits* of each
 * place. A tag is the distance from home plus one, and above it bits of the key; those that a tag does not
 * hold are extra. As long as keys have no extra bits, a line has 32 places. Places are taken in order.
 *
 * Growing is done in place and in slices, from the last line to the first: a stretch that begins after a line
 * with a free place, so that all its keys are at home in it, is taken out, and its keys are entered anew. Homes
 * keep their order and none moves to the left, so what is entered never meets what has not been taken out.
 *
 * Cost: 2 bytes / load for each key without extra bits, at a load of 0.375 to 0.75, or up to 0.92 where
 * memory is short; one cache miss for a look-up, which a pass over a batch overlaps with those of its neighbours.
 *
 * Reads are unchecked: homes are below `homes` by construction, keys at most a tail behind them.
 */

import type { Part } from '../wasm/tree-area.ts';
import type { TreeKernel } from '../wasm/tree-kernel.kernel.ts';
import { Strays } from './compact-strays.ts';
import { GrowableWords } from './growable.ts';
import {
  aimAt,
  extrasAgree,
  newEntry,
  readEntry,
  restOfEntry,
  tagAt,
  topOfEntry,
  writeEntry,
} from './line-entries.kernel.ts';
import {
  AWAY_BITS,
  LINE_WORDS,
  type LineGeometry,
  lineGeometry,
  smallestLines,
  TAG_BITS,
} from './line-geometry.ts';
import type { Room } from './store.ts';

/** The load at which it doubles, and the one where memory is short. */
const LOAD_MAX = 0.75;
const LOAD_LAST = 0.92;
/** Lines taken out at once, and in one slice of growing. */
const STRETCH = 24;
const SLICE = 1 << 10;
const KEYS_MIN = 1 << 11;

export class LineTable {
  /** Number of keys. */
  count = 0;
  #is: LineGeometry;
  readonly #store: GrowableWords;
  #words: Int32Array;
  /** The table before it grew, and the lines of it that are still to be moved; null otherwise. */
  #was: LineGeometry | null = null;
  #unmoved = 0;
  /** Keys too far from their home. */
  readonly #strays = new Strays();
  /** Adds and moves keys as long as it can. */
  #kernel: TreeKernel | null = null;
  /** The key at hand. */
  readonly #entry = newEntry();

  constructor(topBits: number, restBits: number) {
    const is = smallestLines(topBits, restBits, KEYS_MIN);
    if (is === null) throw new RangeError('keys of so few bits have no table');
    this.#is = is;
    this.#store = new GrowableWords(is.words);
    this.#words = this.#store.words;
  }

  get bytes(): number {
    return this.#store.bytes + this.#strays.bytes;
  }

  /** Goes on in a part of the memory of a kernel. */
  serve(kernel: TreeKernel, part: Part): void {
    this.#store.settle(part);
    this.#words = this.#store.words;
    this.#kernel = kernel;
  }

  /** Whether keys are still being moved; nothing can be looked up then. */
  get isMoving(): boolean {
    return this.#was !== null;
  }

  /** Bits of a key that has no extra bits in a table of this size. */
  get bitsInTag(): number {
    return this.#is.lineBits + TAG_BITS - AWAY_BITS;
  }

  /** Bits of the top of a key that a table for `n` keys needs. */
  static topBitsFor(n: number): number {
    return Math.ceil(Math.log2(Math.max(KEYS_MIN, n / LOAD_MAX)));
  }

  /**
   * Makes room for `n` more keys in at most `bytesMax` bytes; above `bytesToSpare` bytes it is filled up further
   * before it doubles. `growing` asks for another call; `full` says that keys with so few random bits have no
   * larger table.
   */
  makeRoom(n: number, bytesMax: number, bytesToSpare = bytesMax): Room {
    if (this.#was !== null) {
      this.#moveSome(this.#was);
      return 'growing';
    }
    const load = (this.count + n) / this.#is.capacity;
    if (load <= LOAD_MAX) return 'ready';
    if (this.#grow(Math.min(bytesMax, bytesToSpare))) return 'growing';
    if (load <= LOAD_LAST) return 'ready';
    if (this.#grow(bytesMax)) return 'growing';
    return this.#larger === null ? 'full' : 'memory';
  }

  get #larger(): LineGeometry | null {
    const { topBits, restBits, lineBits } = this.#is;
    return lineGeometry(topBits, restBits, lineBits + 1);
  }

  /** Begins to double in at most `bytesMax` bytes; false where it cannot. */
  #grow(bytesMax: number): boolean {
    const next = this.#larger;
    if (next === null || next.words * 4 + this.#strays.bytes > bytesMax) return false;
    if (!this.#store.grow(next.words)) return false;
    this.#words = this.#store.words;
    this.#was = this.#is;
    this.#unmoved = this.#was.lines;
    this.#is = next;
    return true;
  }

  /**
   * Forgets all keys, and gets ready for `keys` of another width, no smaller than it is. False when
   * there is no memory for that, and nothing is forgotten.
   */
  reset(topBits: number, restBits: number, keys: number, bytesMax: number): boolean {
    const next = smallestLines(topBits, restBits, keys / LOAD_LAST, this.#is.lineBits);
    if (next === null || next.words * 4 > bytesMax || !this.#store.grow(next.words)) return false;
    this.#words = this.#store.words;
    this.#words.fill(0);
    this.#strays.clear();
    this.#is = next;
    this.count = 0;
    return true;
  }

  /**
   * Adds `n` keys in order; `fresh[0 ..]` are the indices of those that were new. Returns how many that were.
   * Room must have been made.
   */
  addAll(tops: Int32Array, rests: Int32Array, n: number, fresh: Int32Array): number {
    const kernel = this.#store.isSettled ? this.#kernel : null;
    if (kernel !== null && tops === kernel.tops && fresh === kernel.fresh)
      return this.#addBy(kernel, n);
    let found = 0;
    for (let i = 0; i < n; i++) if (this.add(tops[i]!, rests[i]!)) fresh[found++] = i;
    return found;
  }

  /** The same by a kernel. */
  #addBy(kernel: TreeKernel, n: number): number {
    let found = 0;
    for (let i = 0; i < n; i++) {
      i = kernel.addKeys(this.#is, this.#words, i, n, found);
      this.count += kernel.found - found;
      found = kernel.found;
      if (i < n && this.#addStray(kernel.tops[i]!, kernel.rests[i]!)) kernel.fresh[found++] = i;
    }
    return found;
  }

  /** Adds a key for which there is no place near enough; false when it was there. */
  #addStray(top: number, rest: number): boolean {
    if (this.#strays.has(top, rest)) return false;
    this.count++;
    this.#strays.add(top, rest);
    return true;
  }

  /** Adds a key; false when it was there. */
  add(top: number, rest: number): boolean {
    const free = this.#look(top, rest);
    if (free === null) return this.#addStray(top, rest);
    if (free === KNOWN) return false;
    const { places } = this.#is;
    const line = Math.floor(free / places);
    writeEntry(this.#is, this.#words, line, free - line * places, this.#entry);
    this.count++;
    return true;
  }

  has(top: number, rest: number): boolean {
    const free = this.#look(top, rest);
    return free === null ? this.#strays.has(top, rest) : free === KNOWN;
  }

  /** Looks a key up: {@link KNOWN}, or which place is free for it, counted through all lines; null where none is. */
  #look(top: number, rest: number): number | null {
    const g = this.#is;
    const entry = this.#entry;
    aimAt(g, top, rest, entry);
    const end = entry.home + 2 ** g.awayBits - 1;
    for (let line = entry.home; line < end; line++, entry.tag++) {
      for (let place = 0; place < g.places; place++) {
        const tag = tagAt(this.#words, line, place);
        if (tag === 0) return line * g.places + place;
        if (tag === entry.tag && extrasAgree(g, this.#words, line, place, entry)) return KNOWN;
      }
    }
    return null;
  }

  /** Takes some of the last lines that are still as they were, and enters their keys anew. */
  #moveSome(was: LineGeometry): void {
    const last = Math.max(0, this.#unmoved - SLICE);
    const rows = this.#kernel?.fresh.length ?? Number.POSITIVE_INFINITY;
    const stretch = Math.max(1, Math.min(STRETCH, Math.floor(rows / was.places) - 4));
    while (this.#unmoved > last) {
      let start = Math.max(0, this.#unmoved - stretch);
      while (start > 0 && tagAt(this.#words, start - 1, was.places - 1) !== 0) start--;
      this.#move(was, start, this.#unmoved);
      this.#unmoved = start;
    }
    if (this.#unmoved > 0) return;
    this.#was = null;
    for (const [top, rest] of this.#strays.takeAll()) this.#enterAnew(top, rest);
  }

  #move(was: LineGeometry, start: number, end: number): void {
    const kernel = this.#store.isSettled ? this.#kernel : null;
    if (kernel !== null && (end - start) * was.places <= kernel.fresh.length) {
      this.#moveBy(kernel, was, start, end);
      return;
    }
    const keys = takeOut(was, this.#words, start, end);
    this.#words.fill(0, start * LINE_WORDS, end * LINE_WORDS);
    for (const [top, rest] of keys) this.#enterAnew(top, rest);
  }

  #moveBy(kernel: TreeKernel, was: LineGeometry, start: number, end: number): void {
    const areHomes = end <= 2 ** was.lineBits;
    const canSplit = areHomes && was.extraBits === 0;
    const words = this.#words;
    const n = canSplit
      ? kernel.split(was, words, start, end)
      : kernel.takeOut(was, words, start, end);
    if (!canSplit) words.fill(0, start * LINE_WORDS, end * LINE_WORDS);
    this.count -= n;
    this.#addBy(kernel, n);
  }

  /** Enters a key that is counted and not there. */
  #enterAnew(top: number, rest: number): void {
    this.count--;
    this.add(top, rest);
  }
}

/** What is no place: the key is there. */
const KNOWN = -1;

/** The keys in lines `start` to before `end`. */
function takeOut(
  g: LineGeometry,
  words: Int32Array,
  start: number,
  end: number,
): (readonly [top: number, rest: number])[] {
  const keys: (readonly [number, number])[] = [];
  const entry = newEntry();
  for (let line = start; line < end; line++) {
    for (let place = 0; place < g.places && tagAt(words, line, place) !== 0; place++) {
      readEntry(g, words, line, place, entry);
      keys.push([topOfEntry(g, entry), restOfEntry(g, entry)]);
    }
  }
  return keys;
}
