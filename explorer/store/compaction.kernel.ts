/**
 * Visited states of which only a signature is kept: 64 bits of a hash, in a compact table. A state whose
 * signature is that of another one is taken for it and missed, with everything that only it leads to.
 *
 * Sources: Wolper and Leroy, Reliable Hashing without Collision Detection (CAV 1993); Stern and Dill,
 * Improved Probabilistic Verification by Hash Compaction (CHARME 1995). Differences: place and
 * signature are one number of which the table keeps what the place does not say
 * (`compact-table.kernel.ts`), so that the table can grow without the states.
 *
 * The chance of having missed a state. Take signatures of K bits for random. As long as nothing was
 * missed, a search is what it would be with an exact store. So the first state that is missed is missed
 * while some number i of states is stored, and its signature, which is independent of all that happened
 * before, is one of theirs: the chance is at most i / 2^K for each i, once for each i. A search that
 * ends with n states stored at most n when it first missed one. Therefore the chance that a search
 * misses a state and ends with n states or fewer is at most
 *
 *     (1 + 2 + ... + n) / 2^K  =  n (n + 1) / 2^(K + 1).
 *
 * This needs no assumption about how many states there really are: searches that miss a state and
 * print a chance of at most p have, together, at most the chance p.
 *
 * Whole states are only kept at the depth that is expanded and the one after it. The record of where
 * states come from brings the others back, level by level, when a trace is to be shown.
 *
 * Cost per state: (K - log2(states) + 6) / 8 bytes in the table at a load of 0.64 to 0.8, about
 * (2 + log2(steps)) / 8 for its origin, and what two levels take as they are.
 */

import { CompactTable } from './compact-table.kernel.ts';
import { type OriginMark, Origins } from './origins.kernel.ts';
import type { Room, StateStore } from './store.ts';

/** Bits of a signature. */
export interface SignatureBits {
  /** Bits that select a place. */
  readonly top: number;
  readonly rest: number;
}

const USUAL: SignatureBits = { top: 32, rest: 32 };
/** States are numbered by positive 32-bit integers. */
const COUNT_MAX = 2 ** 31 - 1;
/** States of a chunk of the queue. */
const CHUNK_BITS = 12;
const CHUNK = 1 << CHUNK_BITS;
/** A chunk that is no longer needed. */
const GONE = new Int32Array(0);

/** Writes the successor by a step of the state packed at `words[at ..]` to `out[to ..]`. */
export type Successor = (
  words: Int32Array,
  at: number,
  step: number,
  out: Int32Array,
  to: number,
) => void;

export class CompactionStore implements StateStore {
  readonly wordCount: number;
  #bytesMax = 0;
  readonly #bits: SignatureBits;
  readonly #table: CompactTable;
  readonly #origins: Origins;
  readonly #successor: Successor;
  /** States from `#first` on, in chunks; those before are gone. */
  readonly #chunks: Int32Array[] = [];
  #first = 0;
  /** Number of the first state at each depth, and where the origins of those at that depth begin. */
  readonly #levels: { readonly first: number; readonly mark: OriginMark }[];
  /** The level that was recalled, and those from which deeper ones are made again, by depth. */
  #recalled: { readonly first: number; readonly words: Int32Array } | null = null;
  readonly #kept = new Map<number, Int32Array>();
  #tops = new Int32Array(0);
  #rests = new Int32Array(0);

  constructor(
    wordCount: number,
    stepCount: number,
    successor: Successor,
    bits: SignatureBits = USUAL,
  ) {
    this.wordCount = wordCount;
    this.#bits = bits;
    this.#table = new CompactTable(bits.top, bits.rest);
    this.#origins = new Origins(stepCount);
    this.#successor = successor;
    this.#levels = [{ first: 0, mark: this.#origins.mark }];
  }

  get count(): number {
    return this.#table.count;
  }

  get bytes(): number {
    const chunks = this.#chunks.length - (this.#first >>> CHUNK_BITS);
    return this.#table.bytes + this.#origins.bytes + chunks * CHUNK * this.wordCount * 4;
  }

