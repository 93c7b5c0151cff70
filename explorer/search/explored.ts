/** The states a search found, by depth, whichever shards hold them. */

import { hashOfWords } from '../store/table.kernel.ts';
import type { VisitedSet } from '../store/visited.kernel.ts';
import { ownerOf } from './mail.kernel.ts';

/** What one shard found: its states in order of depth, and the number of the first one of each level. */
export interface ExploredShard {
  readonly visited: VisitedSet;
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

  /** The array that holds a state, and where in it the words of the state begin. */
  wordsOf(id: number): Int32Array {
    return this.#visited(id).wordsOf(this.#number(id));
  }

  at(id: number): number {
    return this.#visited(id).at(this.#number(id));
  }

  /** The state packed at `from`, or -1. */
  find(packed: Int32Array, from = 0): number {
    const shards = this.#shards.length;
    const shard = ownerOf(hashOfWords(packed, from, this.wordCount), shards);
    const number = this.#shards[shard]?.visited.find(packed, from) ?? -1;
    return number < 0 ? -1 : number * shards + shard;
  }

  depthOf(id: number): number {
    const number = this.#number(id);
    return this.#shard(id).levels.findLastIndex((first) => first <= number);
  }

  /** Whether a state lies at this depth. */
  isAt(id: number, depth: number): boolean {
    const { visited, levels } = this.#shard(id);
    const number = this.#number(id);
    return (
      number >= (levels[depth] ?? visited.count) && number < (levels[depth + 1] ?? visited.count)
    );
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

  #shard(id: number): ExploredShard {
    const shard = this.#shards[id % this.#shards.length];
    if (shard === undefined) throw new RangeError(`there is no state ${id}`);
    return shard;
  }

  #visited(id: number): VisitedSet {
    return this.#shard(id).visited;
  }

  #number(id: number): number {
    return Math.floor(id / this.#shards.length);
  }
}
