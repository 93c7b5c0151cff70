/**
 * The set of visited states: exact, in typed arrays, numbered in order of insertion.
 *
 * Layout. States are in a list (`state-list.kernel.ts`). The index is the hash table of
 * `table.kernel.ts`: an entry holds the number of a state and some bits of its hash, and a state is
 * only looked at when these agree. A large table of narrow states is one of `keyed-table.kernel.ts`.
 *
 * A batch that is served by code is added in passes, so that the cache misses of its members overlap:
 * read the table at every first place; compare; insert what is new, in order.
 *
 * Cost per state: 4 bytes for each word, and 4 / load for the table, whose load is between 0.375 and
 * 0.75 while it grows in place (5.3 to 10.7 bytes). No parent
 * is kept: paths are found from the levels.
 *
 * Sources: Laarman, van de Pol and Weber, Boosting Multi-Core Reachability Performance with Shared
 * Hash Tables (FMCAD 2010), for hash bits beside the index; batches in place of prefetching are ours.
 *
 * Reads are unchecked here: every place is masked by a power of two, every index was stored by us.
 */

import { assert } from '../../base/errors.ts';
import { GrowableWords } from './growable.ts';
import { makeKeyedLookup } from './keyed-lookup-code.kernel.ts';
import {
  type Displaced,
  enterDisplaced,
  enterKeyed,
  isInKeyed,
  keyedBitsMin,
  keyLines,
  moveKeyedLines,
  type Rest,
  restOf,
} from './keyed-table.kernel.ts';
import { type Lookup, makeLookup } from './lookup-code.kernel.ts';
import { StateList } from './state-list.kernel.ts';
import type { Room, Served } from './store.ts';
import {
  double,
  entryOf,
  firstPlace,
  hashAll,
  hashOfWords,
  LINE_BITS,
  placeAfter,
  tagOf,
} from './table.kernel.ts';

/** The table is doubled when it is fuller than this. */
const LOAD_MAX = 0.75;
/** The table may get as full as this when there is no memory to double it. */
const LOAD_LAST = 0.9;
/** An entry holds the number of a state, whether it is displaced, and at least one bit of tag. */
const TABLE_BITS_MAX = 30;
const TABLE_BITS_MIN = 11;
/** Tables of fewer entries fit in the cache: code made for them would not pay. */
const SERVED_BITS_MIN = 16;

export class VisitedSet {
  readonly wordCount: number;
  /** Number of states. */
  count = 0;
  /** The most bytes that were ever held at once. */
  bytesMax = 0;
  readonly #states: StateList;
  /** The table: its words are read through {@link VisitedSet.#table}. */
  readonly #grown: GrowableWords;
  #table: Int32Array;
  #tableBits: number;
  /** Memory for a larger table was refused. */
  #tableIsLast = false;
  /** The hashes of a batch. */
  #hashes = new Int32Array(0);
  /** The batch to make code for, and the code for the present table. */
  #served: Served | null = null;
  #servedBitsMin = SERVED_BITS_MIN;
  #lookup: Lookup | null = null;
  readonly #rest: Rest | null;

  /**
   * `rest`: where that of a state is, if states are narrow enough for keyed entries and need not be
   * found by their words.
   */
  constructor(wordCount: number, rest: Rest | null = null) {
    this.wordCount = wordCount;
    this.#rest = rest;
    this.#tableBits = TABLE_BITS_MIN;
    this.#grown = new GrowableWords(1 << TABLE_BITS_MIN);
    this.#table = this.#grown.words;
    this.#states = new StateList(wordCount, 1 << TABLE_BITS_MIN);
    this.bytesMax = this.bytes;
  }

  /**
   * From now on code is made for look-ups of batches in these arrays, where that may be done and the
   * table has 2^bitsMin entries or more; {@link addAll} must get exactly these arrays then.
   */
  serve(served: Served, bitsMin = SERVED_BITS_MIN): void {
    this.#served = served;
    this.#servedBitsMin = bitsMin;
    this.#makeLookup();
  }

  #makeLookup(): void {
    if (this.#served === null || this.#tableBits < this.#servedBitsMin) return;
    const arrays = {
      ...this.#served,
      table: this.#table,
      bits: this.#tableBits,
      chunks: this.#states.chunks,
      chunkShift: this.#states.chunkShift,
      wordCount: this.wordCount,
    };
    const rest = this.#keyed;
    this.#lookup = rest === null ? makeLookup(arrays) : makeKeyedLookup(arrays, rest);
  }

