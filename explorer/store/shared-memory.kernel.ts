/**
 * The memory in which several threads keep one set of visited states.
 *
 * Layout. States have numbers from 0 on. State `g` is `wordCount` 32-bit words in segment
 * `g >>> segmentShift`; the table is that of `table.kernel.ts`. Numbers are given out in chunks of
 * {@link CHUNK}: a thread *claims* a chunk by one atomic addition and uses it up alone. Its states,
 * in the order in which it found them, are its *share*; `chunkOf` says which chunks these are.
 *
 * Table and segments only grow while all threads but one wait. They grow in place: their address space
 * is reserved when the memory is made, so that every thread sees what was added once it has looked
 * again ({@link SharedStates.refresh}).
 *
 * Claimed chunks never hold more states than the table may. So whoever has room in its chunks has room
 * in the table, and needs to ask nobody.
 */

import { assert } from '../../base/errors.ts';
import {
  enterDisplaced,
  keyedBitsMin,
  keyLines,
  moveKeyedLines,
  type Rest,
} from './keyed-table.kernel.ts';
import { grown, reserveAll, reserveMost } from './reserve.ts';
import type { Room } from './store.ts';
import { enterShared, hashOfWords, LINE_BITS, moveLines } from './table.kernel.ts';

/** A chunk holds 2^CHUNK_BITS states. */
export const CHUNK_BITS = 10;
export const CHUNK = 1 << CHUNK_BITS;
/** Words of a segment: 1 GiB. */
const SEGMENT_WORDS_BITS = 28;
const TABLE_BITS_MIN = 12;
const TABLE_BITS_MAX = 30;
/** The table is doubled when it would be fuller than this, and may get so full if it cannot be. */
const LOAD_MAX = 0.75;
const LOAD_LAST = 0.9;
/** Fewer lines of a table are not worth being shared out. */
const PARTED_LINES_MIN = 1 << 8;
/** Memory for states grows by this share of what there is, or more if more is needed. */
const STATES_GROWTH = 1 / 8;

/** Places of {@link SharedMemory.counters}: claimed chunks, chunks that may be claimed, size of the table. */
const CLAIMED = 0;
const CHUNKS = 1;
const TABLE_BITS = 2;
const COUNTERS = 3;

/** Plain data that can be handed to a thread. */
export interface SharedMemory {
  readonly wordCount: number;
  readonly threads: number;
  /** Where that of a state is, if states are narrow enough for keyed entries (`keyed-table.kernel.ts`). */
  readonly rest: Rest | null;
  readonly counters: Int32Array;
  /** Chunk `i` of the share of a thread is `chunkOf[thread * CHUNKS_MAX + i]`. */
  readonly chunkOf: Int32Array;
  readonly table: SharedArrayBuffer;
  readonly segments: readonly SharedArrayBuffer[];
}

const CHUNKS_MAX = Math.floor((2 ** TABLE_BITS_MAX * LOAD_LAST) / CHUNK);

/**
 * Memory for the states that so many threads will find, in at most `bytesMax` bytes. Address space is
 * reserved for all of it; memory is taken when it is used.
 */
export function newSharedMemory(
  wordCount: number,
  threads: number,
  rest: Rest | null = null,
  bytesMax = Number.POSITIVE_INFINITY,
): SharedMemory {
  const bytesOfStates = Math.min(bytesMax, CHUNKS_MAX * CHUNK * wordCount * 4);
  const bytesOfSegment = 4 * (wordCount << segmentShiftFor(wordCount));
  const segments = Math.max(1, Math.ceil(bytesOfStates / bytesOfSegment));
  const memory = {
    wordCount,
    threads,
    rest,
    counters: new Int32Array(new SharedArrayBuffer(COUNTERS * 4)),
    chunkOf: new Int32Array(new SharedArrayBuffer(threads * CHUNKS_MAX * 4)),
    segments: reserveAll(segments, bytesOfSegment),
    table: reserveMost(4 << TABLE_BITS_MIN, 4 * 2 ** TABLE_BITS_MAX),
  };
  memory.counters[TABLE_BITS] = TABLE_BITS_MIN;
  return memory;
}

/** A full segment holds 2^shift states. */
function segmentShiftFor(wordCount: number): number {
  const shift = 31 - Math.clz32((1 << SEGMENT_WORDS_BITS) / wordCount);
  assert(shift >= CHUNK_BITS, 'a segment holds at least one chunk of states');
  return shift;
}

/** The memory as one thread sees it. */
export class SharedStates {
  readonly memory: SharedMemory;
  readonly wordCount: number;
  /** State `g` is number `g & segmentMask` of segment `g >>> segmentShift`. */
  readonly segmentShift: number;
  readonly #segmentMask: number;
  /** What there was at the last {@link refresh}. */
  readonly segments: Int32Array[] = [];
  table: Int32Array = new Int32Array(0);
  tableBits = 0;

  constructor(memory: SharedMemory) {
    this.memory = memory;
    this.wordCount = memory.wordCount;
    this.segmentShift = segmentShiftFor(memory.wordCount);
    this.#segmentMask = 2 ** this.segmentShift - 1;
    this.refresh();
  }

  /** Looks again at memory that may have grown; true if the table is another one. */
  refresh(): boolean {
    const { counters, table, segments } = this.memory;
    segments.forEach((segment, s) => {
      if (this.segments[s]?.byteLength === segment.byteLength) return;
      this.segments[s] = new Int32Array(segment, 0, segment.byteLength / 4);
    });
    const bits = counters[TABLE_BITS]!;
    if (bits === this.tableBits) return false;
    this.tableBits = bits;
    this.table = new Int32Array(table, 0, 2 ** bits);
    return true;
  }

