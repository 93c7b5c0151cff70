/** The states a search found, by depth, whichever shards hold them. */

import type { StateStore } from '../store/store.ts';

/** What can be asked of states when the search has ended. */
export type FoundStates = Pick<
  StateStore,
  'wordCount' | 'count' | 'wordsOf' | 'at' | 'run' | 'recall' | 'pieces'
>;

/** What one shard found: its states in order of depth, and the number of the first one of each level. */
export interface ExploredShard {
  readonly visited: FoundStates;
  readonly levels: readonly number[];
}

/** States are named by `number * shards + shard`. */
export class Explored {
  readonly #shards: readonly ExploredShard[];
  readonly wordCount: number;

  constructor(shards: readonly ExploredShard[]) {
    this.#shards = shards;
    this.wordCount = shards[0]?.visited.wordCount ?? 1;
  }

  /** Number of states. */
  get count(): number {
    return this.#shards.reduce((sum, { visited }) => sum + visited.count, 0);
  }

  /** The depth of the deepest state. */
  get depth(): number {
    return Math.max(
      ...this.#shards.map(({ visited, levels }) =>
        Math.max(
          0,
          levels.findLastIndex((first) => first < visited.count),
        ),
      ),
    );
  }

  /** Makes the states at a depth readable. Cheapest when depths are opened from the deepest on. */
  open(depth: number): void {
    for (const { visited } of this.#shards) visited.recall?.(depth);
  }

  /** The array that holds a state, and where in it the words of the state begin. */
  wordsOf(id: number): Int32Array {
    return this.#visited(id).wordsOf(this.#number(id));
  }

  at(id: number): number {
    return this.#visited(id).at(this.#number(id));
  }

  /** How many states of its shard lie one after the other in {@link wordsOf}, asked before, from this one on. */
  run(id: number): number {
    return this.#visited(id).run(this.#number(id));
  }

  /** The initial state. */
  get initial(): number {
    return this.#shards.findIndex(
      (_, shard) => this.rangeAt(0, shard).end > this.rangeAt(0, shard).first,
    );
  }

  depthOf(id: number): number {
    const number = this.#number(id);
    return this.#shard(id).levels.findLastIndex((first) => first <= number);
  }

  /** Number of shards, and the states of one of them at a depth: numbers from `first` to before `end`. */
  get shards(): number {
    return this.#shards.length;
  }

  rangeAt(depth: number, shard: number): { readonly first: number; readonly end: number } {
    const part = this.#shards[shard];
    const count = part?.visited.count ?? 0;
    return { first: part?.levels[depth] ?? count, end: part?.levels[depth + 1] ?? count };
  }

  /** Number of states at a depth. */
  countAt(depth: number): number {
    return this.#shards.reduce((sum, _, shard) => {
      const { first, end } = this.rangeAt(depth, shard);
      return sum + end - first;
    }, 0);
  }

  #shard(id: number): ExploredShard {
    const shard = this.#shards[id % this.#shards.length];
    if (shard === undefined) throw new RangeError(`there is no state ${id}`);
    return shard;
  }

  #visited(id: number): FoundStates {
    return this.#shard(id).visited;
  }

  #number(id: number): number {
    return Math.floor(id / this.#shards.length);
  }
}
