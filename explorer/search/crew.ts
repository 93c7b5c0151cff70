/**
 * A breadth-first search by several threads, of which this one is the leader.
 *
 * It begins alone. When there is enough to do it starts the others, goes on meanwhile, and lets them
 * take part from the next level after they are ready. All states are in one shared set
 * (`shared-set.kernel.ts`), and whoever has nothing to do takes a piece of the level. Levels are
 * finished together, so that counts, depth, verdicts and paths are those of one thread.
 */

import { newSharedMemory, wasmMemoryFor } from '../store/shared-memory.kernel.ts';
import { SharedSet } from '../store/shared-set.kernel.ts';
import type { LinkedSystem } from '../system.ts';
import type { LimitReached, SearchOptions, SearchResult } from '../verdict.ts';
import { REUSED_BYTES_MAX } from '../wasm/memories.ts';
import { begin, type Reductions } from './begin.ts';
import type { SearchClock } from './clock.ts';
import { conclude, type Ended, type ShardReport, snapshotOf } from './conclude.ts';
import { type ControlMemory, newControlMemory } from './control-memory.kernel.ts';
import type { Decision, Range, Wish } from './crew-control.kernel.ts';
import { LeaderControl } from './leader-control.kernel.ts';
import { Member, nameIn } from './member.kernel.ts';
import { restIn } from './new-store.ts';
import { pause } from './pause.ts';
import type { Shard } from './shard.kernel.ts';
import { Threads } from './threads.ts';
import { BLOCK, START_WORKERS_AFTER, type Tuning } from './tuning.ts';
import { Watch } from './watch.ts';
import type { WorkerAnswer, WorkerOrder } from './worker.ts';

/** Milliseconds to wait for others before this thread looks after everything else. */
const PATIENCE_MS = 20;

/** A search by at most so many threads, this one included. */
export async function searchByCrew(
  system: LinkedSystem,
  options: SearchOptions,
  tuning: Tuning,
  workers: number,
  clock: SearchClock,
): Promise<SearchResult> {
  const leader = new Leader(system, options, tuning, workers, clock);
  try {
    return await conclude(system, leader.shard.layout, await leader.search(), tuning);
  } finally {
    await leader.dismiss();
  }
}

class Leader {
  readonly shard: Shard;
  readonly #system: LinkedSystem;
  readonly #options: SearchOptions;
  readonly #tuning: Tuning;
  readonly #workers: number;
  readonly #clock: SearchClock;
  readonly #control: ControlMemory;
  readonly #crew: LeaderControl;
  readonly #set: SharedSet;
  readonly #member: Member;
  readonly #reductions: Reductions;
  readonly #threads = new Threads();
  /** The states that each thread has found, up to the level at hand. */
  #known: number[];
  /** All who took part have answered. */
  #hasEnded = false;
  /** Work done since others could run in this thread. */
  #work = 0;

  constructor(
    system: LinkedSystem,
    options: SearchOptions,
    tuning: Tuning,
    workers: number,
    clock: SearchClock,
  ) {
    this.#system = system;
    this.#options = options;
    this.#tuning = tuning;
    this.#workers = workers;
    this.#clock = clock;
    const { limits = {} } = options;
    const idOf = nameIn(workers, 0);
    const begun = begin(system, options, tuning, {
      idOf,
      newStore: (layout) => {
        const { wordCount } = layout;
        const bytesMax = limits.memoryBytesMax;
        const wasm = tuning.wasm === false ? null : wasmMemoryFor(workers);
        const memory = newSharedMemory(wordCount, workers, restIn(layout), bytesMax, wasm);
        const set = new SharedSet(memory, 0);
        set.isAlone = true;
        return set;
      },
    });
    this.shard = begun.shard;
    this.#set = begun.visited;
    this.#reductions = begun.reductions;
    this.#control = newControlMemory(workers, system.properties.length);
    this.#crew = new LeaderControl(this.#control);
    this.#crew.settle(0, this.#set.count);
    this.#member = new Member(0, workers, this.shard, this.#set, this.#crew, limits);
    this.#crew.layOut([{ thread: 0, ...this.shard.takeRest() }]);
    this.#known = Array.from({ length: workers }, (_, t) => (t === 0 ? this.#levelEnd : 0));
  }

