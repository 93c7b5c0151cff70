/**
 * The set of visited states: exact, in typed arrays, numbered in order of insertion.
 *
 * Layout. State `i` is `wordCount` 32-bit words at place `i` of a list of chunks of equal size; only
 * the first chunk ever grows (by doubling), so that nothing large is copied. The index is an
 * open-addressing table with linear probing and 2^b entries of 32 bits. From the top: 32 - b bits of
 * the hash (the tag), then b bits of `i + 1`; an entry that is 0 is free. The first place of a state
 * is the upper b bits of its hash, its tag the lower 32 - b bits: a state is only looked at when its
 * tag agrees. The table doubles; it is then filled anew from the states, in slices, while the old
 * one still answers.
 *
 * A batch of states is added in three passes, so that the cache misses of its members overlap: touch
 * the table at every first place; follow each to its tag and compare; insert what is new, in order.
 *
 * Cost per state: 4 bytes for each word, and 4 / load for the table, whose load is between 0.375 and
 * 0.75 while it grows (5.3 to 10.7 bytes, and 16 while old and new table exist together). No parent
 * is kept: paths are found from the levels.
 *
 * Sources: Laarman, van de Pol and Weber, Boosting Multi-Core Reachability Performance with Shared
 * Hash Tables (FMCAD 2010), for hash bits beside the index; batches in place of prefetching are ours.
 *
 * Reads are unchecked here: every place is masked by a power of two, every index was stored by us.
 */

import { type Lookup, type Mover, makeLookup, makeMover } from './lookup-code.kernel.ts';
import { enter, hashAll, hashOfWords, touch } from './table.kernel.ts';

/** The table is doubled when it is fuller than this. */
const LOAD_MAX = 0.75;
/** The table may get as full as this when there is no memory to double it. */
const LOAD_LAST = 0.9;
/** A state's number and the sign bit share an entry with at least one bit of tag. */
const TABLE_BITS_MAX = 31;
const TABLE_BITS_MIN = 11;
/** Words of a chunk, unless a single state needs more. */
const CHUNK_WORDS = 1 << 18;
/** Tables of fewer entries fit in the cache: code made for them would not pay. */
const SERVED_BITS_MIN = 16;
/** States moved to a new table in one slice. */
const SLICE = 1 << 15;
/** States moved in one call; it divides the states of a chunk, however small. */
const STRETCH = 1 << 10;

/**
 * What became of a request for room: `ready`; `growing`, ask again; `memory`, there is no more;
 * `full`, states can no longer be numbered.
 */
export type Room = 'ready' | 'growing' | 'memory' | 'full';

/** A set as it can be handed to another thread: all arrays lie in shared memory. */
export interface SharedParts {
  readonly wordCount: number;
  readonly count: number;
  readonly chunks: readonly Int32Array[];
  readonly table: Int32Array;
  readonly tableBits: number;
}

/** A batch that is looked up again and again: code can be made for its arrays. */
export interface Served {
  readonly packed: Int32Array;
  readonly hashes: Int32Array;
  readonly fresh: Int32Array;
}

export class VisitedSet {
  readonly wordCount: number;
  /** Number of states. */
  count = 0;
  /** The most bytes that were ever held at once. */
  bytesMax = 0;
  /** A full chunk holds 2^chunkShift states. */
  readonly #chunkShift: number;
  readonly #chunkStates: number;
  readonly #chunks: Int32Array[];
  #table: Int32Array;
  #tableBits: number;
  /** Memory for a larger table was refused. */
  #tableIsLast = false;
  /** The table that is being filled, and how many states are in it. */
  #larger: Int32Array | null = null;
  #mover: Mover | null = null;
  #moved = 0;
  /** For each member of a batch: its hash, and where its search of the table stands. */
  #hashes = new Int32Array(0);
  #places = new Int32Array(0);
  /** Members of a batch that may be new. */
  #pending = new Int32Array(0);
  /** The batch to make code for, and the code for the present table. */
  #served: Served | null = null;
  #servedBitsMin = SERVED_BITS_MIN;
  #lookup: Lookup | null = null;
  readonly #isShared: boolean;

  /** `isShared`: in memory that other threads can read. */
  constructor(wordCount: number, isShared = false) {
    this.wordCount = wordCount;
    this.#isShared = isShared;
    const shift = 31 - Math.clz32(CHUNK_WORDS / wordCount);
    this.#chunkShift = Math.max(Math.log2(STRETCH), shift);
    this.#chunkStates = 1 << this.#chunkShift;
    this.#tableBits = TABLE_BITS_MIN;
    this.#table = this.#newArray(1 << TABLE_BITS_MIN);
    this.#chunks = [this.#newArray(wordCount * Math.min(1 << TABLE_BITS_MIN, this.#chunkStates))];
    this.bytesMax = this.bytes;
  }

