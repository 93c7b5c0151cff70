/**
 * The way back from targets, level by level: which states of a level have a successor on a shortest path.
 *
 * Where the states on shortest paths are few, those from which a step leads to one of them are found first,
 * and only these are expanded again.
 */

import { assert } from '../../base/errors.ts';
import type { Images } from '../reduce/symmetry-images.ts';
import { PackedStates } from '../store/packed-states.kernel.ts';
import type { LinkedSystem } from '../system.ts';
import type { Cone } from './cone.ts';
import type { ConeStates } from './cone-states.ts';
import type { Explored } from './explored.ts';
import { Predecessors } from './predecessors.kernel.ts';
import { appendSuccessors, hasRoom, type Layout, newBatch } from './successors.kernel.ts';

const NONE: readonly number[] = [];
/** States looked at between two pauses, some ten milliseconds: one that is expanded counts as many others. */
const BLOCK = 1 << 18;
const EXPANDED = 1 << 4;
/** For fewer ways back it does not pay to look for them. */
const WAYS_MIN = 16;
/** More take some ten milliseconds, and memory. */
const WAYS_MAX = 1 << 16;

/** What {@link Widening} goes through and fills. */
interface Widened {
  readonly explored: Explored;
  readonly states: ConeStates;
  readonly images: Images | null;
  readonly waysBack: number;
}

/** Goes through the states of one level after the other and adds to each cone those with a successor in it. */
export class Widening {
  readonly #layout: Layout;
  readonly #explored: Explored;
  readonly #images: Images | null;
  readonly #batch;
  readonly #states: ConeStates;
  readonly #system: LinkedSystem;
  #predecessors: Predecessors | null = null;
  readonly #waysBack: number;
  #cones: readonly Cone[] = [];
  #depth = 0;
  /** Only these can have a successor in a cone; null where all are to be expanded. */
  #candidates: PackedStates | null = null;
  #shard = 0;
  /** Number of the next state of the shard, and of the first one after the level. */
  #number = 0;
  #end = 0;

  constructor(
    system: LinkedSystem,
    layout: Layout,
    { explored, states, images, waysBack }: Widened,
  ) {
    this.#layout = layout;
    this.#waysBack = waysBack;
    this.#system = system;
    this.#images = images;
    this.#explored = explored;
    this.#states = states;
    this.#batch = newBatch(layout, 1);
  }

  /** Begins the level at `depth`. */
  enter(depth: number, cones: readonly Cone[]): void {
    const explored = this.#explored;
    this.#depth = depth;
    this.#cones = cones;
    const last = cones.filter((cone) => cone.depth === depth + 1);
    if (last.length > 0) explored.open(depth + 1);
    for (const state of last.flatMap((cone) => cone.targets)) {
      this.#states.add(explored.wordsOf(state), explored.at(state), state, depth + 1);
    }
    this.#candidates = this.#predecessorsOf(depth + 1);
    explored.open(depth);
    this.#enterShard(0);
  }

  /**
   * The states from which a step leads to one that is in a cone at this depth, or representatives of theirs.
   * Null where there are so many that it is quicker to expand whatever is at the depth before.
   */
  #predecessorsOf(depth: number): PackedStates | null {
    let left = Math.min(WAYS_MAX, this.#explored.countAt(depth - 1) * this.#waysBack);
    if (left < WAYS_MIN) return null;
    this.#predecessors ??= new Predecessors(this.#system, this.#layout);
    const before = new PackedStates(this.#layout.wordCount);
    const add = (words: Int32Array): boolean => {
      before.add(this.#images?.of(words, 1) ?? words, 0);
      return --left > 0;
    };
    for (const { words, at } of this.#states.at(depth)) {
      if (!this.#predecessors.of(words, at, add)) return null;
    }
    return before;
  }

  #enterShard(shard: number): void {
    const { first, end } = this.#explored.rangeAt(this.#depth, shard);
    this.#shard = shard;
    this.#number = first;
    this.#end = end;
  }

  /** Expands some states; false when the level is finished. */
  goOn(): boolean {
    const explored = this.#explored;
    const batch = this.#batch;
    for (let n = 0; n < BLOCK && this.#number < this.#end; ) {
      const others = this.#countOthers();
      this.#number += others;
      n += others;
      if (others > 0) continue;
      const state = this.#number++ * explored.shards + this.#shard;
      n += EXPANDED;
      batch.count = 0;
      assert(hasRoom(this.#layout, batch), 'a batch holds the successors of one state');
      appendSuccessors(this.#layout, batch, explored.wordsOf(state), explored.at(state), state);
      this.#meet(state);
    }
    if (this.#number < this.#end) return true;
    if (this.#shard + 1 === explored.shards) return false;
    this.#enterShard(this.#shard + 1);
    return true;
  }

  /** How many of the next states, up to the end of a run, are no candidates. */
  #countOthers(): number {
    if (this.#candidates === null) return 0;
    const explored = this.#explored;
    const state = this.#number * explored.shards + this.#shard;
    const words = explored.wordsOf(state);
    const run = Math.min(explored.run(state), this.#end - this.#number);
    return this.#candidates.firstOf(words, explored.at(state), run);
  }

  #meet(state: number): void {
    const explored = this.#explored;
    const { step, count } = this.#batch;
    const words = this.#images?.of(this.#batch.words, count) ?? this.#batch.words;
    for (let i = 0; i < count; i++) {
      const to = this.#states.find(words, i * this.#layout.wordCount, this.#depth + 1);
      if (to < 0) continue;
      const applied = this.#images?.leadingTo(this.#batch.words, i) ?? NONE;
      for (const cone of this.#cones) {
        if (!cone.edge(state, step[i] ?? 0, to, applied)) continue;
        this.#states.add(explored.wordsOf(state), explored.at(state), state, this.#depth);
      }
    }
  }
}
