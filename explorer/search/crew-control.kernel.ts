/**
 * What the workers of one search share besides the mail: a barrier, a request to stop, and what each
 * has to say at the end of a round.
 *
 * A round ends at a barrier. What a worker says in a round is written before that barrier and read
 * after it, in one of two places that take turns: a fast worker that is in the next round already
 * writes in the other place, so that all read the same and decide alike.
 */

import type { Standing } from './judges.ts';

const ARRIVED = 0;
const GENERATION = 1;
const ORDER = 2;
const RELEASED = 3;
const HEAD = 4;
/** Orders to all workers, and what a worker says that met a limit: the greatest one counts. */
const GO_ON = 0;
const HOLD = 1;
const STOP = 2;
/** Numbers of one worker in one round, before one for each property. */
const REMAINING = 0;
const FRONTIER = 1;
const WISH = 2;
const CRAMPED = 3;
const STATUS_HEAD = 4;
/** Progress of one worker. */
const STATES = 0;
const TRANSITIONS = 1;
const OPEN = 2;
const DEPTH = 3;
const BYTES = 4;
const PROGRESS = 5;
/** Looks at the barrier before a worker lies down to sleep: some microseconds. */
const SPINS = 4_000;

/** The shared memory behind {@link CrewControl}. */
export interface ControlMemory {
  readonly words: Int32Array;
  readonly progress: Float64Array;
  readonly workers: number;
  readonly properties: number;
}

export function newControlMemory(workers: number, properties: number): ControlMemory {
  const words = HEAD + 2 * workers * (STATUS_HEAD + properties);
  return {
    words: new Int32Array(new SharedArrayBuffer(words * 4)),
    progress: new Float64Array(new SharedArrayBuffer(workers * PROGRESS * 8)),
    workers,
    properties,
  };
}

/** What all workers together said in a round. */
export interface RoundResult {
  /** Some worker met a limit, or all are to stop. */
  readonly isStopped: boolean;
  /** All are to show what they have, and to wait. */
  readonly isHeld: boolean;
  /** Some worker will need a larger table soon. Those who wait while one grows may as well. */
  readonly isCramped: boolean;
  /** States of the level that are still to be expanded, and all that are. */
  readonly remaining: number;
  readonly frontier: number;
}

export class CrewControl {
  readonly #memory: ControlMemory;
  #round = 0;

  constructor(memory: ControlMemory) {
    this.#memory = memory;
  }

  /** Waits until every worker is here. */
  meet(): void {
    const { words, workers } = this.#memory;
    const generation = Atomics.load(words, GENERATION);
    if (Atomics.add(words, ARRIVED, 1) + 1 === workers) {
      Atomics.store(words, ARRIVED, 0);
      Atomics.add(words, GENERATION, 1);
      Atomics.notify(words, GENERATION);
      return;
    }
    for (let spin = 0; spin < SPINS; spin++) {
      if (Atomics.load(words, GENERATION) !== generation) return;
    }
    while (Atomics.load(words, GENERATION) === generation) {
      Atomics.wait(words, GENERATION, generation);
    }
  }

  /** Says, meets the others, and returns what all said. */
  endRound(
    me: number,
    said: { remaining: number; frontier: number; isLimited: boolean; isCramped: boolean },
    standings: readonly Standing[],
  ): RoundResult {
    const { words, workers } = this.#memory;
    const at = this.#status(me);
    words[at + REMAINING] = said.remaining;
    words[at + FRONTIER] = said.frontier;
    words[at + CRAMPED] = said.isCramped ? 1 : 0;
    words[at + WISH] = said.isLimited ? STOP : Atomics.load(words, ORDER);
    standings.forEach(({ depth, met }, p) => {
      words[at + STATUS_HEAD + p] = (depth < Number.POSITIVE_INFINITY ? 2 : 0) + (met ? 1 : 0);
    });
    this.meet();
    let wish = GO_ON;
    let isCramped = false;
    let remaining = 0;
    let frontier = 0;
    for (let worker = 0; worker < workers; worker++) {
      const from = this.#status(worker);
      wish = Math.max(wish, words[from + WISH]!);
      if (words[from + CRAMPED] === 1) isCramped = true;
      remaining += words[from + REMAINING]!;
      frontier += words[from + FRONTIER]!;
    }
    return { isStopped: wish === STOP, isHeld: wish === HOLD, isCramped, remaining, frontier };
  }

  /** What all said of the properties in the round that just ended, without the evidence. */
  standings(): readonly Standing[] {
    const { words, workers, properties } = this.#memory;
    return Array.from({ length: properties }, (_, p) => {
      let known = 0;
      for (let worker = 0; worker < workers; worker++) {
        known |= words[this.#status(worker) + STATUS_HEAD + p]!;
      }
      return {
        depth: (known & 2) === 0 ? Number.POSITIVE_INFINITY : 0,
        targets: [],
        met: (known & 1) === 1,
      };
    });
  }

  /** To be called by every worker when it has read what was said. */
  nextRound(): void {
    this.#round++;
  }

  #status(worker: number): number {
    const { workers, properties } = this.#memory;
    return HEAD + ((this.#round & 1) * workers + worker) * (STATUS_HEAD + properties);
  }

  /** Asks all workers to stop at the end of the round. */
  stop(): void {
    Atomics.store(this.#memory.words, ORDER, STOP);
  }

  /** Asks all workers to wait at the end of the round; false when they have been asked to stop. */
  hold(): boolean {
    return Atomics.compareExchange(this.#memory.words, ORDER, GO_ON, HOLD) === GO_ON;
  }

  /** Lets held workers go on. */
  release(): void {
    const { words } = this.#memory;
    Atomics.compareExchange(words, ORDER, HOLD, GO_ON);
    Atomics.add(words, RELEASED, 1);
    Atomics.notify(words, RELEASED);
  }

  /** Shows what a held worker has, and waits until it is released. */
  waitHeld(show: () => void): void {
    const { words } = this.#memory;
    const released = Atomics.load(words, RELEASED);
    show();
    while (Atomics.load(words, RELEASED) === released) Atomics.wait(words, RELEASED, released);
  }

  /** Says how far one worker is. */
  report(
    me: number,
    done: { states: number; transitions: number; frontier: number; depth: number; bytes: number },
  ): void {
    const { progress } = this.#memory;
    const at = me * PROGRESS;
    progress[at + STATES] = done.states;
    progress[at + TRANSITIONS] = done.transitions;
    progress[at + OPEN] = done.frontier;
    progress[at + DEPTH] = done.depth;
    progress[at + BYTES] = done.bytes;
  }

  /** How far all are; a little out of date. */
  get progress() {
    const { progress, workers } = this.#memory;
    const each = (of: number): number[] =>
      Array.from({ length: workers }, (_, worker) => progress[worker * PROGRESS + of]!);
    const sum = (of: number): number => each(of).reduce((total, one) => total + one, 0);
    return {
      states: sum(STATES),
      transitions: sum(TRANSITIONS),
      frontier: sum(OPEN),
      depth: Math.max(...each(DEPTH)),
      memoryBytes: sum(BYTES),
    };
  }
}
