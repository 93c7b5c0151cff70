/**
 * The words that the threads of one search share besides the states: some for all, then for each property
 * what is known of it, then for each thread those of its status.
 */

export const ARRIVED = 0;
export const ROUND = 1;
/** The round that is to end although there are pieces left. */
export const CALLED = 2;
export const DECISION = 3;
/** Threads at work, the leader included. */
export const ACTIVE = 4;
/** Levels before the one at hand. */
export const LEVELS = 5;
/** States that may be found in batches at hand, beyond those that were. Only where states are limited. */
export const EXPECTED = 6;
/** Threads that wait within a round, and how often all have done so. */
export const WAITING = 7;
export const WAITS = 8;
/** Threads that have lain down to sleep, or are about to. */
export const SLEEPING = 9;
export const HEAD = 10;
/** Numbers of one thread; after them, for each property, what it knows. */
export const NEXT = 0;
export const END = 1;
export const FOUND = 2;
export const REMAINING = 3;
export const FRONTIER = 4;
export const WISH = 5;
/** The round from which on it takes part; before that, 0 or one of the numbers below. */
export const JOINED = 6;
/** How many took part before it. */
export const PART = 7;
export const STATUS_HEAD = 8;
/** Progress of one thread. */
export const STATES = 0;
export const TRANSITIONS = 1;
export const DEPTH = 2;
/** Numbers of one thread: a line of the cache, since each thread writes its own after every batch. */
export const PROGRESS = 8;
/**
 * Looks at the meeting point before a thread lies down to sleep: some ten microseconds, which is less than
 * it takes to wake one up.
 */
export const SPINS = 30_000;
/** What a thread is before it takes part: it has begun to make ready, it is, or it is not needed. */
export const PREPARING = -1;
export const READY = -2;
export const DISMISSED = -3;
/** States that one of several threads takes at once, at most: some milliseconds. */
export const PIECE_MAX = 16_384;

/** The shared memory behind {@link CrewControl}. */
export interface ControlMemory {
  readonly words: Int32Array;
  readonly progress: Float64Array;
  readonly threads: number;
  readonly properties: number;
}

export function newControlMemory(threads: number, properties: number): ControlMemory {
  const words = new Int32Array(
    new SharedArrayBuffer(4 * (HEAD + properties + threads * (STATUS_HEAD + properties))),
  );
  words[ROUND] = 1;
  words[ACTIVE] = 1;
  words[HEAD + properties + JOINED] = 1;
  const progress = new Float64Array(new SharedArrayBuffer(8 * threads * PROGRESS));
  return { words, progress, threads, properties };
}

/** Where the status of a thread begins. */
export function statusOf({ properties }: ControlMemory, thread: number): number {
  return HEAD + properties + thread * (STATUS_HEAD + properties);
}
