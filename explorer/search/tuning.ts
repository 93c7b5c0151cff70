/**
 * Points from which on other means do the same work. They change nothing in a result but the time,
 * except for `partialOrder`, which says when fewer states are visited.
 */

import type { PartialOrderTuning } from '../reduce/partial-order.ts';

export interface Tuning {
  /** Expanded states after which code is made for the system; by default, when that pays. */
  readonly generateAfter?: number;
  /** Whether that may be WebAssembly, where the process has it; else it is JavaScript. */
  readonly wasm?: boolean;
  /** States after which other threads are started, if there are to be several. */
  readonly startWorkersAfter?: number;
  /** Waits for these threads to be ready, in place of going on alone meanwhile. */
  readonly waitForWorkers?: boolean;
  /** Successors looked up together, or those of one state if these are more. */
  readonly batch?: number;
  /** States and successors between two looks at limits, clock and signal. */
  readonly block?: number;
  /**
   * When the paths to show are found backwards, level by level: ways back into a level, as a share of its
   * states, beyond which all of them are expanded in place of those that are on such a way.
   */
  readonly waysBack?: number;
  readonly partialOrder?: PartialOrderTuning;
}

/** Enough for cache misses to overlap, few enough to stay in the cache. */
export const BATCH = 2048;
/** The same for WebAssembly, where a batch costs less to begin: its lines of the table stay in the nearest cache. */
export const KERNEL_BATCH = 512;

/** To go one way back takes a few times less than to expand a state. */
export const WAYS_BACK = 1 / 4;

/** 1 to 20 milliseconds of work. */
export const BLOCK = 1 << 16;

/** States after which it can pay to start threads, each of which has its own code to warm up. */
export const START_WORKERS_AFTER = 20_000;