  /** Where the rest of a state is, once entries of the table are keyed. */
  get keyed(): Rest | null {
    const { rest } = this.memory;
    return rest !== null && this.tableBits >= keyedBitsMin(rest) ? rest : null;
  }

  /** The chunks of a thread, in order. */
  chunksOf(thread: number): Int32Array {
    return this.memory.chunkOf.subarray(thread * CHUNKS_MAX, (thread + 1) * CHUNKS_MAX);
  }

  /** A chunk that nobody else has, or -1 when the threads must meet for there to be another. */
  claim(): number {
    const { counters } = this.memory;
    const chunk = Atomics.add(counters, CLAIMED, 1);
    if (chunk < Atomics.load(counters, CHUNKS)) return chunk;
    Atomics.sub(counters, CLAIMED, 1);
    return -1;
  }

  /** The array that holds a state, by its number among all. */
  wordsOf(number: number): Int32Array {
    return this.segments[number >>> this.segmentShift]!;
  }

  /** Where in {@link wordsOf} the words of a state begin. */
  at(number: number): number {
    return (number & this.#segmentMask) * this.wordCount;
  }

  /** Bytes of states and table. */
  get bytes(): number {
    const { table, segments } = this.memory;
    return segments.reduce((sum, { byteLength }) => sum + byteLength, table.byteLength);
  }

  /**
   * Lets at least `chunks` more be claimed, while all others wait, if that takes no more than
   * `bytesMax` bytes in all. `double`: the table must be {@link double}d first. Everybody must
   * {@link refresh} afterwards.
   */
  grow(chunks: number, bytesMax = Number.POSITIVE_INFINITY): Room | 'double' {
    const { counters } = this.memory;
    const wanted = counters[CLAIMED]! + chunks;
    if (this.bytes > bytesMax) return 'memory';
    const isCramped = wanted > this.#chunksOfTable(LOAD_MAX);
    if (isCramped && this.#lengthenTable(bytesMax)) return 'double';
    const mayFill = isCramped && this.keyed === null;
    const ofTable = this.#chunksOfTable(mayFill ? LOAD_LAST : LOAD_MAX);
    if (wanted > ofTable) return this.tableBits === TABLE_BITS_MAX ? 'full' : 'memory';
    const ofStates = this.#growStates(wanted, bytesMax);
    counters[CHUNKS] = Math.min(ofTable, ofStates);
    this.refresh();
    return wanted > ofStates ? 'memory' : 'ready';
  }

  #lengthenTable(bytesMax: number): boolean {
    const { table } = this.memory;
    if (this.tableBits === TABLE_BITS_MAX || this.bytes + table.byteLength > bytesMax) return false;
    return grown(table, 2 * table.byteLength);
  }

  /**
   * Moves the entries of the table to where they belong in one of twice the size, for which there is
   * room. All of `parts` threads do this at once, each for one `part`, and `meet` between the steps.
   *
   * In each step the upper half of the lines that are left moves to lines that are free by then.
   * Displaced states are entered last.
   */
  double(part: number, parts: number, meet: () => void): void {
    const bits = this.tableBits;
    const table = new Int32Array(this.memory.table, 0, 2 ** (bits + 1));
    const { rest } = this.memory;
    const willBeKeyed = rest !== null && bits + 1 >= keyedBitsMin(rest);
    const displaced: number[] = [];
    const move = (first: number, last: number): void => {
      if (this.keyed !== null) moveKeyedLines(table, bits, this.keyed.bits, first, last, displaced);
      else if (willBeKeyed) keyLines(table, bits, rest, this, first, last, displaced);
      else moveLines(table, bits, first, last, displaced);
    };
    let end = 2 ** (bits - LINE_BITS);
    for (; parts > 1 && end >= PARTED_LINES_MIN; end /= 2) {
      const half = end / 2;
      const at = (of: number): number => half + Math.floor((half * of) / parts);
      move(at(part), at(part + 1));
      meet();
    }
    if (part === 0) move(0, end);
    meet();
    if (willBeKeyed) enterDisplaced(table, bits + 1, displaced);
    else for (const number of displaced) enterShared(table, bits + 1, this.#hashOf(number), number);
  }

  #hashOf(number: number): number {
    return hashOfWords(this.wordsOf(number), this.at(number), this.wordCount);
  }

  /** Says, after all have taken part, that the table is the new one. */
  doubled(): void {
    this.memory.counters[TABLE_BITS] = this.tableBits + 1;
    this.refresh();
  }

  #chunksOfTable(load: number): number {
    return Math.floor((2 ** this.tableBits * load) / CHUNK);
  }

  /** Makes room for so many chunks of states, and some more; returns for how many there is room. */
  #growStates(wanted: number, bytesMax: number): number {
    const { segments } = this.memory;
    const bytesOfChunk = CHUNK * this.wordCount * 4;
    let have = segments.reduce((sum, { byteLength }) => sum + byteLength, 0) / bytesOfChunk;
    if (wanted <= have) return have;
    const free = Math.floor((bytesMax - this.bytes) / bytesOfChunk);
    let missing = Math.min(free, Math.max(wanted - have, Math.ceil(have * STATES_GROWTH)));
    for (const segment of segments) {
      const room = Math.min(missing, (segment.maxByteLength - segment.byteLength) / bytesOfChunk);
      if (room <= 0) continue;
      if (!grown(segment, segment.byteLength + room * bytesOfChunk)) break;
      missing -= room;
      have += room;
    }
    return have;
  }
}
