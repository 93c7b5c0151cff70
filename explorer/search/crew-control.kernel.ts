/**
 * What the threads of one search share besides the states: the level they are at, a meeting point, and
 * what each has to say there.
 *
 * Thread 0 leads. In a round all of them expand pieces of the level, each of its own states first and
 * then of those of others, until there are none or somebody calls for a meeting. The others say how
 * far they are and wait; the leader waits until all have arrived, decides, and lets them go. So what
 * the leader does between is seen by all, and nobody else is at work.
 */

import {
  ACTIVE,
  ARRIVED,
  CALLED,
  type ControlMemory,
  DECISION,
  DEPTH,
  DISMISSED,
  END,
  EXPECTED,
  FOUND,
  FRONTIER,
  HEAD,
  JOINED,
  LEVELS,
  NEXT,
  PART,
  PIECE_MAX,
  PREPARING,
  PROGRESS,
  READY,
  REMAINING,
  ROUND,
  SLEEPING,
  SPINS,
  STATES,
  STATUS_HEAD,
  statusOf,
  TRANSITIONS,
  WAITING,
  WAITS,
  WISH,
} from './control-memory.kernel.ts';
import type { Standing } from './judges.ts';

/** What the leader decides at a meeting. */
export const decisions = ['go on', 'next level', 'double', 'show', 'stop'] as const;
export type Decision = (typeof decisions)[number];

/** What a thread may ask for at a meeting. */
export const wishes = ['nothing', 'room', 'stop'] as const;
export type Wish = (typeof wishes)[number];

/** What a thread says at a meeting. */
export interface Said {
  /** States it has found in all, those of the next level, and those left of its piece. */
  readonly found: number;
  readonly frontier: number;
  readonly remaining: number;
  readonly wish: Wish;
  readonly standings: readonly Standing[];
}

/** A run of the states of one thread. */
export interface Range {
  readonly thread: number;
  readonly next: number;
  readonly end: number;
}

export class CrewControl {
  protected readonly memory: ControlMemory;
  protected readonly words: Int32Array;
  protected readonly me: number;

  constructor(memory: ControlMemory, me: number) {
    this.memory = memory;
    this.words = memory.words;
    this.me = me;
  }

  get round(): number {
    return Atomics.load(this.words, ROUND);
  }

  /** Asks all to meet although there are pieces left. */
  call(): void {
    Atomics.store(this.words, CALLED, this.round);
  }

  isCalled(round: number): boolean {
    return Atomics.load(this.words, CALLED) === round;
  }

  /**
   * Some states of the level that nobody else expands: its own first; null when there are none. Pieces
   * become smaller towards the end, down to `least`, so that all are finished at about the same time
   * (Polychronopoulos and Kuck, Guided Self-Scheduling, IEEE Transactions on Computers, 1987).
   */
  claim(least: number): Range | null {
    const { threads } = this.memory;
    const { active } = this;
    for (let k = 0; k < threads; k++) {
      const thread = (this.me + k) % threads;
      const at = this.status(thread);
      const limit = this.words[at + END]!;
      const left = limit - Atomics.load(this.words, at + NEXT);
      if (left <= 0) continue;
      const some = Math.max(least, Math.ceil(left / (2 * active)));
      const piece = active === 1 ? left : Math.min(PIECE_MAX, some);
      const next = Atomics.add(this.words, at + NEXT, piece);
      if (next < limit) return { thread, next, end: Math.min(next + piece, limit) };
    }
    return null;
  }

  /** Of `n` states that may be found now, how many may be kept; {@link settle} must follow. */
  expect(n: number, statesMax: number): number {
    return Math.max(0, Math.min(n, statesMax - Atomics.add(this.words, EXPECTED, n)));
  }

  /** Says that of `n` expected states there were `added`. */
  settle(n: number, added: number): void {
    Atomics.sub(this.words, EXPECTED, n - added);
  }

