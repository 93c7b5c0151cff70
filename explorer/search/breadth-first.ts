/**
 * Exhaustive breadth-first search: exact counts, and shortest paths because states are numbered in
 * the order of their distance from the initial state.
 *
 * States are expanded in batches: the successors of some hundred states are collected, looked up
 * together, and only then shown to the judges. Neither batches nor blocks show in the result: states
 * are numbered as if each successor were looked up at once.
 */

import { VisitedSet } from '../store/visited.kernel.ts';
import type { LinkedSystem } from '../system.ts';
import type { LimitReached, Limits, Progress, SearchOptions, SearchResult } from '../verdict.ts';
import { type Appender, generate, recordCount } from './generate.kernel.ts';
import { shortestPaths } from './shortest.ts';
import {
  appendSuccessors,
  type Batch,
  hasRoom,
  type Layout,
  layOut,
  newBatch,
  pack,
  unpack,
} from './successors.kernel.ts';
import { Watch } from './watch.ts';

/** Successors looked up together: enough for cache misses to overlap, few enough to stay in cache. */
const BATCH = 1024;

/** States and successors between two looks at limits, signal and observer: 4 to 20 milliseconds. */
const BLOCK = 1 << 15;

/**
 * Expanded states after which code made for the system pays for its compilation: so many in any case,
 * and so many for each record that is to be compiled.
 */
const GENERATE_AFTER = 50_000;
const GENERATE_AFTER_PER_RECORD = 4_000;

/**
 * Visits every reachable state. Yields to the event loop between blocks of work. Once
 * `generateAfter` states have been expanded (by default, when that pays), successors come from code
 * made for the system; this changes nothing but the time.
 */
export async function breadthFirst(
  system: LinkedSystem,
  options: SearchOptions = {},
  generateAfter?: number,
): Promise<SearchResult> {
  const search = new BreadthFirst(system, generateAfter);
  const limit = await run(search, options);
  return search.finish(limit);
}

/** Runs block after block until the search is complete or a limit is reached. */
async function run(search: BreadthFirst, options: SearchOptions): Promise<LimitReached | null> {
  const { limits = {}, signal, onProgress, now } = options;
  const started = now?.() ?? 0;
  while (!search.exhausted) {
    const limit = search.expandBlock(limits);
    if (limit !== null) return limit;
    onProgress?.(search.progress());
    await pause();
    if (signal?.aborted === true) return { kind: 'interrupted', value: 0 };
    if (limits.timeMsMax !== undefined && now !== undefined && now() - started > limits.timeMsMax) {
      return { kind: 'time', value: limits.timeMsMax };
    }
  }
  return null;
}

/** Lets everybody else run. */
function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

class BreadthFirst {
  readonly #system: LinkedSystem;
  readonly #layout: Layout;
  readonly #visited: VisitedSet;
  readonly #watch: Watch;
  readonly #batch: Batch;
  /** Members of the batch that were new. */
  readonly #fresh: Int32Array;
  /** Number of the first state of each level. */
  readonly #levels: number[] = [0];
  /** Number of the next state to expand. */
  #next = 0;
  #transitions = 0;
  /** Generated code, and the number of expanded states from which on to ask for it. */
  #append: Appender | null = null;
  #generateAfter: number;

