/**
 * Where things are in the WebAssembly memory of a search, in bytes.
 *
 * From 0 on: constants of the code; the chunks of all threads (`shared-memory.kernel.ts`); an area for the
 * batches of each thread; a page below 1 GiB the table; a page below 2 GiB states. Addresses are reserved and not used
 * up: memory is taken page by page where it is written.
 */

/** A chunk of states (`shared-memory.kernel.ts`) holds 2^CHUNK_BITS of them. */
export const CHUNK_BITS = 10;
export const CHUNK = 1 << CHUNK_BITS;

/** One line of the cache is left free, so that nothing is at address 0. */
export const CONSTANTS_AT = 64;
export const CHUNKS_AT = 1 << 24;
export const CONSTANTS_MAX = CHUNKS_AT - CONSTANTS_AT;
export const TABLE_AT = 2 ** 30 - 2 ** 16;
/** The table has at most 2^n entries there. */
export const TABLE_BITS_MAX = 28;
export const STATES_AT = TABLE_AT + 2 ** 30;
export const STATES_BYTES = 2 ** 31;

/** Lines of a table moved by one call: V8 can change over to better code between calls. */
export const LINES_MOVED = 256;
const LINE_ENTRIES = 16;
/** Places of the memory of recent states. */
export const RECENT = 1 << 13;

/** The arrays of a batch. */
export interface BatchArrays {
  readonly words: Int32Array;
  readonly step: Int32Array;
  /** The hash of each member. */
  readonly hashes: Int32Array;
  /** The members that were new. */
  readonly fresh: Int32Array;
  /** The memory of recent states. */
  readonly recent: Int32Array;
}

/** New ones for so many successors. */
export function newArrays(wordCount: number, capacity: number): BatchArrays {
  return {
    words: new Int32Array(capacity * wordCount),
    step: new Int32Array(capacity),
    hashes: new Int32Array(capacity),
    fresh: new Int32Array(capacity),
    recent: new Int32Array(RECENT * wordCount),
  };
}

/** Those in an area that begins at `base`. */
export function arraysIn(
  buffer: SharedArrayBuffer,
  base: number,
  wordCount: number,
  { capacity, words, step, hashes, fresh, recent }: Area,
): BatchArrays {
  const at = (place: number, length: number) => new Int32Array(buffer, base + place, length);
  return {
    words: at(words, capacity * wordCount),
    step: at(step, capacity),
    hashes: at(hashes, capacity),
    fresh: at(fresh, capacity),
    recent: at(recent, RECENT * wordCount),
  };
}

/** The area of a thread: where in it the arrays of its batches are. */
export interface Area {
  /** Successors a batch has room for. */
  readonly capacity: number;
  readonly words: number;
  readonly step: number;
  readonly hashes: number;
  readonly fresh: number;
  /** What the table says of each member, and the members that are not settled by that. */
  readonly entries: number;
  readonly pending: number;
  readonly recent: number;
  /** The entries of a line, and displaced states, while a table grows. */
  readonly moving: number;
  readonly displaced: number;
  /** Words in the list of displaced states. */
  readonly displacedMax: number;
  /** How many states were expanded, and whether the last of them had no successor. */
  readonly expanded: number;
  /** For each group of properties, what to ask of a new state after each step. */
  readonly asked: number;
  readonly bytes: number;
}

/**
 * The area for batches of so many successors, each of which may be written once more than it counts;
 * `questions`: words that say what is asked of new states.
 */
export function areaFor(wordCount: number, capacity: number, questions: number): Area {
  let bytes = 0;
  const take = (words: number): number => {
    const at = bytes;
    bytes += Math.ceil((4 * words) / 64) * 64;
    return at;
  };
  const rows = capacity + 1;
  const displacedMax = LINES_MOVED * LINE_ENTRIES * 2;
  const places = {
    words: take(rows * wordCount),
    step: take(rows),
    hashes: take(rows),
    fresh: take(rows),
    entries: take(rows),
    pending: take(rows),
    recent: take(RECENT * wordCount),
    moving: take(LINE_ENTRIES),
    displaced: take(displacedMax),
    expanded: take(2),
    asked: take(questions),
  };
  return { capacity, displacedMax, ...places, bytes };
}