  /** Where the rest of a state is, once entries of the table are keyed. */
  get #keyed(): Rest | null {
    return this.#rest !== null && this.#tableBits >= keyedBitsMin(this.#rest) ? this.#rest : null;
  }

  /** Bytes of states and tables. */
  get bytes(): number {
    return this.#states.bytes + this.#table.byteLength;
  }

  wordsOf(number: number): Int32Array {
    return this.#states.wordsOf(number);
  }

  at(number: number): number {
    return this.#states.at(number);
  }

  run(number: number): number {
    return this.#states.run(number);
  }

  pieces(from: number, to: number): Int32Array[] {
    return this.#states.pieces(from, to);
  }

  /** Makes room for `n` more states, at most `bytesMax` bytes in all while the table grows. */
  makeRoom(n: number, bytesMax = Number.POSITIVE_INFINITY): Room {
    if (this.bytes > bytesMax) return 'memory';
    while (this.count + n > this.#states.capacity) {
      if (!this.#growStates(bytesMax)) return 'memory';
    }
    while (this.count + n > this.#table.length * LOAD_MAX) {
      if (this.#growTable(bytesMax)) continue;
      if (this.#keyed === null && this.count + n <= this.#table.length * LOAD_LAST) break;
      return this.#tableBits === TABLE_BITS_MAX ? 'full' : 'memory';
    }
    return 'ready';
  }

  #growStates(bytesMax: number): boolean {
    const bytes = this.bytes + this.#states.growth;
    if (bytes > bytesMax || !this.#states.grow()) return false;
    this.bytesMax = Math.max(this.bytesMax, bytes);
    return true;
  }

  /** Doubles the table; false when it is as large as it can be, or there is no memory for that. */
  #growTable(bytesMax: number): boolean {
    if (this.#tableBits === TABLE_BITS_MAX || this.#tableIsLast) return false;
    const { length } = this.#table;
    if (this.bytes + length * 4 > bytesMax || !this.#grown.grow(length * 2)) {
      this.#tableIsLast = true;
      return false;
    }
    this.#table = this.#grown.words;
    this.bytesMax = Math.max(this.bytesMax, this.bytes);
    this.#double();
    this.#tableBits++;
    this.#makeLookup();
    return true;
  }

  #double(): void {
    const table = this.#table;
    const bits = this.#tableBits;
    const rest = this.#rest;
    if (rest === null || bits + 1 < keyedBitsMin(rest)) {
      double(table, bits, (number) => this.#hashOf(number));
      return;
    }
    const lines = 2 ** (bits - LINE_BITS);
    const displaced: Displaced = [];
    if (this.#keyed === null) keyLines(table, bits, rest, this.#states, 0, lines, displaced);
    else moveKeyedLines(table, bits, rest.bits, 0, lines, displaced);
    enterDisplaced(table, bits + 1, displaced);
  }

  #hashOf(number: number): number {
    return hashOfWords(this.wordsOf(number), this.at(number), this.wordCount);
  }

  /**
   * Adds the first `n` of the packed states, in order, but never more than `countMax` in all: returns
   * how many were dealt with. `fresh[0 ..]` are the indices of those that were new; they got the
   * numbers from the former {@link count} on. Room must have been made. `hashes`: those of the
   * states, where they are known.
   */
  addAll(
    packed: Int32Array,
    n: number,
    fresh: Int32Array,
    countMax: number,
    hashes?: Int32Array,
  ): number {
    if (this.#lookup !== null && packed === this.#served?.packed && this.count + n <= countMax) {
      this.count = this.#lookup.insert(this.#lookup.recognise(n), this.count);
      return n;
    }
    const done = this.#insert(packed, n, fresh, countMax, hashes ?? this.#hashesOf(packed, n));
    return done < 0 ? n : done;
  }

  #hashesOf(packed: Int32Array, n: number): Int32Array {
    if (this.#hashes.length < n) this.#hashes = new Int32Array(n);
    hashAll(packed, 0, this.wordCount, n, this.#hashes);
    return this.#hashes;
  }

  /** Inserts the members that are new. The first there was no number for, or -1. */
  #insert(
    packed: Int32Array,
    n: number,
    fresh: Int32Array,
    countMax: number,
    hashes: Int32Array,
  ): number {
    const { wordCount } = this;
    const known = this.count;
    for (let i = 0; i < n; i++) {
      const h = hashes[i]!;
      const number = this.count;
      if (number >= countMax) {
        if (this.#has(packed, i * wordCount, h)) continue;
        return i;
      }
      if (!this.#enter(packed, i * wordCount, h)) continue;
      const words = this.wordsOf(number);
      const at = this.at(number);
      for (let w = 0; w < wordCount; w++) words[at + w] = packed[i * wordCount + w]!;
      fresh[number - known] = i;
      this.count = number + 1;
    }
    return -1;
  }

  /** Enters the state packed at `from` by the next number; false if it is there. */
  #enter(packed: Int32Array, from: number, hash: number): boolean {
    const bits = this.#tableBits;
    const rest = this.#keyed;
    if (rest !== null) return enterKeyed(this.#table, bits, hash, restOf(rest, packed, from));
    const place = this.#search(packed, from, hash);
    if (this.#table[place] !== 0) return false;
    this.#table[place] = entryOf(hash, bits, this.count, place);
    return true;
  }

  #has(packed: Int32Array, from: number, hash: number): boolean {
    const rest = this.#keyed;
    return rest === null
      ? this.#table[this.#search(packed, from, hash)] !== 0
      : isInKeyed(this.#table, this.#tableBits, hash, restOf(rest, packed, from));
  }

  /** The place of the state packed at `from`, or the free place where it belongs. */
  #search(packed: Int32Array, from: number, hash: number): number {
    const { wordCount } = this;
    const table = this.#table;
    const bits = this.#tableBits;
    const tag = tagOf(hash, bits);
    const first = firstPlace(hash, bits);
    let place = first;
    let seen = 0;
    for (let entry = table[place]!; entry !== 0; entry = table[place]!) {
      if ((entry ^ tag) >>> (bits + 1) === 0) {
        const number = (entry & (2 ** bits - 1)) - 1;
        const words = this.wordsOf(number);
        const at = this.at(number);
        let w = 0;
        while (w < wordCount && words[at + w] === packed[from + w]) w++;
        if (w === wordCount) return place;
      }
      place = placeAfter(place, first, ++seen, bits);
    }
    return place;
  }

  /** The number of the state packed at `from`, or -1. Not where entries may be keyed. */
  find(packed: Int32Array, from = 0): number {
    assert(this.#rest === null, 'only a table of numbers tells the number of a state');
    const entry =
      this.#table[this.#search(packed, from, hashOfWords(packed, from, this.wordCount))]!;
    return entry === 0 ? -1 : (entry & (2 ** this.#tableBits - 1)) - 1;
  }
}
