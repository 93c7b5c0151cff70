/**
 * A set of visited states that several threads fill at once: exact, without locks.
 *
 * Each thread has a {@link SharedSet} of its own over the same memory. A state is entered by writing
 * its words into the share of the thread that found it and then exchanging the free entry of the table
 * for its number, atomically. If another thread was faster, its entry is looked at instead: it may be
 * the same state. Entries are never changed nor taken out while threads search, so that whoever meets
 * the first free entry on the way of a state knows that nobody had entered it before.
 *
 * Source: Laarman, van de Pol and Weber, Boosting Multi-Core Reachability Performance with Shared Hash
 * Tables (FMCAD 2010). There a state is locked while it is written. Here whoever reads the number of a
 * state finds its words written: the exchange orders the writer, and the reader's access depends on
 * the number it has read. Keyed entries are the states themselves.
 */

import { CHUNK, CHUNK_BITS } from '../wasm/area.ts';
import type { Kernel, Place } from '../wasm/kernel.kernel.ts';
import { giveBack } from '../wasm/memories.ts';
import { makeKeyedLookup } from './keyed-lookup-code.kernel.ts';
import { enterKeyed, isInKeyed, restOf } from './keyed-table.kernel.ts';
import { type Lookup, makeLookup } from './lookup-code.kernel.ts';
import { placeIn, type SharedMemory } from './shared-memory.kernel.ts';
import { SharedStates } from './shared-states.kernel.ts';
import type { Room, Served, StateStore } from './store.ts';
import { entryOf, firstPlace, hashAll, placeAfter, tagOf } from './table.kernel.ts';

/** The states one thread found, numbered in the order in which it did. */
export class Share {
  readonly wordCount: number;
  /** Number of states. */
  count = 0;
  protected readonly states: SharedStates;
  protected readonly chunks: Int32Array;

  constructor(states: SharedStates, thread: number) {
    this.states = states;
    this.wordCount = states.wordCount;
    this.chunks = states.chunksOf(thread);
  }

  /** The number among all states. */
  protected numberOf(own: number): number {
    return (this.chunks[own >>> CHUNK_BITS]! << CHUNK_BITS) | (own & (CHUNK - 1));
  }

  wordsOf(own: number): Int32Array {
    return this.states.wordsOf(this.numberOf(own));
  }

  at(own: number): number {
    return this.states.at(this.numberOf(own));
  }

  run(own: number): number {
    return CHUNK - (own & (CHUNK - 1));
  }

  /** The words of a run of states, without copying them, in pieces of whole states. */
  pieces(from: number, to: number): Int32Array[] {
    const pieces: Int32Array[] = [];
    for (let own = from; own < to; ) {
      const states = Math.min(to - own, this.run(own));
      const at = this.at(own);
      pieces.push(this.wordsOf(own).subarray(at, at + states * this.wordCount));
      own += states;
    }
    return pieces;
  }
}

/** The set as one thread fills it. Its own states are a share; it knows those of all threads. */
export class SharedSet extends Share implements StateStore {
  /** The thread that fills it. */
  readonly #thread: number;
  /** No other thread is at work: there is no need to meet anybody for the memory to grow. */
  isAlone = false;
  /** States there is room for in the chunks it has claimed. */
  #capacity = 0;
  #hashes = new Int32Array(0);
  #served: Served | null = null;
  #lookup: Lookup | null = null;
  /** The table for which the code was made. */
  #lookupTable: Int32Array | null = null;

  constructor(memory: SharedMemory, thread: number) {
    super(new SharedStates(memory), thread);
    this.#thread = thread;
  }

  /** Bytes of all threads together. They never become fewer. */
  get bytes(): number {
    return this.states.bytes;
  }

  get bytesMax(): number {
    return this.bytes;
  }

  get memory(): SharedMemory {
    return this.states.memory;
  }

  /** The states another thread found, so many of them. */
  shareOf(thread: number, count: number): Share {
    const share = new Share(this.states, thread);
    share.count = count;
    return share;
  }

  /** Claims room for `n` more states. */
  makeRoom(n: number, bytesMax?: number): Room {
    while (this.count + n > this.#capacity) {
      const chunk = this.states.claim();
      if (chunk < 0) {
        const room = this.isAlone ? this.#growAlone(n, bytesMax) : 'meet';
        if (room !== 'ready') return room;
        continue;
      }
      this.chunks[this.#capacity / CHUNK] = chunk;
      this.#capacity += CHUNK;
    }
    return 'ready';
  }

  #growAlone(states: number, bytesMax?: number): Room {
    for (;;) {
      const room = this.grow(states, bytesMax);
      if (room !== 'double') return room;
      this.doubleAlone();
    }
  }

  /**
   * While all others wait: makes room for so many more states of each thread. `double`: all must
   * {@link double} the table first, this thread say that it is {@link doubled}, and ask again.
   */
  grow(states: number, bytesMax?: number): Room | 'double' {
    const threads = this.isAlone ? 1 : this.states.memory.threads;
    const room = this.states.grow(threads * (Math.ceil(states / CHUNK) + 1), bytesMax);
    this.#makeLookup();
    return room;
  }

