/**
 * What keeps the work on runs within its limits: all memory is asked for here before it is taken, and
 * every few milliseconds of work the clock and the signal are asked, progress is told, and everybody
 * else may run.
 */

import { pause } from '../search/pause.ts';
import type { LimitReached, Limits } from '../verdict.ts';
import { Words } from './words.kernel.ts';

/** What is being done about runs. */
export interface RunsProgress {
  /** Of the property that is judged; null while the graph is made, which is for all of them. */
  readonly property: string | null;
  readonly phase: RunsPhase;
  /** States or pairs of a state and a state of the automaton. */
  readonly done: number;
  readonly memoryBytes: number;
}

/**
 * `graph`: states found; `answers`: states asked what they say of the atoms; `product`: pairs found;
 * `components`: pairs looked at; `loop`: pairs of those and what was met, looked at for a loop.
 */
export type RunsPhase = 'graph' | 'answers' | 'product' | 'components' | 'loop';

/** What can be asked for besides the system. */
export interface RunOptions {
  readonly limits?: Limits;
  readonly signal?: AbortSignal;
  /** Milliseconds from any fixed point; needed only for a time limit. */
  readonly now?: () => number;
  /** When the time began to run, by {@link RunOptions.now}; now unless told. */
  readonly started?: number;
  readonly onProgress?: (progress: RunsProgress) => void;
  /** Whether to find out which assumption of fairness would rule a violation out; no unless told. */
  readonly remedies?: boolean;
  /** What a search for a shortest loop may look at, in pairs; a million unless told. */
  readonly loopPairsMax?: number;
}

/** Thrown by {@link Pace} where a limit is reached. */
export class Stopped extends Error {
  readonly limit: LimitReached;

  constructor(limit: LimitReached) {
    super(`stopped by the limit ${limit.kind}`);
    this.limit = limit;
  }
}

/** Pairs of a node and what was met, before the search for a shortest loop gives up. */
const LOOP_PAIRS_MAX = 1_000_000;

/** Transitions looked at between two rests: some milliseconds. */
const WORK = 1 << 18;

export class Pace {
  /** The most bytes that were held at once. */
  bytesMax = 0;
  readonly #options: RunOptions;
  readonly #started: number;
  readonly #work: number;
  #left: number;
  #bytes = 0;
  #property: string | null = null;

  constructor(options: RunOptions = {}, work = WORK) {
    this.#options = options;
    this.#started = options.started ?? options.now?.() ?? 0;
    this.#work = work;
    this.#left = work;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** What is done from now on is about this property, and what it takes is given back at the end. */
  async about<T>(property: string, work: () => Promise<T>): Promise<T> {
    this.#property = property;
    try {
      return await this.briefly(work);
    } finally {
      this.#property = null;
    }
  }

  /** What this work takes is given back at its end. */
  async briefly<T>(work: () => Promise<T>): Promise<T> {
    const bytes = this.#bytes;
    try {
      return await work();
    } finally {
      this.#bytes = bytes;
    }
  }

  /** Counts work; true when it is time for a {@link rest}. */
  worked(transitions: number): boolean {
    this.#left -= transitions;
    return this.#left <= 0;
  }

  /** Lets everybody else run. Throws {@link Stopped}. */
  async rest(phase: RunsPhase, done: number): Promise<void> {
    this.#left = this.#work;
    const { limits, signal, now, onProgress } = this.#options;
    onProgress?.({ property: this.#property, phase, done, memoryBytes: this.#bytes });
    await pause();
    if (signal?.aborted === true) throw new Stopped({ kind: 'interrupted', value: 0 });
    const timeMsMax = limits?.timeMsMax;
    if (timeMsMax !== undefined && now !== undefined && now() - this.#started > timeMsMax) {
      throw new Stopped({ kind: 'time', value: timeMsMax });
    }
  }

  get wantsRemedies(): boolean {
    return this.#options.remedies ?? false;
  }

  get loopPairsMax(): number {
    return this.#options.loopPairsMax ?? LOOP_PAIRS_MAX;
  }

  get statesMax(): number {
    return this.#options.limits?.statesMax ?? Number.POSITIVE_INFINITY;
  }

  get #memoryBytesMax(): number {
    return this.#options.limits?.memoryBytesMax ?? Number.POSITIVE_INFINITY;
  }

  /** Bytes that may still be taken. */
  get bytesLeft(): number {
    return this.#memoryBytesMax - this.#bytes;
  }

  /** Notes bytes that are about to be taken, or with a minus given back. Throws {@link Stopped}. */
  take(bytes: number): void {
    if (bytes > 0 && bytes > this.bytesLeft) {
      throw new Stopped({ kind: 'memory', value: this.#memoryBytesMax });
    }
    this.#bytes += bytes;
    this.bytesMax = Math.max(this.bytesMax, this.#bytes);
  }

  /** There is no memory for more. Throws {@link Stopped}. */
  full(): never {
    throw new Stopped({ kind: 'memory', value: this.#bytes });
  }

  /** So many words of 0. Throws {@link Stopped}. */
  words(length: number): Int32Array {
    this.take(4 * length);
    try {
      return new Int32Array(length);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.take(-4 * length);
      return this.full();
    }
  }

  /** A list that asks here for its memory. */
  list(): Words {
    return new Words(this);
  }
}