  /** A set over memory another thread filled. It is complete: no table is being moved. */
  static from({ wordCount, count, chunks, table, tableBits }: SharedParts): VisitedSet {
    const set = new VisitedSet(wordCount, true);
    set.#chunks.splice(0, 1, ...chunks);
    set.count = count;
    set.#table = table;
    set.#tableBits = tableBits;
    set.bytesMax = set.bytes;
    return set;
  }

  /** What another thread needs for {@link from}. Ends a move to a larger table first. */
  share(): SharedParts {
    while (this.#larger !== null) this.#moveSome(this.#larger);
    return {
      wordCount: this.wordCount,
      count: this.count,
      chunks: this.#chunks,
      table: this.#table,
      tableBits: this.#tableBits,
    };
  }

  #newArray(length: number): Int32Array {
    return this.#isShared
      ? new Int32Array(new SharedArrayBuffer(length * 4))
      : new Int32Array(length);
  }

  /**
   * From now on code is made for look-ups of batches in these arrays, where that may be done and the
   * table has 2^bitsMin entries or more; {@link addAll} must get exactly these arrays then.
   */
  serve(served: Served, bitsMin = SERVED_BITS_MIN): void {
    this.#scratch(served.hashes.length);
    this.#served = served;
    this.#servedBitsMin = bitsMin;
    this.#makeLookup();
  }