  /** Does its part of doubling the table; wherever it yields, all must meet before it goes on. */
  double(part: number, parts: number): Iterable<void> {
    return this.states.double(part, parts);
  }

  /** Doubles the table while nobody else is at work. */
  doubleAlone(): void {
    for (const _ of this.double(0, 1));
    this.doubled();
  }

  doubled(): void {
    this.states.doubled();
  }

  /** Looks again at what may have grown while this thread waited. */
  refresh(): void {
    this.states.refresh();
    this.#makeLookup();
  }

  /** Of one set for each memory, once no thread is at work. */
  release(): void {
    const { wasm } = this.memory;
    if (wasm !== null) giveBack(wasm.memory, this.bytesMax);
  }

  placeFor(capacity: number, questions = 0): Place | null {
    return placeIn(this.memory, this.#thread, capacity, questions);
  }

  serve(served: Served): void {
    this.#served = served;
    this.states.kernel = served.kernel ?? null;
    this.#makeLookup();
  }

  get kernel(): Kernel | null {
    return this.states.isInWasm ? this.states.kernel : null;
  }

  #makeLookup(): void {
    const { table, tableBits, segments, segmentShift } = this.states;
    if (this.#served === null || this.kernel !== null || this.#lookupTable === table) return;
    this.#lookupTable = table;
    const arrays = {
      ...this.#served,
      table,
      bits: tableBits,
      chunks: segments,
      chunkShift: segmentShift,
      wordCount: this.wordCount,
      share: { numbers: this.chunks, bits: CHUNK_BITS },
    };
    const rest = this.states.keyed;
    this.#lookup = rest === null ? makeLookup(arrays) : makeKeyedLookup(arrays, rest);
  }

  addAll(
    packed: Int32Array,
    n: number,
    fresh: Int32Array,
    countMax: number,
    hashes?: Int32Array,
  ): number {
    if (packed === this.#served?.packed && this.count + n <= countMax) {
      const { kernel } = this;
      if (kernel !== null) {
        const { tableBits: bits, keyed } = this.states;
        this.count = kernel.lookUp(n, this.count, { bits, keyed }, !this.isAlone);
        return n;
      }
      if (this.#lookup !== null) {
        this.count = this.#lookup.insert(this.#lookup.recognise(n), this.count);
        return n;
      }
    }
    return this.#insert(packed, n, fresh, countMax, hashes ?? this.#hashesOf(packed, n));
  }

  #hashesOf(packed: Int32Array, n: number): Int32Array {
    if (this.#hashes.length < n) this.#hashes = new Int32Array(n);
    hashAll(packed, 0, this.wordCount, n, this.#hashes);
    return this.#hashes;
  }

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
      const from = i * wordCount;
      if (this.count >= countMax) {
        if (this.#has(packed, from, hashes[i]!)) continue;
        return i;
      }
      const words = this.wordsOf(this.count);
      const at = this.at(this.count);
      for (let w = 0; w < wordCount; w++) words[at + w] = packed[from + w]!;
      if (this.#enter(packed, from, hashes[i]!)) fresh[this.count++ - known] = i;
    }
    return n;
  }

  /** Enters the state packed at `from` by the next number of its own; false if it is there. */
  #enter(packed: Int32Array, from: number, hash: number): boolean {
    const { table, tableBits: bits, keyed } = this.states;
    if (keyed !== null) return enterKeyed(table, bits, hash, restOf(keyed, packed, from));
    const number = this.numberOf(this.count);
    const first = firstPlace(hash, bits);
    let place = first;
    for (let seen = 0; ; place = placeAfter(place, first, ++seen, bits)) {
      let entry = table[place]!;
      if (entry === 0) {
        entry = Atomics.compareExchange(table, place, 0, entryOf(hash, bits, number, place));
        if (entry === 0) return true;
      }
      if (this.#isOf(entry, packed, from, hash)) return false;
    }
  }

  #has(packed: Int32Array, from: number, hash: number): boolean {
    const { table, tableBits: bits, keyed } = this.states;
    if (keyed !== null) return isInKeyed(table, bits, hash, restOf(keyed, packed, from));
    const first = firstPlace(hash, bits);
    let place = first;
    for (let seen = 0; table[place] !== 0; place = placeAfter(place, first, ++seen, bits)) {
      if (this.#isOf(table[place]!, packed, from, hash)) return true;
    }
    return false;
  }

  /** Whether an entry is that of the state packed at `from`. */
  #isOf(entry: number, packed: Int32Array, from: number, hash: number): boolean {
    const { tableBits: bits } = this.states;
    if ((entry ^ tagOf(hash, bits)) >>> (bits + 1) !== 0) return false;
    const number = (entry & (2 ** bits - 1)) - 1;
    const words = this.states.wordsOf(number);
    const at = this.states.at(number);
    let w = 0;
    while (w < this.wordCount && words[at + w] === packed[from + w]) w++;
    return w === this.wordCount;
  }
}
