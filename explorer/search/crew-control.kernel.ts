/**
 * What the threads of one search share besides the states: the level they are at, a meeting point, and
 * what each has to say there.
 *
 * Thread 0 leads. In a round all of them expand pieces of the level, each of its own states first and
 * then of those of others, until there are none or somebody calls for a meeting. The others say how
 * far they are and wait; the leader waits until all have arrived, decides, and lets them go. So what
 * the leader does between is seen by all, and nobody else is at work.
 */

import type { Standing } from './judges.ts';

const ARRIVED = 0;
const ROUND = 1;
/** The round that is to end although there are pieces left. */
const CALLED = 2;
const DECISION = 3;
/** Threads at work, the leader included. */
const ACTIVE = 4;
/** Levels before the one at hand. */
const LEVELS = 5;
/** States that may be found in batches at hand, beyond those that were. Only where states are limited. */
const EXPECTED = 6;
const PIECE = 7;
/** Threads that wait within a round, and how often all have done so. */
const WAITING = 8;
const WAITS = 9;
const HEAD = 10;
/** Numbers of one thread; after them, for each property, what it knows. */
const NEXT = 0;
const END = 1;
const FOUND = 2;
const REMAINING = 3;
const FRONTIER = 4;
const WISH = 5;
/** The round from which on it takes part; 0 before it is asked to. Negative: it is ready. */
const JOINED = 6;
/** How many took part before it. */
const PART = 7;
const STATUS_HEAD = 8;
/** Progress of one thread. */
const STATES = 0;
const TRANSITIONS = 1;
const DEPTH = 2;
const PROGRESS = 3;
/** Looks at the meeting point before a thread lies down to sleep: some microseconds. */
const SPINS = 4_000;
const READY = -1;
/** States that a thread takes at once, at most: fractions of a millisecond. */
const PIECE_MAX = 1024;
/** Pieces of a level for each thread, while they are not too large. */
const PIECES = 8;

/** What the leader decides at a meeting. */
export const decisions = ['go on', 'next level', 'double', 'show', 'stop'] as const;
export type Decision = (typeof decisions)[number];