  constructor(system: LinkedSystem, generateAfter: number | undefined) {
    this.#system = system;
    this.#layout = layOut(system);
    this.#generateAfter =
      generateAfter ??
      Math.max(GENERATE_AFTER, GENERATE_AFTER_PER_RECORD * recordCount(this.#layout));
    this.#visited = new VisitedSet(this.#layout.wordCount);
    this.#watch = new Watch(system, this.#layout);
    this.#batch = newBatch(this.#layout, BATCH);
    this.#fresh = new Int32Array(this.#batch.capacity);
    pack(this.#layout, this.#layout.initial, this.#batch.words, 0);
    this.#visited.addAll(this.#batch.words, 1, this.#fresh, 1);
  }

  /** Nothing is left to expand, or every property is decided and the level has been finished. */
  get exhausted(): boolean {
    if (this.#next === this.#visited.count) return true;
    return this.#next === this.#levels.at(-1) && this.#watch.isSettled;
  }

  progress(): Progress {
    return {
      states: this.#visited.count,
      transitions: this.#transitions,
      frontier: this.#visited.count - this.#next,
      depth: this.#levels.length - 1,
      memoryBytes: this.#visited.bytes,
    };
  }

  /** Expands up to a block of states, never past the end of a level. */
  expandBlock({ statesMax, memoryBytesMax }: Limits): LimitReached | null {
    if (this.#next === this.#levels.at(-1)) {
      this.#levels.push(this.#visited.count);
      this.#watch.dismissIdle();
    }
    this.#specialise();
    const levelEnd = this.#levels.at(-1) ?? 0;
    for (let work = 0; work < BLOCK && this.#next < levelEnd; ) {
      const room = this.#visited.makeRoom(this.#batch.capacity, memoryBytesMax);
      if (room === 'memory') {
        return { kind: 'memory', value: memoryBytesMax ?? this.#visited.bytes };
      }
      if (room === 'full') return { kind: 'states', value: this.#visited.count };
      if (room === 'growing') work += BLOCK / 4;
      else {
        const first = this.#next;
        this.#collect(levelEnd);
        if (!this.#lookUp(statesMax)) return { kind: 'states', value: statesMax ?? 0 };
        work += this.#next - first + this.#batch.count;
      }
    }
    return null;
  }

  /** Once enough states have been expanded, asks for generated code, whether or not there can be any. */
  #specialise(): void {
    if (this.#next < this.#generateAfter) return;
    this.#generateAfter = Number.POSITIVE_INFINITY;
    this.#append = generate(this.#layout, this.#batch);
  }

  /** Fills the batch with successors of the next states. */
  #collect(levelEnd: number): void {
    if (this.#append !== null) {
      this.#collectBy(this.#append, levelEnd);
      return;
    }
    const batch = this.#batch;
    const layout = this.#layout;
    const visited = this.#visited;
    batch.count = 0;
    while (this.#next < levelEnd && hasRoom(layout, batch)) {
      const number = this.#next++;
      const words = visited.wordsOf(number);
      const enabled = appendSuccessors(layout, batch, words, visited.at(number), number);
      if (enabled === 0) this.#watch.stuck(batch.state, number, this.#depth);
    }
  }

  /** The same by generated code. */
  #collectBy(append: Appender, levelEnd: number): void {
    const batch = this.#batch;
    const { from, capacity, state } = batch;
    const visited = this.#visited;
    const room = capacity - this.#layout.enabledMax;
    let count = 0;
    while (this.#next < levelEnd && count <= room) {
      const number = this.#next++;
      const words = visited.wordsOf(number);
      const at = visited.at(number);
      const end = append(words, at, count);
      if (end === count) {
        unpack(this.#layout, words, at, state);
        this.#watch.stuck(state, number, this.#depth);
      }
      while (count < end) from[count++] = number;
    }
    batch.count = count;
  }

  /** Adds the batch to the visited states. False when that would have been too many. */
  #lookUp(statesMax = Number.POSITIVE_INFINITY): boolean {
    const batch = this.#batch;
    const known = this.#visited.count;
    const done = this.#visited.addAll(batch.words, batch.count, this.#fresh, statesMax);
    const { count } = this.#visited;
    for (let number = known; number < count; number++) {
      this.#watch.newState(batch, this.#fresh[number - known] ?? 0, number, this.#depth + 1);
    }
    this.#watch.transitions(batch, done, this.#depth, this.#visited);
    this.#transitions += done;
    return done === batch.count;
  }

  /** Depth of the state being expanded: the last level pushed begins after it. */
  get #depth(): number {
    return this.#levels.length - 2;
  }

  async finish(limit: LimitReached | null): Promise<SearchResult> {
    const { judges, terminal, deadlocks, coverage } = this.#watch;
    const complete = limit === null && this.#next === this.#visited.count;
    const paths = await shortestPaths(
      this.#system,
      this.#layout,
      { visited: this.#visited, levels: this.#levels },
      judges.map((judge) => judge.targets),
      pause,
    );
    return {
      engine: 'explicit',
      complete,
      limit,
      states: BigInt(this.#visited.count),
      transitions: BigInt(this.#transitions),
      depth: this.#greatestDepth(),
      deadlocks: BigInt(deadlocks),
      terminal: BigInt(terminal),
      memoryBytesMax: this.#visited.bytesMax,
      properties: judges.map((judge, p) => ({
        ...judge.result(complete, limit),
        path: paths[p] ?? null,
      })),
      coverage,
    };
  }

  /** The depth of the last state that was found. */
  #greatestDepth(): number {
    const last = this.#visited.count - 1;
    let depth = this.#levels.length - 1;
    while (depth > 0 && (this.#levels[depth] ?? 0) > last) depth--;
    return depth;
  }
}
