/** What the leader of a crew does at a meeting: hears all, lays out the level, decides. */

import {
  ACTIVE,
  ARRIVED,
  type ControlMemory,
  DECISION,
  DEPTH,
  DISMISSED,
  END,
  FOUND,
  FRONTIER,
  HEAD,
  JOINED,
  LEVELS,
  NEXT,
  PART,
  PREPARING,
  PROGRESS,
  READY,
  REMAINING,
  ROUND,
  SPINS,
  STATES,
  STATUS_HEAD,
  TRANSITIONS,
  WAITS,
  WISH,
} from './control-memory.kernel.ts';
import {
  CrewControl,
  type Decision,
  decisions,
  type Range,
  type Said,
  wishes,
} from './crew-control.kernel.ts';

export class LeaderControl extends CrewControl {
  constructor(memory: ControlMemory) {
    super(memory, 0);
  }

  /** All others at work have arrived. Waits for `ms` milliseconds at most. */
  haveArrived(ms: number): boolean {
    const others = this.words[ACTIVE]! - 1;
    return this.#isSo(ARRIVED, (arrived) => arrived === others, ms);
  }

  /** Since {@link arriveWithin} said `before`, all have waited. Waits for `ms` milliseconds at most. */
  haveMetWithin(before: number, ms: number): boolean {
    return this.#isSo(WAITS, (waits) => waits !== before, ms);
  }

  /** Whether a word is as it should be, after some microseconds, or `ms` milliseconds if it does not change. */
  #isSo(index: number, isRight: (word: number) => boolean, ms: number): boolean {
    const words = this.words;
    for (let spin = 0; spin < SPINS; spin++) {
      if (isRight(Atomics.load(words, index))) return true;
    }
    const word = Atomics.load(words, index);
    if (!isRight(word)) this.sleep(index, word, ms);
    return isRight(Atomics.load(words, index));
  }

  /** What all said: sums, the strongest wish, what is known of the properties. */
  get heard(): Omit<Said, 'found'> & { readonly founds: readonly number[] } {
    const { threads, properties } = this.memory;
    const words = this.words;
    const each = (of: number): number[] =>
      Array.from({ length: threads }, (_, thread) => words[this.status(thread) + of]!);
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
    return Array.from({ length: this.memory.threads }, (_, thread) => {
      const at = this.status(thread);
      const end = this.words[at + END]!;
      return { thread, next: Math.min(this.words[at + NEXT]!, end), end };
    }).filter(({ next, end }) => next < end);
  }

  /** All threads are ready to take part. */
  get areReady(): boolean {
    const threads = Array.from({ length: this.memory.threads }, (_, thread) => thread);
    return threads.every((thread) => {
      const joined = Atomics.load(this.words, this.status(thread) + JOINED);
      return joined !== 0 && joined !== PREPARING;
    });
  }

  /**
   * After the search: whether a thread has taken part, or has now been told that it is not needed, however
   * far it was. If not, it still looks at what is shared after `ms` milliseconds.
   */
  isDone(thread: number, ms: number): boolean {
    const at = this.status(thread) + JOINED;
    if (Atomics.compareExchange(this.words, at, 0, DISMISSED) === 0) return true;
    if (!this.#isSo(at, (joined) => joined !== PREPARING, ms)) return false;
    if (Atomics.compareExchange(this.words, at, READY, DISMISSED) === READY) {
      Atomics.notify(this.words, at);
    }
    return true;
  }

  /** Lets those who are ready take part from the next round on. `levels`: those behind them. */
  admit(levels: number): void {
    const words = this.words;
    words[LEVELS] = levels;
    for (let thread = 1; thread < this.memory.threads; thread++) {
      const at = this.status(thread) + JOINED;
      if (Atomics.load(words, at) !== READY) continue;
      words[this.status(thread) + PART] = words[ACTIVE]!++;
      Atomics.store(words, at, this.round + 1);
      Atomics.notify(words, at);
    }
  }

  /**
   * Lays out a level for the threads at work: for each thread the states it found, numbers from `next`
   * to before `end`.
   */
  layOut(ranges: readonly Range[]): void {
    const words = this.words;
    for (const { thread, next, end } of ranges) {
      const at = this.status(thread);
      words[at + NEXT] = next;
      words[at + END] = end;
    }
  }

  /** Tells everybody, those who have just been admitted included. */
  decide(decision: Decision): void {
    const words = this.words;
    words[DECISION] = decisions.indexOf(decision);
    Atomics.store(words, ARRIVED, 0);
    Atomics.add(words, ROUND, 1);
    this.wake(ROUND);
  }

  /** How far all are; a little out of date. */
  get progress() {
    const { progress, threads } = this.memory;
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
