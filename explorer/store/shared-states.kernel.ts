/**
 * The states and the table of a {@link SharedMemory} as one thread sees them, and how they grow.
 *
 * Claimed chunks never hold more states than the table may. So whoever has room in its chunks has room
 * in the table, and needs to ask nobody.
 */

import { CHUNK, TABLE_AT } from '../wasm/area.ts';
import type { Kernel, Table } from '../wasm/kernel.kernel.ts';
import { Words } from '../wasm/words.kernel.ts';
import {
  enterDisplaced,
  keyedBitsMin,
  keyLines,
  moveKeyedLines,
  type Rest,
} from './keyed-table.kernel.ts';
import { grown } from './reserve.ts';
import {
  CHUNKS,
  CHUNKS_MAX,
  CLAIMED,
  LOAD_LAST,
  type SharedMemory,
  STATE_CHUNKS,
  segmentShiftFor,
  TABLE_BITS,
  TABLE_BITS_MAX,
  TABLE_ROOM_BITS,
} from './shared-memory.kernel.ts';
import type { Room } from './store.ts';
import { enterShared, hashOfWords, LINE_BITS, moveLines } from './table.kernel.ts';

/** The table is doubled when it would be fuller than this. */
const LOAD_MAX = 0.75;
/** Fewer lines of a table are not worth being shared out. */
const PARTED_LINES_MIN = 1 << 12;
/** Memory for states grows by this share of what there is, or more if more is needed. */
const STATES_GROWTH = 1 / 4;

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
  /** Does the work of growing as long as it can. */
  kernel: Kernel | null = null;

  constructor(memory: SharedMemory) {
    this.memory = memory;
    this.wordCount = memory.wordCount;
    this.segmentShift = segmentShiftFor(memory.wordCount);
    this.#segmentMask = 2 ** this.segmentShift - 1;
    this.refresh();
  }

  /** Looks again at memory that may have grown; true if the table is another one. */
  refresh(): boolean {
    const { counters, segments } = this.memory;
    segments.forEach(({ buffer, at }, s) => {
      const isWhole = at > 0;
      const bytes = isWhole ? 4 * this.wordCount * 2 ** this.segmentShift : buffer.byteLength;
      if (this.segments[s]?.byteLength === bytes) return;
      this.segments[s] = new Int32Array(buffer, at, bytes / 4);
    });
    const bits = counters[TABLE_BITS]!;
    if (bits === this.tableBits) return false;
    this.tableBits = bits;
    this.table = this.#tableOf(bits);
    return true;
  }

  /** The memory of a table of 2^bits entries. */
  #tableOf(bits: number): Int32Array {
    const { wasm, table } = this.memory;
    return wasm !== null && bits <= wasm.tableBitsMax
      ? new Int32Array(wasm.memory.buffer, TABLE_AT, 2 ** bits)
      : new Int32Array(table, 0, 2 ** bits);
  }

  /** Table and states are where a {@link Kernel} can work on them. */
  get isInWasm(): boolean {
    const { wasm, counters } = this.memory;
    return (
      wasm !== null &&
      this.tableBits <= wasm.tableBitsMax &&
      counters[STATE_CHUNKS]! <= wasm.chunksMax
    );
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

  /** Bytes of the chunks that were claimed, and of the table. */
  get bytes(): number {
    const { counters } = this.memory;
    const claimed = Math.min(Atomics.load(counters, CLAIMED), counters[CHUNKS]!);
    return claimed * this.#bytesOfChunk + this.#bytesOfTable;
  }

  get #bytesOfTable(): number {
    const { counters, wasm } = this.memory;
    const bits = counters[TABLE_ROOM_BITS]!;
    const left = wasm !== null && bits > wasm.tableBitsMax ? 4 * 2 ** wasm.tableBitsMax : 0;
    return 4 * 2 ** bits + left;
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
    const allowed = Math.floor((bytesMax - this.#bytesOfTable) / this.#bytesOfChunk);
    const ofStates = Math.min(allowed, this.#growStates(Math.min(wanted, allowed), allowed));
    counters[CHUNKS] = Math.min(ofTable, ofStates);
    this.refresh();
    return wanted > ofStates ? 'memory' : 'ready';
  }

  get #bytesOfChunk(): number {
    return CHUNK * this.wordCount * 4;
  }

  /** Makes room for a table of twice the size, which begins with the entries there are. */
  #lengthenTable(bytesMax: number): boolean {
    const { table, wasm, counters } = this.memory;
    const bits = this.tableBits + 1;
    if (bits > TABLE_BITS_MAX || this.bytes + 4 * 2 ** (bits - 1) > bytesMax) return false;
    if (wasm === null || bits > wasm.tableBitsMax) {
      if (!grown(table, 4 * 2 ** bits)) return false;
      if (bits - 1 === wasm?.tableBitsMax) this.#tableOf(bits).set(this.table);
    }
    counters[TABLE_ROOM_BITS] = bits;
    return true;
  }

  /**
   * Moves the entries of the table to where they belong in one of twice the size, for which there is
   * room. All of `parts` threads do this at once, each for one `part`, and meet wherever this yields.
   *
   * In each step the upper half of the lines that are left moves to lines that are free by then.
   * Displaced states are entered last.
   */
  *double(part: number, parts: number): Iterable<void> {
    const bits = this.tableBits;
    const { keyed } = this;
    const { rest, wasm } = this.memory;
    const willBeKeyed = rest !== null && bits + 1 >= keyedBitsMin(rest);
    const [from, to] = [
      { bits, keyed },
      { bits: bits + 1, keyed: willBeKeyed ? rest : null },
    ];
    if (this.kernel !== null && this.isInWasm && bits < (wasm?.tableBitsMax ?? 0)) {
      yield* this.#doubleBy(this.kernel, from, to, part, parts);
      return;
    }
    const table = this.#tableOf(bits + 1);
    const displaced: number[] = [];
    yield* inSteps(bits, part, parts, (first, end) => {
      if (keyed !== null) moveKeyedLines(table, bits, keyed.bits, first, end, displaced);
      else if (willBeKeyed) keyLines(table, bits, rest, this, first, end, displaced);
      else moveLines(table, bits, first, end, displaced);
    });
    if (willBeKeyed) enterDisplaced(table, bits + 1, displaced);
    else for (const number of displaced) enterShared(table, bits + 1, this.#hashOf(number), number);
  }

  *#doubleBy(kernel: Kernel, from: Table, to: Table, part: number, parts: number): Iterable<void> {
    const displaced = new Words();
    yield* inSteps(from.bits, part, parts, (first, end) => {
      kernel.move(from, to, first, end, displaced);
    });
    kernel.enter(to, displaced);
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

  /** Makes room for so many chunks of states, and some more, up to `most`; returns for how many there is room. */
  #growStates(wanted: number, most: number): number {
    const { segments, counters } = this.memory;
    const bytesOfChunk = this.#bytesOfChunk;
    const perSegment = 2 ** this.segmentShift / CHUNK;
    let have = counters[STATE_CHUNKS]!;
    if (wanted <= have) return have;
    let missing = Math.min(most - have, Math.max(wanted - have, Math.ceil(have * STATES_GROWTH)));
    while (missing > 0 && have < perSegment * segments.length) {
      const { buffer, at } = segments[Math.floor(have / perSegment)]!;
      const used = have % perSegment;
      const room = Math.min(missing, perSegment - used);
      if (at === 0 && !grown(buffer, (used + room) * bytesOfChunk)) break;
      missing -= room;
      have += room;
    }
    counters[STATE_CHUNKS] = have;
    return have;
  }
}

/**
 * Has the lines of a table of 2^bits entries moved, by `parts` threads, each for one `part`; they must meet
 * wherever this yields.
 */
function* inSteps(
  bits: number,
  part: number,
  parts: number,
  move: (first: number, end: number) => void,
): Iterable<void> {
  let end = 2 ** (bits - LINE_BITS);
  for (; parts > 1 && end >= PARTED_LINES_MIN; end /= 2) {
    const half = end / 2;
    const at = (of: number): number => half + Math.floor((half * of) / parts);
    move(at(part), at(part + 1));
    yield;
  }
  if (part === 0) move(0, end);
  yield;
}
