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
 * again (`shared-states.kernel.ts`).
 *
 * Where the process may have a WebAssembly memory (`../wasm/area.ts`), the table and the first segments are
 * in it, so that a kernel can work on them. What no longer fits goes on elsewhere, without it.
 */

import { assert } from '../../base/errors.ts';
import * as area from '../wasm/area.ts';
import { CHUNK, CHUNK_BITS } from '../wasm/area.ts';
import type { Place } from '../wasm/kernel.kernel.ts';
import { takeMemory } from '../wasm/memories.ts';
import type { WasmMemory } from '../wasm/module.ts';
import type { Rest } from './keyed-table.kernel.ts';
import { reserveAll, reserveMost } from './reserve.ts';

/** Words of a segment: 1 GiB. */
const SEGMENT_WORDS_BITS = 28;
const TABLE_BITS_MIN = 12;
export const TABLE_BITS_MAX = 30;
/** A table may get as full as this when it cannot grow. */
export const LOAD_LAST = 0.9;

/**
 * Places of {@link SharedMemory.counters}: claimed chunks, chunks that may be claimed, chunks there is
 * memory for; size of the table, and of the memory for it.
 */
export const CLAIMED = 0;
export const CHUNKS = 1;
export const STATE_CHUNKS = 2;
export const TABLE_BITS = 3;
export const TABLE_ROOM_BITS = 4;
const COUNTERS = 5;

/** Plain data that can be handed to a thread. */
export interface SharedMemory {
  readonly wordCount: number;
  readonly threads: number;
  /** Where that of a state is, if states are narrow enough for keyed entries (`keyed-table.kernel.ts`). */
  readonly rest: Rest | null;
  readonly counters: Int32Array;
  /** Chunk `i` of the share of a thread is `chunkOf[thread * CHUNKS_MAX + i]`. */
  readonly chunkOf: Int32Array;
  /** Where a kernel can work; null where the process may not have it. */
  readonly wasm: WasmRoom | null;
  /** The table, once it is not in the WebAssembly memory. */
  readonly table: SharedArrayBuffer;
  readonly segments: readonly Segment[];
}

/** A part of the memory for states: bytes from `at` on. */
interface Segment {
  readonly buffer: SharedArrayBuffer;
  readonly at: number;
}

/** WebAssembly memory, and how much of the states and the table may be in it. */
export interface WasmRoom {
  readonly memory: WasmMemory;
  readonly chunksMax: number;
  readonly tableBitsMax: number;
}

const PAGE = 1 << 16;
export const CHUNKS_MAX = Math.floor((2 ** TABLE_BITS_MAX * LOAD_LAST) / CHUNK);

/**
 * Memory for the states that so many threads will find, in at most `bytesMax` bytes. Address space is
 * reserved for all of it; memory is taken when it is used. `limits`: how much of it a kernel may
 * work on in the WebAssembly memory, if there is one.
 */
export function newSharedMemory(
  wordCount: number,
  threads: number,
  rest: Rest | null = null,
  bytesMax = Number.POSITIVE_INFINITY,
  memory = wasmMemoryFor(threads),
  limits = { chunks: CHUNKS_MAX, tableBits: TABLE_BITS_MAX },
): SharedMemory {
  const shift = segmentShiftFor(wordCount);
  const bytesOfSegment = 4 * wordCount * 2 ** shift;
  const segmentsOfWasm = Math.floor(area.STATES_BYTES / bytesOfSegment);
  const wasm =
    memory === null
      ? null
      : {
          memory,
          chunksMax: Math.min(limits.chunks, (segmentsOfWasm * 2 ** shift) / CHUNK),
          tableBitsMax: Math.min(limits.tableBits, area.TABLE_BITS_MAX),
        };
  const bytesOfStates = Math.min(bytesMax, CHUNKS_MAX * CHUNK * wordCount * 4);
  const segments = Math.max(1, Math.ceil(bytesOfStates / bytesOfSegment));
  const inWasm = wasm === null ? 0 : Math.min(segments, segmentsOfWasm);
  const shared = {
    wordCount,
    threads,
    rest,
    counters: new Int32Array(new SharedArrayBuffer(COUNTERS * 4)),
    chunkOf:
      wasm === null
        ? new Int32Array(new SharedArrayBuffer(threads * CHUNKS_MAX * 4))
        : new Int32Array(wasm.memory.buffer, area.CHUNKS_AT, threads * CHUNKS_MAX),
    wasm,
    segments: [
      ...Array.from({ length: inWasm }, (_, i) => ({
        buffer: wasm!.memory.buffer,
        at: area.STATES_AT + i * bytesOfSegment,
      })),
      ...reserveAll(segments - inWasm, bytesOfSegment).map((buffer) => ({ buffer, at: 0 })),
    ],
    table: reserveMost(wasm === null ? 4 << TABLE_BITS_MIN : 0, 4 * 2 ** TABLE_BITS_MAX),
  };
  // What is taken later is emptied then (`moveLines`).
  if (wasm !== null) new Int32Array(wasm.memory.buffer, area.TABLE_AT, 2 ** TABLE_BITS_MIN).fill(0);
  // Those in it need not be asked for.
  shared.counters[STATE_CHUNKS] = wasm === null ? 0 : wasm.chunksMax;
  shared.counters[TABLE_BITS] = TABLE_BITS_MIN;
  shared.counters[TABLE_ROOM_BITS] = TABLE_BITS_MIN;
  return shared;
}

/** A WebAssembly memory in which so many threads can have their chunks; null where there may be none. */
export function wasmMemoryFor(threads: number): WasmMemory | null {
  return areasAt(threads) <= area.TABLE_AT / 2 ? takeMemory() : null;
}

/** Where the areas of threads begin. */
function areasAt(threads: number): number {
  return area.CHUNKS_AT + Math.ceil((threads * CHUNKS_MAX * 4) / PAGE) * PAGE;
}

/** A full segment holds 2^shift states. */
export function segmentShiftFor(wordCount: number): number {
  const shift = 31 - Math.clz32((1 << SEGMENT_WORDS_BITS) / wordCount);
  assert(shift >= CHUNK_BITS, 'a segment holds at least one chunk of states');
  return shift;
}

/**
 * Where a thread has batches of so many successors, and so many words of questions, if a kernel can work on
 * them there.
 */
export function placeIn(
  { wasm, threads, wordCount, rest, chunkOf }: SharedMemory,
  thread: number,
  capacity: number,
  questions: number,
): Place | null {
  if (wasm === null) return null;
  const room = Math.floor((area.TABLE_AT - areasAt(threads)) / threads / PAGE) * PAGE;
  const own = area.areaFor(wordCount, capacity, questions);
  if (own.bytes > room) return null;
  return {
    memory: wasm.memory,
    base: areasAt(threads) + thread * room,
    chunks: chunkOf.byteOffset + thread * CHUNKS_MAX * 4,
    area: own,
    rest,
  };
}