  get bytesMax(): number {
    return Math.max(this.#bytesMax, this.bytes);
  }

  /** An upper bound of the chance that some state was missed; see above. */
  get chanceOfOmission(): number {
    const { top, rest } = this.#bits;
    return Math.min(1, (this.count * (this.count + 1)) / 2 ** (top + rest + 1));
  }

  makeRoom(n: number, bytesMax = Number.POSITIVE_INFINITY): Room {
    this.#bytesMax = this.bytesMax;
    if (this.count + n > COUNT_MAX) return 'full';
    const queue = (1 + (n >>> CHUNK_BITS)) * CHUNK * this.wordCount * 4;
    const forTable =
      bytesMax - (this.bytes - this.#table.bytes) - queue - this.#origins.bytesFor(n);
    if (this.#table.bytes > forTable) return 'memory';
    return this.#table.makeRoom(n, forTable);
  }

  addAll(packed: Int32Array, n: number, fresh: Int32Array, countMax: number): number {
    if (this.#tops.length < n) {
      this.#tops = new Int32Array(n);
      this.#rests = new Int32Array(n);
    }
    signAll(packed, this.wordCount, n, this.#bits, this.#tops, this.#rests);
    const known = this.count;
    const done = this.#table.addAll(this.#tops, this.#rests, n, fresh, countMax);
    for (let number = known; number < this.count; number++) {
      this.#append(packed, fresh[number - known]! * this.wordCount, number);
    }
    return done;
  }

  #append(packed: Int32Array, from: number, number: number): void {
    const { wordCount } = this;
    if (number >>> CHUNK_BITS === this.#chunks.length) {
      this.#chunks.push(new Int32Array(CHUNK * wordCount));
    }
    const words = this.#chunks[number >>> CHUNK_BITS]!;
    const at = (number & (CHUNK - 1)) * wordCount;
    for (let w = 0; w < wordCount; w++) words[at + w] = packed[from + w]!;
    if (number === 0) this.#kept.set(0, words.slice(at, at + wordCount));
  }

  /** Says which step led to the next state that has no origin yet, and from which state. */
  noteOrigin(parent: number, step: number): void {
    this.#origins.append(parent, step);
  }

  beginLevel(first: number): void {
    this.#bytesMax = this.bytesMax;
    this.#levels.push({ first: this.count, mark: this.#origins.mark });
    const from = this.#first >>> CHUNK_BITS;
    for (let c = from; c < first >>> CHUNK_BITS; c++) this.#chunks[c] = GONE;
    this.#first = first;
  }

  wordsOf(number: number): Int32Array {
    return this.#recalled?.words ?? this.#chunks[number >>> CHUNK_BITS]!;
  }

  run(number: number): number {
    return this.#recalled === null ? CHUNK - (number & (CHUNK - 1)) : 1;
  }

  at(number: number): number {
    const place = this.#recalled === null ? number & (CHUNK - 1) : number - this.#recalled.first;
    return place * this.wordCount;
  }

  /**
   * Makes a level again from the nearest one above that was kept. On the way those are kept that halve
   * what remains: going up from the deepest level, each is made some log2(depth) times.
   */
  recall(depth: number): void {
    for (const kept of this.#kept.keys()) if (kept > depth) this.#kept.delete(kept);
    let at = Math.max(...this.#kept.keys());
    let words = this.#kept.get(at)!;
    let keep = (at + depth + 1) >>> 1;
    while (at < depth) {
      words = this.#nextLevel(at, words);
      if (++at !== keep || at === depth) continue;
      this.#kept.set(at, words);
      keep = (at + depth + 1) >>> 1;
    }
    this.#recalled = { first: this.#levels[depth]?.first ?? 0, words };
  }

  /** The states one deeper than these. */
  #nextLevel(depth: number, words: Int32Array): Int32Array {
    const { wordCount } = this;
    const here = this.#levels[depth]!.first;
    const { first, mark } = this.#levels[depth + 1]!;
    const end = this.#levels[depth + 2]?.first ?? this.count;
    const next = new Int32Array((end - first) * wordCount);
    const origins = this.#origins;
    origins.seek(mark);
    for (let to = 0; to < next.length; to += wordCount) {
      origins.next();
      this.#successor(words, (origins.parent - here) * wordCount, origins.step, next, to);
    }
    return next;
  }
}

/** Top and rest of the signatures of `n` packed states. */
function signAll(
  packed: Int32Array,
  wordCount: number,
  n: number,
  { top, rest }: SignatureBits,
  tops: Int32Array,
  rests: Int32Array,
): void {
  for (let i = 0; i < n; i++) {
    let a = 0x243f6a88;
    let b = 0x85a308d3;
    for (let at = i * wordCount; at < (i + 1) * wordCount; at++) {
      const word = packed[at]!;
      a = Math.imul(a ^ word, 0x9e3779b1);
      a = (((a << 15) | (a >>> 17)) + b) | 0;
      b = Math.imul(b ^ ((word << 16) | (word >>> 16)), 0xc2b2ae35);
      b = (((b << 13) | (b >>> 19)) + a) | 0;
    }
    a = finished(a ^ b);
    b = (finished(b) + a) | 0;
    a = finished((a + b) | 0);
    tops[i] = top === 32 ? a : a >>> (32 - top);
    rests[i] = rest === 32 ? b : rest === 0 ? 0 : b >>> (32 - rest);
  }
}

/** Every bit depends on every bit (Appleby, MurmurHash3). */
function finished(x: number): number {
  let h = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