  get #levelEnd(): number {
    return this.shard.levels.at(-1) ?? 0;
  }

  /** Searches until there is nothing left, or a limit is reached. */
  async search(): Promise<Ended> {
    const crew = this.#crew;
    for (;;) {
      await this.#workTillMeeting();
      await this.#gather();
      const heard = crew.heard;
      const isFinished =
        heard.remaining === 0 && (heard.frontier === 0 || Watch.isSettled(heard.standings));
      const limit = await this.#limitAt(heard.wish);
      if (isFinished || limit !== null) return this.#end(isFinished ? null : limit);
      if (this.#clock.isTimeToSave()) await this.#save();
      if (heard.remaining > 0) this.#decide('go on');
      else await this.#nextLevel(heard.founds);
    }
  }

  /** Expands states, and lets others run in this thread now and then. */
  async #workTillMeeting(): Promise<void> {
    const { block = BLOCK } = this.#tuning;
    for (let isTime = false; !isTime; ) {
      const before = this.shard.transitions;
      isTime = this.#member.work(block);
      this.#work += this.shard.transitions - before + 1;
      if (this.#work < block) continue;
      this.#work = 0;
      this.#options.onProgress?.(this.#progress);
      await pause();
      if (this.#clock.exceeded() !== null || this.#clock.isTimeToSave()) this.#crew.call();
    }
  }

  /** Waits for all others. */
  async #gather(): Promise<void> {
    this.#member.say();
    await this.#until(() => this.#crew.haveArrived(PATIENCE_MS));
  }

  /** Waits until all at work wait within the round. */
  async #meetWithin(): Promise<void> {
    const before = this.#crew.arriveWithin();
    if (before !== null) await this.#until(() => this.#crew.haveMetWithin(before, PATIENCE_MS));
  }

  /** Asks again and again; throws if one of the others has ended, for whom it would wait for ever. */
  async #until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      await pause();
      this.#threads.check();
    }
  }

  /** The limit that was met, if any. Where somebody wishes for room, this makes it. */
  async #limitAt(wish: Wish): Promise<LimitReached | null> {
    if (this.#member.limit !== null) return this.#member.limit;
    if (wish === 'stop') return this.#statesLimit;
    const exceeded = this.#clock.exceeded();
    return exceeded === null && wish === 'room' ? this.#makeRoom() : exceeded;
  }

  get #statesLimit(): LimitReached {
    const value = this.#options.limits?.statesMax ?? this.#crew.progress.states;
    return { kind: 'states', value };
  }

  /** Makes room for one batch of everybody at least. */
  async #makeRoom(): Promise<LimitReached | null> {
    const set = this.#set;
    const { memoryBytesMax } = this.#options.limits ?? {};
    for (;;) {
      const room = set.grow(this.shard.batchCapacity, memoryBytesMax);
      if (room === 'ready') return null;
      if (room === 'full') return this.#statesLimit;
      if (room !== 'double') return { kind: 'memory', value: memoryBytesMax ?? set.bytes };
      this.#decide('double');
      for (const _ of set.double(0, this.#crew.active)) await this.#meetWithin();
      await this.#gather();
      set.doubled();
    }
  }

  #decide(decision: Decision): void {
    this.#crew.decide(decision);
  }

  /** Goes on to the states that were found, with those who are ready by now. */
  async #nextLevel(founds: readonly number[]): Promise<void> {
    const crew = this.#crew;
    const ranges = founds.map((end, thread) => ({ thread, next: this.#known[thread] ?? 0, end }));
    this.#known = [...founds];
    await this.#startThreads();
    crew.admit(this.shard.levels.length);
    crew.layOut(ranges);
    this.#set.isAlone = crew.active === 1;
    this.#decide('next level');
    const { next, end } = this.shard.beginLevel(crew.standings);
    if (crew.active === 1) this.#reductions.look(next, end);
  }

  /** Starts the other threads once, when there is enough to do. */
  async #startThreads(): Promise<void> {
    const { startWorkersAfter = START_WORKERS_AFTER, waitForWorkers = false } = this.#tuning;
    const threads = this.#threads;
    if (threads.areStarted || this.#reductions.isUndecided) return;
    if (this.#set.count < startWorkersAfter) return;
    const isSpecialised = this.shard.isSpecialised;
    const order: Omit<WorkerOrder, 'me'> = {
      system: this.#system,
      threads: this.#workers,
      memory: this.#set.memory,
      control: this.#control,
      limits: this.#options.limits ?? {},
      tuning: isSpecialised ? { ...this.#tuning, generateAfter: 0 } : this.#tuning,
      inUse: this.#reductions.inUse,
      module: this.shard.module,
      coverage: this.shard.watch.seen.coverage,
    };
    threads.start(Array.from({ length: this.#workers - 1 }, (_, i) => ({ ...order, me: i + 1 })));
    if (waitForWorkers) await this.#until(() => this.#crew.areReady);
  }

  /** Asks all for what they have, and saves it; they wait. */
  async #save(): Promise<void> {
    this.#decide('show');
    const reports = await this.#reports();
    await this.#gather();
    await this.#options.checkpoint?.save(snapshotOf(reports, this.#reductions.inUse));
    this.#clock.saved();
  }

  /** Ends the search. */
  async #end(limit: LimitReached | null): Promise<Ended> {
    this.#decide('stop');
    const shards = await this.#reports();
    this.#hasEnded = true;
    const { inUse } = this.#reductions;
    if (limit !== null) await this.#options.checkpoint?.save(snapshotOf(shards, inUse));
    return { shards, limit, inUse, memoryBytesMax: this.#set.bytesMax };
  }

  /** What all threads have, those included that never took part. */
  async #reports(): Promise<readonly ShardReport[]> {
    const answers = await this.#threads.answers(this.#crew.active - 1);
    const { levels, watch, transitions, represented } = this.shard;
    const count = this.#set.count;
    const rest = this.#member.rest;
    const own = { me: 0, count, levels, rest, seen: watch.seen, transitions, represented };
    const all: readonly WorkerAnswer[] = [own, ...answers];
    const left = [...this.#crew.left, ...all.map((answer) => answer.rest)];
    return Array.from({ length: this.#workers }, (_, thread) => {
      const answer = all.find(({ me }) => me === thread);
      return this.#reportOf(answer ?? this.#nothing(thread), left);
    });
  }

  #reportOf({ me, count, ...rest }: WorkerAnswer, left: readonly Range[]): ShardReport {
    const open = left.filter(({ thread, next, end }) => thread === me && next < end);
    return { ...rest, open, visited: this.#set.shareOf(me, count) };
  }

  #nothing(me: number): WorkerAnswer {
    const { seen } = new Watch(this.#system, this.shard.layout);
    const rest = { thread: me, next: 0, end: 0 };
    return { me, count: 0, levels: [], rest, seen, transitions: 0, represented: 0n };
  }

  get #progress() {
    const { states, transitions, depth } = this.#crew.progress;
    const expanded = this.#known.reduce((sum, count) => sum + count, 0);
    return {
      states,
      transitions,
      depth,
      frontier: Math.max(0, states - expanded) + this.#left,
      memoryBytes: this.#set.bytes,
    };
  }

  /** States of the level that nobody has begun to expand. */
  get #left(): number {
    return this.#crew.left.reduce((sum, { next, end }) => sum + end - next, 0);
  }

  async dismiss(): Promise<void> {
    // Whoever keeps a snapshot keeps the states; and idle threads still hold the memory of their last search.
    const isKept = this.#options.checkpoint === undefined;
    const isSmall = this.#set.bytesMax <= REUSED_BYTES_MAX;
    const mayStay = this.#hasEnded && isKept && isSmall;
    await this.#threads.end((thread) => mayStay && this.#crew.isDone(thread, PATIENCE_MS));
    if (isKept) this.#set.release();
  }
}
