/** One thread of a search by several: takes pieces of the level and expands them until all are to meet. */

import type { SharedSet } from '../store/shared-set.kernel.ts';
import type { LimitReached, Limits } from '../verdict.ts';
import type { CrewControl, Range, Wish } from './crew-control.kernel.ts';
import type { Shard } from './shard.kernel.ts';
import type { Source } from './watch.ts';

/** The name outside of state `number` of the share of a thread. */
export function nameIn(threads: number, thread: number): (number: number) => number {
  return (number) => number * threads + thread;
}

export class Member {
  readonly shard: Shard;
  readonly set: SharedSet;
  readonly crew: CrewControl;
  /** The limit it has met. */
  limit: LimitReached | null = null;
  readonly #limits: Limits;
  /** The states of each thread. */
  readonly #sources: readonly Source[];
  /** Whose states it expands. */
  #thread = 0;
  #wish: Wish = 'nothing';

  constructor(
    me: number,
    threads: number,
    shard: Shard,
    set: SharedSet,
    crew: CrewControl,
    limits: Limits,
  ) {
    this.shard = shard;
    this.set = set;
    this.crew = crew;
    this.#limits = limits;
    this.#sources = Array.from({ length: threads }, (_, thread) => {
      if (thread === me) return shard.own;
      const share = set.shareOf(thread, 0);
      return {
        idOf: nameIn(threads, thread),
        wordsOf: (number) => share.wordsOf(number),
        at: (number) => share.at(number),
        run: (number) => share.run(number),
      };
    });
  }

  /** Expands about so many states and successors; true when it is time to meet the others. */
  work(amount: number): boolean {
    const { shard, crew } = this;
    const { round } = crew;
    for (let done = 0; done < amount; ) {
      if (crew.isCalled(round)) return true;
      if (shard.remaining === 0 && !this.#claim()) return true;
      const expanded = this.#expandBatch();
      crew.report(shard.visited.count, shard.transitions, shard.depth);
      if (typeof expanded !== 'number') {
        this.#wish = expanded === 'meet' ? 'room' : 'stop';
        if (expanded !== 'meet') this.limit = expanded;
        crew.call();
        return true;
      }
      done += expanded;
    }
    return false;
  }

  #claim(): boolean {
    const range = this.crew.claim(this.shard.pieceMin);
    if (range === null) return false;
    this.#thread = range.thread;
    this.shard.expand({ source: this.#sources[range.thread]!, ...range });
    return true;
  }

  #expandBatch() {
    const { shard, crew } = this;
    const { statesMax } = this.#limits;
    if (statesMax === undefined) return shard.expandBatch(this.#limits);
    const known = shard.visited.count;
    const countMax = known + crew.expect(shard.batchCapacity, statesMax);
    const expanded = shard.expandBatch(this.#limits, countMax);
    crew.settle(shard.batchCapacity, shard.visited.count - known);
    return expanded;
  }

  /** What is left of its piece. */
  get rest(): Range {
    const { next, end } = this.shard.rest;
    return { thread: this.#thread, next, end };
  }

  /** Says how far it is, before it meets the others. */
  say(): void {
    const { shard } = this;
    this.crew.say({
      found: shard.visited.count,
      frontier: shard.found,
      remaining: shard.remaining,
      wish: this.#wish,
      standings: shard.watch.standings,
    });
    this.#wish = 'nothing';
  }
}
