/** Limits of a comparison, and who is told how far it is. */

import { pause } from '../search/pause.ts';
import type { LimitReached, Limits, Progress } from '../verdict.ts';

/** What can be asked for besides the systems. */
export interface RefineOptions {
  readonly limits?: Limits;
  readonly signal?: AbortSignal;
  /** Milliseconds from any fixed point; needed only for a time limit. */
  readonly now?: () => number;
  /** When the time began to run, by {@link RefineOptions.now}; now unless told. */
  readonly started?: number;
  readonly onProgress?: (progress: Progress) => void;
}

/** What there is of a comparison. */
export interface Standing {
  /** States of all systems. */
  readonly states: number;
  readonly pairs: number;
  /** Pairs that were found and not yet looked at. */
  readonly frontier: number;
  readonly bytes: number;
}

/** Whether to go on; lets everybody else run in between. */
export type Ask = (standing: Standing) => Promise<boolean>;

/** Goes on until a limit is reached, which it keeps. */
export class Limited {
  reached: LimitReached | null = null;
  readonly #options: RefineOptions;
  readonly #started: number;

  constructor(options: RefineOptions) {
    this.#options = options;
    this.#started = options.started ?? options.now?.() ?? 0;
  }

  readonly ask: Ask = async ({ states, pairs, frontier, bytes }) => {
    const { limits = {}, signal, now, onProgress } = this.#options;
    await pause();
    onProgress?.({ states, transitions: pairs, frontier, depth: 0, memoryBytes: bytes });
    const { statesMax, memoryBytesMax, timeMsMax } = limits;
    const over = (value: number, most: number | undefined): most is number =>
      most !== undefined && value > most;
    if (signal?.aborted === true) this.reached = { kind: 'interrupted', value: 0 };
    else if (over(states, statesMax)) this.reached = { kind: 'states', value: statesMax };
    else if (over(bytes, memoryBytesMax)) this.reached = { kind: 'memory', value: memoryBytesMax };
    else if (now !== undefined && over(now() - this.#started, timeMsMax)) {
      this.reached = { kind: 'time', value: timeMsMax };
    }
    return this.reached === null;
  };
}