/** What a thread may ask for at a meeting. */
export const wishes = ['nothing', 'room', 'stop'] as const;
export type Wish = (typeof wishes)[number];

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
  readonly #memory: ControlMemory;
  readonly #words: Int32Array;
  readonly #me: number;

  constructor(memory: ControlMemory, me: number) {
    this.#memory = memory;
    this.#words = memory.words;
    this.#me = me;
  }

  get round(): number {
    return Atomics.load(this.#words, ROUND);
  }

  /** Asks all to meet although there are pieces left. */
  call(): void {
    Atomics.store(this.#words, CALLED, this.round);
  }

  isCalled(round: number): boolean {
    return Atomics.load(this.#words, CALLED) === round;
  }

  /** Some states of the level that nobody else expands: its own first; null when there are none. */
  claim(): Range | null {
    const { threads } = this.#memory;
    const piece = this.#words[PIECE]!;
    for (let k = 0; k < threads; k++) {
      const thread = (this.#me + k) % threads;
      const at = this.#status(thread);
      const limit = this.#words[at + END]!;
      if (Atomics.load(this.#words, at + NEXT) >= limit) continue;
      const next = Atomics.add(this.#words, at + NEXT, piece);
      if (next < limit) return { thread, next, end: Math.min(next + piece, limit) };
    }
    return null;
  }

  /** Of `n` states that may be found now, how many may be kept; {@link settle} must follow. */
  expect(n: number, statesMax: number): number {
    return Math.max(0, Math.min(n, statesMax - Atomics.add(this.#words, EXPECTED, n)));
  }

  /** Says that of `n` expected states there were `added`. */
  settle(n: number, added: number): void {
    Atomics.sub(this.#words, EXPECTED, n - added);
  }

  say({ found, frontier, remaining, wish, standings }: Said): void {
    const at = this.#status(this.#me);
    this.#words[at + FOUND] = found;
    this.#words[at + FRONTIER] = frontier;
    this.#words[at + REMAINING] = remaining;
    this.#words[at + WISH] = wishes.indexOf(wish);
    standings.forEach(({ depth, met }, p) => {
      const known = (depth < Number.POSITIVE_INFINITY ? 2 : 0) + (met ? 1 : 0);
      this.#words[at + STATUS_HEAD + p] = known;
    });
  }

  /** Waits until the leader has decided. */
  meet(): Decision {
    const words = this.#words;
    const round = this.round;
    Atomics.add(words, ARRIVED, 1);
    Atomics.notify(words, ARRIVED);
    this.#await(ROUND, round);
    return decisions[words[DECISION]!]!;
  }

  /** Waits until all at work wait here. */
  readonly meetWithin = (): void => {
    const words = this.#words;
    const waits = Atomics.load(words, WAITS);
    if (Atomics.add(words, WAITING, 1) + 1 < words[ACTIVE]!) {
      this.#await(WAITS, waits);
      return;
    }
    Atomics.store(words, WAITING, 0);
    Atomics.add(words, WAITS, 1);
    Atomics.notify(words, WAITS);
  };

  /** Waits while a word has this value. */
  #await(index: number, value: number): void {
    const words = this.#words;
    for (let spin = 0; spin < SPINS; spin++) {
      if (Atomics.load(words, index) !== value) return;
    }
    while (Atomics.load(words, index) === value) Atomics.wait(words, index, value);
  }

  /** Says that this thread could take part, and waits until it may. Returns how many levels are behind. */
  join(): number {
    const words = this.#words;
    const at = this.#status(this.#me) + JOINED;
    Atomics.store(words, at, READY);
    Atomics.notify(words, at);
    while (Atomics.load(words, at) === READY) Atomics.wait(words, at, READY);
    this.#await(ROUND, Atomics.load(words, at) - 1);
    return words[LEVELS]!;
  }

  /** Which one of the threads at work this is. */
  get part(): number {
    return this.#words[this.#status(this.#me) + PART]!;
  }

  get active(): number {
    return this.#words[ACTIVE]!;
  }

  /** What all know of the properties since the last level, without the evidence. */
  get standings(): readonly Standing[] {
    return Array.from({ length: this.#memory.properties }, (_, p) => {
      const known = this.#words[HEAD + p]!;
      return {
        depth: (known & 2) === 0 ? Number.POSITIVE_INFINITY : 0,
        targets: [],
        met: (known & 1) === 1,
      };
    });
  }

  /** Says how far this thread is. */
  report(states: number, transitions: number, depth: number): void {
    const { progress } = this.#memory;
    const at = this.#me * PROGRESS;
    progress[at + STATES] = states;
    progress[at + TRANSITIONS] = transitions;
    progress[at + DEPTH] = depth;
  }

  #status(thread: number): number {
    const { properties } = this.#memory;
    return HEAD + properties + thread * (STATUS_HEAD + properties);
  }

  // What follows is for the leader.

  /** All others at work have arrived. Waits for `ms` milliseconds at most. */
  haveArrived(ms: number): boolean {
    const words = this.#words;
    const others = words[ACTIVE]! - 1;
    for (let spin = 0; spin < SPINS; spin++) {
      if (Atomics.load(words, ARRIVED) === others) return true;
    }
    const arrived = Atomics.load(words, ARRIVED);
    if (arrived !== others) Atomics.wait(words, ARRIVED, arrived, ms);
    return Atomics.load(words, ARRIVED) === others;
  }

  /** What all said: sums, the strongest wish, what is known of the properties. */
  get heard(): Omit<Said, 'found'> & { readonly founds: readonly number[] } {
    const { threads, properties } = this.#memory;
    const words = this.#words;
    const each = (of: number): number[] =>
      Array.from({ length: threads }, (_, thread) => words[this.#status(thread) + of]!);
    const sum = (of: number): number => each(of).reduce((total, one) => total + one, 0);
    for (let p = 0; p < properties; p++) {
      words[HEAD + p] = each(STATUS_HEAD + p).reduce((known, one) => known | one, 0);
    }
    return {
      founds: each(FOUND),
      frontier: sum(FRONTIER),
      remaining: sum(REMAINING) + this.left.reduce((n, { next, end }) => n + end - next, 0),
      wish: wishes[Math.max(...each(WISH))]!,
      standings: this.standings,
    };
  }

  /** Pieces of the level that nobody has claimed. */
  get left(): readonly Range[] {
    return Array.from({ length: this.#memory.threads }, (_, thread) => {
      const at = this.#status(thread);
      const end = this.#words[at + END]!;
      return { thread, next: Math.min(this.#words[at + NEXT]!, end), end };
    }).filter(({ next, end }) => next < end);
  }

  /** All threads are ready to take part. */
  get areReady(): boolean {
    const threads = Array.from({ length: this.#memory.threads }, (_, thread) => thread);
    return threads.every(
      (thread) => Atomics.load(this.#words, this.#status(thread) + JOINED) !== 0,
    );
  }

  /** Lets those who are ready take part from the next round on. `levels`: those behind them. */
  admit(levels: number): void {
    const words = this.#words;
    words[LEVELS] = levels;
    for (let thread = 1; thread < this.#memory.threads; thread++) {
      const at = this.#status(thread) + JOINED;
      if (Atomics.load(words, at) !== READY) continue;
      words[this.#status(thread) + PART] = words[ACTIVE]!++;
      Atomics.store(words, at, this.round + 1);
    }
  }

  /**
   * Lays out a level for the threads at work: for each thread the states it found, numbers from `next`
   * to before `end`.
   */
  layOut(ranges: readonly Range[]): void {
    const words = this.#words;
    let states = 0;
    for (const { thread, next, end } of ranges) {
      const at = this.#status(thread);
      words[at + NEXT] = next;
      words[at + END] = end;
      states += end - next;
    }
    const { active } = this;
    const piece = Math.max(1, Math.ceil(states / (active * PIECES)));
    words[PIECE] = active === 1 ? states : Math.min(PIECE_MAX, piece);
  }

  /** Tells everybody, those who have just been admitted included. */
  decide(decision: Decision): void {
    const words = this.#words;
    words[DECISION] = decisions.indexOf(decision);
    Atomics.store(words, ARRIVED, 0);
    Atomics.add(words, ROUND, 1);
    Atomics.notify(words, ROUND);
    for (let thread = 1; thread < this.#memory.threads; thread++) {
      Atomics.notify(words, this.#status(thread) + JOINED);
    }
  }

  /** How far all are; a little out of date. */
  get progress() {
    const { progress, threads } = this.#memory;
    const each = (of: number): number[] =>
      Array.from({ length: threads }, (_, thread) => progress[thread * PROGRESS + of]!);
    const sum = (of: number): number => each(of).reduce((total, one) => total + one, 0);
    return {
      states: sum(STATES),
      transitions: sum(TRANSITIONS),
      depth: Math.max(...each(DEPTH)),
    };
  }
}
