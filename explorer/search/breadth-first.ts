/**
 * Exhaustive breadth-first search: exact counts, and shortest paths because states are numbered in
 * the order of their distance from the initial state.
 */

import { VisitedSet } from '../store/visited.kernel.ts';
import type { LinkedSystem } from '../system.ts';
import type { LimitReached, Progress, SearchOptions, SearchResult } from '../verdict.ts';
import { type Judge, judgesOf } from './judges.ts';
import { shortestPaths } from './shortest.ts';
import {
  type Expansion,
  expand,
  hashOf,
  type Layout,
  layOut,
  newExpansion,
  pack,
  takeStep,
  undoStep,
  unpack,
} from './successors.kernel.ts';

/** States expanded between two looks at limits, signal and observer. */
const BLOCK = 4096;

/** Visits every reachable state. Yields to the event loop between blocks of work. */
export async function breadthFirst(
  system: LinkedSystem,
  options: SearchOptions = {},
): Promise<SearchResult> {
  const search = new BreadthFirst(system);
  const limit = await run(search, options);
  return search.finish(limit);
}

/** Runs block after block until the search is complete or a limit is reached. */
async function run(search: BreadthFirst, options: SearchOptions): Promise<LimitReached | null> {
  const { limits = {}, signal, onProgress, now } = options;
  const started = now?.() ?? 0;
  while (!search.exhausted) {
    const limit = search.expandBlock(limits.statesMax, limits.memoryBytesMax);
    if (limit !== null) return limit;
    onProgress?.(search.progress());
    if (signal?.aborted === true) return { kind: 'interrupted', value: 0 };
    if (limits.timeMsMax !== undefined && now !== undefined && now() - started > limits.timeMsMax) {
      return { kind: 'time', value: limits.timeMsMax };
    }
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  return null;
}

class BreadthFirst {
  readonly #system: LinkedSystem;
  readonly #layout: Layout;
  readonly #visited: VisitedSet;
  readonly #judges: readonly Judge[];
  /** For each step, the judges to tell of a new state it leads to. */
  readonly #onState: readonly (readonly Judge[])[];
  /** For each step, the judges that want to see every transition by it. */
  readonly #onStep: readonly (readonly Judge[])[];
  readonly #onStuck: readonly Judge[];
  /** Number of the first state of each level. */
  readonly #levels: number[] = [0];
  readonly #stepsTaken: Uint8Array;
  readonly #localSeen: Uint8Array;
  #next = 0;
  #transitions = 0;
  #stuck = 0;
  #deadlocks = 0;
  #bytesMax = 0;
  readonly #expansion: Expansion;

  constructor(system: LinkedSystem) {
    const layout = layOut(system);
    this.#system = system;
    this.#layout = layout;
    this.#expansion = newExpansion(layout);
    this.#stepsTaken = new Uint8Array(layout.stepCount);
    this.#localSeen = new Uint8Array(layout.zobrist.length);
    const scratch = new Int32Array(layout.slotCount);
    this.#visited = new VisitedSet(layout.wordCount, (words, at) => {
      unpack(layout, words, at, scratch);
      return hashOf(layout, scratch);
    });
    this.#judges = judgesOf(system);
    this.#onStuck = this.#judges.filter((judge) => judge.onStuck !== null);
    this.#onState = system.steps.map((step) =>
      this.#judges.filter(
        ({ onState, property }) =>
          onState !== null &&
          step.slots.some((slot, k) => step.writes[k] === true && property.support.includes(slot)),
      ),
    );
    this.#onStep = system.steps.map((_, s) =>
      this.#judges.filter(
        ({ property }) => property.kind === 'stepInvariant' && property.steps[s] === 1,
      ),
    );
    this.#visitInitial();
  }

  get exhausted(): boolean {
    return this.#next === this.#visited.count || this.#nothingLeftToLearn();
  }

  /** Every property is decided; the current level has been finished, so their traces are too. */
  #nothingLeftToLearn(): boolean {
    return (
      this.#judges.length > 0 &&
      this.#next === this.#levels.at(-1) &&
      this.#judges.every((judge) => judge.settled())
    );
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

  #visitInitial(): void {
    const { initial, slotOffset, wordCount } = this.#layout;
    const packed = new Int32Array(wordCount);
    pack(this.#layout, initial, packed, 0);
    this.#visited.add(packed, hashOf(this.#layout, initial), -1);
    initial.forEach((local, slot) => {
      this.#localSeen[(slotOffset[slot] ?? 0) + local] = 1;
    });
    for (const judge of this.#judges) judge.onState?.(initial, 0, 0);
  }

  /** Expands up to a block of states, never past the end of a level. */
  expandBlock(
    statesMax = Number.POSITIVE_INFINITY,
    bytesMax = Number.POSITIVE_INFINITY,
  ): LimitReached | null {
    if (this.#next === this.#levels.at(-1)) this.#levels.push(this.#visited.count);
    const levelEnd = this.#levels.at(-1) ?? 0;
    const end = Math.min(this.#next + BLOCK, levelEnd);
    while (this.#next < end) {
      if (this.#visited.count > statesMax) return { kind: 'states', value: statesMax };
      if (this.#visited.bytesAfterGrowth > bytesMax) return { kind: 'memory', value: bytesMax };
      this.#expand(this.#next);
      this.#next++;
    }
    this.#bytesMax = Math.max(this.#bytesMax, this.#visited.bytes);
    return null;
  }

  #expand(number: number): void {
    const x = this.#expansion;
    expand(this.#layout, x, this.#visited.words, number * this.#layout.wordCount);
    this.#transitions += x.enabledCount;
    if (x.enabledCount === 0) this.#onTerminal(number);
    for (let i = 0; i < x.enabledCount; i++) this.#follow(number, x.enabled[i] ?? 0);
  }

  #follow(number: number, step: number): void {
    const x = this.#expansion;
    this.#stepsTaken[step] = 1;
    takeStep(this.#layout, x, step);
    const known = this.#visited.count;
    const found = this.#visited.add(x.nextWords, x.nextHash, number);
    if (found >= known) this.#onNew(found, step);
    for (const judge of this.#onStep[step] ?? []) {
      judge.onStep?.(x.state, x.next, number, step, this.#depth());
    }
    undoStep(this.#layout, x, step);
  }

  #onNew(number: number, step: number): void {
    const { next } = this.#expansion;
    for (const slot of this.#system.steps[step]?.slots ?? []) {
      this.#localSeen[(this.#layout.slotOffset[slot] ?? 0) + (next[slot] ?? 0)] = 1;
    }
    for (const judge of this.#onState[step] ?? []) judge.onState?.(next, number, this.#depth() + 1);
  }

  #onTerminal(number: number): void {
    this.#stuck++;
    const { state } = this.#expansion;
    const resting = this.#onStuck.map((judge) => judge.onStuck?.(state, number, this.#depth()));
    if (!resting.includes(true)) this.#deadlocks++;
  }

  /** Depth of the state being expanded: the last level pushed begins after it. */
  #depth(): number {
    return this.#levels.length - 2;
  }

  finish(limit: LimitReached | null): SearchResult {
    const complete = limit === null && this.#next === this.#visited.count;
    const paths = shortestPaths(
      this.#system,
      this.#layout,
      { visited: this.#visited, levels: this.#levels },
      this.#judges.map((judge) => judge.targets),
    );
    return {
      engine: 'explicit',
      complete,
      limit,
      states: BigInt(this.#visited.count),
      transitions: BigInt(this.#transitions),
      depth: this.#greatestDepth(),
      deadlocks: BigInt(this.#deadlocks),
      terminal: BigInt(this.#stuck),
      memoryBytesMax: Math.max(this.#bytesMax, this.#visited.bytes),
      properties: this.#judges.map((judge, p) => ({
        ...judge.result(complete, limit),
        path: paths[p] ?? null,
      })),
      coverage: {
        steps: this.#stepsTaken,
        localStates: this.#system.slots.map((_, slot) =>
          this.#localSeen.slice(this.#layout.slotOffset[slot], this.#layout.slotOffset[slot + 1]),
        ),
      },
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