  say({ found, frontier, remaining, wish, standings }: Said): void {
    const at = this.status(this.me);
    this.words[at + FOUND] = found;
    this.words[at + FRONTIER] = frontier;
    this.words[at + REMAINING] = remaining;
    this.words[at + WISH] = wishes.indexOf(wish);
    standings.forEach(({ depth, met }, p) => {
      const known = (depth < Number.POSITIVE_INFINITY ? 2 : 0) + (met ? 1 : 0);
      this.words[at + STATUS_HEAD + p] = known;
    });
  }

  /** Waits until the leader has decided. */
  meet(): Decision {
    const words = this.words;
    const round = this.round;
    Atomics.add(words, ARRIVED, 1);
    this.wake(ARRIVED);
    this.#await(ROUND, round);
    return decisions[words[DECISION]!]!;
  }

  /** Waits until all at work wait within the round. */
  meetWithin(): void {
    const before = this.arriveWithin();
    if (before !== null) this.#await(WAITS, before);
  }

  /**
   * Says that this thread waits within the round. Null if it was the last one; otherwise how often all
   * have waited before: when that changes, the wait is over.
   */
  arriveWithin(): number | null {
    const words = this.words;
    const waits = Atomics.load(words, WAITS);
    if (Atomics.add(words, WAITING, 1) + 1 < words[ACTIVE]!) return waits;
    Atomics.store(words, WAITING, 0);
    Atomics.add(words, WAITS, 1);
    this.wake(WAITS);
    return null;
  }

  /** Lets a thread sleep while a word has this value, for so many milliseconds at most. */
  protected sleep(index: number, value: number, ms?: number): void {
    Atomics.add(this.words, SLEEPING, 1);
    Atomics.wait(this.words, index, value, ms);
    Atomics.sub(this.words, SLEEPING, 1);
  }

  /** After a word was changed: wakes those who sleep while it has the value it had. Nobody sleeps, mostly. */
  protected wake(index: number): void {
    if (Atomics.load(this.words, SLEEPING) > 0) Atomics.notify(this.words, index);
  }

  /** Waits while a word has this value. */
  #await(index: number, value: number): void {
    const words = this.words;
    for (let spin = 0; spin < SPINS; spin++) {
      if (Atomics.load(words, index) !== value) return;
    }
    while (Atomics.load(words, index) === value) this.sleep(index, value);
  }

  /**
   * Says that this thread is about to look at what is shared, to make ready. False if the search has ended:
   * what is shared may be in use elsewhere by now.
   */
  prepare(): boolean {
    const at = this.status(this.me) + JOINED;
    return Atomics.compareExchange(this.words, at, 0, PREPARING) === 0;
  }

  /**
   * Says that this thread could take part, and waits until it may. Returns how many levels are behind;
   * null if it is not needed.
   */
  join(): number | null {
    const words = this.words;
    const at = this.status(this.me) + JOINED;
    Atomics.store(words, at, READY);
    Atomics.notify(words, at);
    while (Atomics.load(words, at) === READY) Atomics.wait(words, at, READY);
    if (Atomics.load(words, at) === DISMISSED) return null;
    this.#await(ROUND, Atomics.load(words, at) - 1);
    return words[LEVELS]!;
  }

  /** Which one of the threads at work this is. */
  get part(): number {
    return this.words[this.status(this.me) + PART]!;
  }

  get active(): number {
    return this.words[ACTIVE]!;
  }

  /** What all know of the properties since the last level, without the evidence. */
  get standings(): readonly Standing[] {
    return Array.from({ length: this.memory.properties }, (_, p) => {
      const known = this.words[HEAD + p]!;
      return {
        depth: (known & 2) === 0 ? Number.POSITIVE_INFINITY : 0,
        targets: [],
        met: (known & 1) === 1,
      };
    });
  }

  /** Says how far this thread is. */
  report(states: number, transitions: number, depth: number): void {
    const { progress } = this.memory;
    const at = this.me * PROGRESS;
    progress[at + STATES] = states;
    progress[at + TRANSITIONS] = transitions;
    progress[at + DEPTH] = depth;
  }

  protected status(thread: number): number {
    return statusOf(this.memory, thread);
  }
}
