/**
 * An exact set of keys that stores only what the place of a key does not say already.
 *
 * Source: Cleary, Compact Hash Tables Using Bidirectional Linear Probing (1984), for the idea that a
 * key whose bits are random need not keep those that select its home. Differences: an entry tells its
 * distance from home in {@link DISTANCE_BITS} bits, where Cleary keeps bits about groups of entries;
 * entries are sorted by home (Robin Hood hashing: Celis, 1986), which keeps distances short; homes
 * come in 4, 5, 6 or 7 times a power of two, so that a table can grow by a fifth.
 *
 * Layout of an entry, from the lowest bit: distance plus one, what is left of the top of the key, the
 * rest of the key. A free slot is 0. Entries whose distance
 * would be too great are kept in a set of texts; at the loads allowed here there is none in practice.
 *
 * Growing is done in place and in slices, from the last slot to the first: a stretch that begins after
 * a free slot is taken out and its keys are entered anew. Homes keep their order and none moves to the
 * left, measured in bits, so what is entered never meets what has not been taken out.
 *
 * Cost: width / load bits for each key, at a load of 0.64 to 0.8, or up to 0.88 where memory is short; one cache
 * miss for a look-up, which a pass over a batch overlaps with those of its neighbours.
 *
 * Reads are unchecked: homes are below `homes` by construction, entries at most a tail behind them.
 */

import {
  highAtHome,
  highOf,
  homeOf,
  lowAtHome,
  lowOf,
  restOf,
  topOf,
} from './compact-entries.kernel.ts';
import {
  DISTANCE_MASK,
  type Geometry,
  nextGeometry,
  smallestGeometry,
} from './compact-geometry.ts';
import {
  aim,
  insertEntry,
  newAims,
  putBack,
  type Stranded,
  takeOut,
} from './compact-passes.kernel.ts';
import { Strays } from './compact-strays.ts';
import { GrowableWords } from './growable.ts';
import type { Room } from './store.ts';

/** Slots taken out and entered anew in one slice. */
const SLICE = 1 << 15;
/** What is left after this slot is taken out at once: near the start homes hardly move. */
const SLICE_LAST = 1 << 11;
const HOMES_MIN = 1 << 11;
/** The load at which it grows, by what factor or a little more, and the load where memory is short. */
const LOAD_MAX = 0.8;
const GROWTH = 1.1;
const LOAD_LAST = 0.88;

/** What became of a key. */
const KNOWN = 0;
const ADDED = 1;
/** It is not there, and must not be added. */
const REFUSED = 2;

export class CompactTable {
  /** Number of keys. */
  count = 0;
  #is: Geometry;
  readonly #store: GrowableWords;
  #words: Int32Array;
  /** The table before it grew, and the slots of it that are still to be moved; null otherwise. */
  #was: Geometry | null = null;
  #unmoved = 0;
  /** Keys too far from their home. */
  readonly #strays = new Strays();
  #aims = newAims(0);
  readonly #stranded: Stranded = { low: 0, high: 0 };
  /** Keys taken out of the table. */
  #tops = new Int32Array(0);
  #rests = new Int32Array(0);

  constructor(topBits: number, restBits: number) {
    const is = smallestGeometry(topBits, restBits, HOMES_MIN);
    if (is === null) throw new RangeError('keys of so few bits have no table');
    this.#is = is;
    this.#store = new GrowableWords(is.words);
    this.#words = this.#store.words;
  }

  get bytes(): number {
    return this.#store.bytes + this.#strays.bytes;
  }

  /** Whether entries are still being moved; nothing can be looked up then. */
  get isMoving(): boolean {
    return this.#was !== null;
  }