  #makeLookup(): void {
    if (this.#served === null || this.#tableBits < this.#servedBitsMin) return;
    this.#lookup = makeLookup({
      ...this.#served,
      entries: this.#places,
      pending: this.#pending,
      table: this.#table,
      bits: this.#tableBits,
      chunks: this.#chunks,
      chunkShift: this.#chunkShift,
      wordCount: this.wordCount,
    });
  }

  /** Bytes of states and tables. */
  get bytes(): number {
    const first = this.#chunks[0]!.byteLength;
    const rest = (this.#chunks.length - 1) * this.#chunkStates * this.wordCount * 4;
    return first + rest + this.#table.byteLength + (this.#larger?.byteLength ?? 0);
  }

  /** The array that holds a state; see {@link at}. */
  wordsOf(number: number): Int32Array {
    return this.#chunks[number >>> this.#chunkShift]!;
  }

  /** Where in {@link wordsOf} the words of a state begin. */
  at(number: number): number {
    return (number & (this.#chunkStates - 1)) * this.wordCount;
  }

  /**
   * Makes room for `n` more states, at most `bytesMax` bytes in all. A large table is filled in
   * slices of some milliseconds: `growing` asks for another call.
   */
  makeRoom(n: number, bytesMax = Number.POSITIVE_INFINITY): Room {
    if (this.#larger !== null) return this.#moveSome(this.#larger);
    if (this.bytes > bytesMax) return 'memory';
    while (this.count + n > this.#capacity) {
      if (!this.#growStates(bytesMax)) return 'memory';
    }
    const { length } = this.#table;
    if (this.count + n <= length * LOAD_MAX) return 'ready';
    const isWidest = this.#tableBits === TABLE_BITS_MAX;
    if (!isWidest && !this.#tableIsLast) {
      this.#larger = this.#allocate(length * 2, bytesMax);
      if (this.#larger !== null) {
        this.#makeMover(this.#larger);
        return 'growing';
      }
      this.#tableIsLast = true;
    }
    if (this.count + n <= length * LOAD_LAST) return 'ready';
    return isWidest ? 'full' : 'memory';
  }

  /** States for which there are words. */
  get #capacity(): number {
    const first = this.#chunks[0]!.length / this.wordCount;
    return first + (this.#chunks.length - 1) * this.#chunkStates;
  }

  #growStates(bytesMax: number): boolean {
    const first = this.#chunks[0]!;
    const full = this.#chunkStates * this.wordCount;
    const isFirst = first.length < full;
    const chunk = this.#allocate(isFirst ? first.length * 2 : full, bytesMax);
    if (chunk === null) return false;
    if (isFirst) {
      chunk.set(first);
      this.#chunks[0] = chunk;
    } else this.#chunks.push(chunk);
    return true;
  }

  /** A new array, or null when it is more than may be had beside all that is held. */
  #allocate(length: number, bytesMax: number): Int32Array | null {
    const bytes = this.bytes + length * 4;
    if (bytes > bytesMax) return null;
    try {
      const array = this.#newArray(length);
      this.bytesMax = Math.max(this.bytesMax, bytes);
      return array;
    } catch (error) {
      if (error instanceof RangeError) return null;
      throw error;
    }
  }

  #makeMover(larger: Int32Array): void {
    const bits = this.#tableBits + 1;
    const isServed = this.#served !== null && bits >= this.#servedBitsMin;
    this.#mover = isServed ? makeMover(larger, bits, this.wordCount, STRETCH) : null;
  }

  #moveSome(larger: Int32Array): Room {
    const bits = this.#tableBits + 1;
    const end = Math.min(this.count, this.#moved + SLICE);
    for (let from = this.#moved; from < end; from += STRETCH) {
      const n = Math.min(STRETCH, end - from);
      if (this.#mover !== null) {
        this.#mover(this.wordsOf(from), this.at(from), n, from);
        continue;
      }
      this.#scratch(n);
      hashAll(this.wordsOf(from), this.at(from), this.wordCount, n, this.#hashes);
      touch(larger, bits, this.#hashes, n, this.#places);
      enter(larger, bits, this.#hashes, n, from);
    }
    this.#moved = end;
    if (end === this.count) {
      this.#table = larger;
      this.#tableBits = bits;
      this.#larger = null;
      this.#mover = null;
      this.#moved = 0;
      this.#makeLookup();
    }
    return 'growing';
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
    this.#scratch(n);
    if (hashes === undefined) hashAll(packed, 0, this.wordCount, n, this.#hashes);
    else this.#hashes.set(n === hashes.length ? hashes : hashes.subarray(0, n));
    touch(this.#table, this.#tableBits, this.#hashes, n, this.#places);
    const pending = this.#recognise(packed, n);
    const done = this.#insert(packed, pending, fresh, countMax);
    return done < 0 ? n : done;
  }

  /** Makes room for what is known of each member of a batch. */
  #scratch(n: number): void {
    if (this.#hashes.length >= n) return;
    this.#hashes = new Int32Array(n);
    this.#places = new Int32Array(n);
    this.#pending = new Int32Array(n);
  }

  /**
   * Lists the members that were not recognised as known in `#pending`, and turns their entries in
   * `#places` into the place from which to go on. Returns how many there are.
   */
  #recognise(packed: Int32Array, n: number): number {
    const { wordCount } = this;
    const table = this.#table;
    const hashes = this.#hashes;
    const places = this.#places;
    const pending = this.#pending;
    const chunks = this.#chunks;
    const chunkShift = this.#chunkShift;
    const chunkMask = this.#chunkStates - 1;
    const bits = this.#tableBits;
    const mask = table.length - 1;
    let count = 0;
    for (let i = 0; i < n; i++) {
      const h = hashes[i]!;
      const tag = h << bits;
      let place = (h >>> (32 - bits)) & mask;
      let entry = places[i]!;
      while (entry !== 0 && (entry ^ tag) >>> bits !== 0) {
        place = (place + 1) & mask;
        entry = table[place]!;
      }
      if (entry !== 0) {
        const number = (entry & mask) - 1;
        const words = chunks[number >>> chunkShift]!;
        const at = (number & chunkMask) * wordCount;
        const from = i * wordCount;
        let w = 0;
        while (w < wordCount && words[at + w] === packed[from + w]) w++;
        if (w === wordCount) continue;
      }
      places[i] = place;
      pending[count++] = i;
    }
    return count;
  }

  /** Inserts the pending members that are new. The first there was no number for, or -1. */
  #insert(packed: Int32Array, pendingCount: number, fresh: Int32Array, countMax: number): number {
    const { wordCount } = this;
    const table = this.#table;
    const known = this.count;
    const bits = this.#tableBits;
    for (let k = 0; k < pendingCount; k++) {
      const i = this.#pending[k]!;
      const h = this.#hashes[i]!;
      const place = this.#search(packed, i * wordCount, h, this.#places[i]!);
      if (table[place] !== 0) continue;
      const number = this.count;
      if (number >= countMax) return i;
      const words = this.wordsOf(number);
      const at = this.at(number);
      for (let w = 0; w < wordCount; w++) words[at + w] = packed[i * wordCount + w]!;
      table[place] = (h << bits) | (number + 1);
      fresh[number - known] = i;
      this.count = number + 1;
    }
    return -1;
  }

  /** The place of the state packed at `from`, or the free place where it belongs. */
  #search(packed: Int32Array, from: number, h: number, start: number): number {
    const { wordCount } = this;
    const table = this.#table;
    const bits = this.#tableBits;
    const mask = table.length - 1;
    const tag = h << bits;
    let place = start;
    for (let entry = table[place]!; entry !== 0; entry = table[place]!) {
      if ((entry ^ tag) >>> bits === 0) {
        const number = (entry & mask) - 1;
        const words = this.wordsOf(number);
        const at = this.at(number);
        let w = 0;
        while (w < wordCount && words[at + w] === packed[from + w]) w++;
        if (w === wordCount) return place;
      }
      place = (place + 1) & mask;
    }
    return place;
  }

  /** The number of the state packed at `from`, or -1. */
  find(packed: Int32Array, from = 0): number {
    const h = hashOfWords(packed, from, this.wordCount);
    const entry = this.#table[this.#search(packed, from, h, h >>> (32 - this.#tableBits))]!;
    return entry === 0 ? -1 : (entry & (this.#table.length - 1)) - 1;
  }
}