  /**
   * Makes room for `n` more keys in at most `bytesMax` bytes. `growing` asks for another call; `full` says that
   * keys with so few random bits have no larger table.
   */
  makeRoom(n: number, bytesMax: number): Room {
    if (this.#was !== null) {
      this.#moveSome(this.#was);
      return 'growing';
    }
    const { homes } = this.#is;
    const wanted = this.count + n;
    if (wanted <= homes * LOAD_MAX) return 'ready';
    if (this.#grow(bytesMax)) return 'growing';
    if (wanted <= homes * LOAD_LAST) return 'ready';
    return nextGeometry(this.#is, GROWTH) === null ? 'full' : 'memory';
  }

  /** Begins to grow in at most `bytesMax` bytes; false where it cannot. */
  #grow(bytesMax: number): boolean {
    const next = nextGeometry(this.#is, GROWTH);
    if (next === null || next.words * 4 + this.#strays.bytes > bytesMax) return false;
    if (!this.#store.grow(next.words)) return false;
    this.#words = this.#store.words;
    this.#was = this.#is;
    this.#unmoved = this.#was.slots;
    this.#is = next;
    return true;
  }

  /**
   * Adds `n` keys in order, but never more than `countMax` in all: returns how many were dealt with.
   * `fresh[0 ..]` are the indices of those that were new. Room must have been made.
   */
  addAll(
    tops: Int32Array,
    rests: Int32Array,
    n: number,
    fresh: Int32Array,
    countMax: number,
  ): number {
    if (this.#aims.homes.length < n) this.#aims = newAims(n);
    const { homes, lows } = this.#aims;
    const words = this.#words;
    aim(this.#is, words, tops, rests, n, this.#aims);
    const { width } = this.#is;
    const isWide = width > 32;
    const mask = width >= 32 ? -1 : (1 << width) - 1;
    let found = 0;
    for (let i = 0; i < n; i++) {
      const home = homes[i]!;
      let bit = Math.imul(home & 31, width);
      let at = Math.imul(home >>> 5, width) + (bit >>> 5);
      bit &= 31;
      let want = lows[i]!;
      let fate = -1;
      for (let distance = 1; distance <= DISTANCE_MASK; distance++) {
        const entry = ((words[at]! >>> bit) | ((words[at + 1]! << 1) << (31 - bit))) & mask;
        if (entry === want && (!isWide || this.#highAgrees(home + distance - 1, rests[i]!))) {
          fate = KNOWN;
          break;
        }
        if ((entry & DISTANCE_MASK) < distance) {
          if (this.count >= countMax) return i;
          this.count++;
          const high = isWide ? highAtHome(this.#is, rests[i]!) : 0;
          this.#insert(home + distance - 1, want, high);
          fate = ADDED;
          break;
        }
        want++;
        bit += width;
        at += bit >>> 5;
        bit &= 31;
      }
      if (fate < 0) fate = this.#lookAmongStrays(tops[i]!, rests[i]!, this.count < countMax);
      if (fate === REFUSED) return i;
      if (fate === ADDED) fresh[found++] = i;
    }
    return n;
  }

  #highAgrees(slot: number, rest: number): boolean {
    return highOf(this.#words, this.#is.width, slot) === highAtHome(this.#is, rest);
  }

  /** Adds a key; false when it was there. */
  add(top: number, rest: number): boolean {
    return this.#look(top, rest, true) === ADDED;
  }

  has(top: number, rest: number): boolean {
    return this.#look(top, rest, false) === KNOWN;
  }

  /** Looks a key up, and adds it if it may. */
  #look(top: number, rest: number, mayAdd: boolean): number {
    const { width } = this.#is;
    let slot = homeOf(this.#is, top);
    let want = lowAtHome(this.#is, top, rest);
    for (let distance = 1; distance <= DISTANCE_MASK; distance++) {
      const entry = lowOf(this.#words, width, slot);
      if (entry === want && this.#highAgrees(slot, rest)) return KNOWN;
      if ((entry & DISTANCE_MASK) < distance) {
        if (!mayAdd) return REFUSED;
        this.count++;
        this.#insert(slot, want, highAtHome(this.#is, rest));
        return ADDED;
      }
      slot++;
      want++;
    }
    return this.#lookAmongStrays(top, rest, mayAdd);
  }

  #lookAmongStrays(top: number, rest: number, mayAdd: boolean): number {
    if (this.#strays.has(top, rest)) return KNOWN;
    if (!mayAdd) return REFUSED;
    this.count++;
    this.#strays.add(top, rest);
    return ADDED;
  }

  /** Puts an entry into a slot. Who must move on and cannot is kept as a text. */
  #insert(slot: number, low: number, high: number): void {
    const stranded = this.#stranded;
    const at = insertEntry(this.#words, this.#is.width, slot, low, high, stranded);
    if (at >= 0) this.#keepStray(at, stranded.low, stranded.high);
  }

  /** Keeps the key of an entry that was taken out of a slot. */
  #keepStray(slot: number, low: number, high: number): void {
    this.#strays.add(topOf(this.#is, slot, low), restOf(this.#is, low, high));
  }

  /** Takes the last stretch of slots that is still as it was, and enters its keys anew. */
  #moveSome(was: Geometry): void {
    const end = this.#unmoved;
    let start = Math.max(0, end - SLICE);
    while (start > 0 && (lowOf(this.#words, was.width, start - 1) & DISTANCE_MASK) !== 0) start--;
    if (start < SLICE_LAST) start = 0;
    this.#move(was, start, end);
    this.#unmoved = start;
    if (start > 0) return;
    this.#was = null;
    this.#recallStrays();
  }

  #move(was: Geometry, start: number, end: number): void {
    if (this.#tops.length < end - start) {
      this.#tops = new Int32Array(end - start);
      this.#rests = new Int32Array(end - start);
    }
    const n = takeOut(was, this.#words, start, end, this.#tops, this.#rests);
    putBack(this.#is, this.#words, this.#tops, this.#rests, n, (top, rest) => {
      this.#enterAnew(top, rest);
    });
  }

  /** Enters the keys anew that were too far from their homes: these are now elsewhere. */
  #recallStrays(): void {
    for (const [top, rest] of this.#strays.takeAll()) this.#enterAnew(top, rest);
  }

  /** Enters a key that is counted and not there. */
  #enterAnew(top: number, rest: number): void {
    this.count--;
    this.#look(top, rest, true);
  }
}
