/**
 * Fills batches with the successors of states, by the fastest means there is: a kernel, generated code, or
 * the generic loop. All of them make the same successors in the same order.
 */

import type { StubbornSets } from '../reduce/stubborn.kernel.ts';
import type { Kernel } from '../wasm/kernel.kernel.ts';
import { type Appender, generate } from './generate.kernel.ts';
import { appendSuccessors, type Batch, hasRoom, type Layout, unpack } from './successors.kernel.ts';
import type { Source, Watch } from './watch.ts';

/** A run of states to expand, from number `next` to before `end`. */
export interface Piece {
  readonly source: Source;
  readonly next: number;
  readonly end: number;
}

export class Collector {
  /** Which of the possible steps to take; null for all of them. */
  taking: StubbornSets | null = null;
  /** Somebody other than the watch wants to know of each successor where it comes from. */
  readonly #wantsOrigins: boolean;
  readonly #layout: Layout;
  readonly #batch: Batch;
  readonly #watch: Watch;
  /** Generated code. */
  #append: Appender | null = null;
  /** What is being expanded: from number `next` to before `end`. */
  #source: Source;
  #next = 0;
  #end = 0;
  #depth = 0;

  /** Begins with no states of this source. */
  constructor(layout: Layout, batch: Batch, watch: Watch, source: Source, wantsOrigins: boolean) {
    this.#layout = layout;
    this.#batch = batch;
    this.#watch = watch;
    this.#source = source;
    this.#wantsOrigins = wantsOrigins;
  }

  /** Takes a piece to expand, after the last one is finished. */
  expand({ source, next, end }: Piece): void {
    this.#source = source;
    this.#next = next;
    this.#end = end;
  }

  /** What is still to be expanded of the piece it was given. */
  get rest(): Piece {
    return { source: this.#source, next: this.#next, end: this.#end };
  }

  get remaining(): number {
    return this.#end - this.#next;
  }

  /** Asks for generated code; false where there can be none. */
  generate(): boolean {
    this.#append = generate(this.#layout, this.#batch);
    return this.#append !== null;
  }

  /** Code was generated. */
  get isGenerated(): boolean {
    return this.#append !== null;
  }

  /** Fills the batch with successors of the next states, which lie at this depth. */
  collect(kernel: Kernel | null, depth: number): void {
    this.#depth = depth;
    if (kernel !== null) this.#collectByKernel(kernel);
    else if (this.#append !== null) this.#collectBy(this.#append);
    else this.#collect();
  }

  #collect(): void {
    const batch = this.#batch;
    const { taking } = this;
    const layout = this.#layout;
    const source = this.#source;
    batch.count = 0;
    while (this.#next < this.#end && hasRoom(layout, batch)) {
      const number = this.#next++;
      const words = source.wordsOf(number);
      const at = source.at(number);
      const first = batch.count;
      const enabled = appendSuccessors(layout, batch, words, at, number);
      if (enabled === 0) this.#stuck(words, at, number);
      if (taking !== null) batch.count = taking.reduce(words, at, batch, first, batch.count);
    }
  }

  /** By a kernel: all states at once, or one by one where somebody wants to look at each. */
  #collectByKernel(kernel: Kernel): void {
    const batch = this.#batch;
    const { from, capacity } = batch;
    const { taking } = this;
    const layout = this.#layout;
    const source = this.#source;
    const room = capacity - layout.enabledMax;
    const isWatched = this.#wantsFrom;
    const atOnce = isWatched || taking !== null ? 1 : Number.POSITIVE_INFINITY;
    let count = 0;
    while (this.#next < this.#end && count <= room) {
      const number = this.#next;
      const words = source.wordsOf(number);
      const at = source.at(number);
      const states = Math.min(this.#end - number, source.run(number), atOnce);
      const first = count;
      count = kernel.collect(words, at, states, count);
      this.#next += kernel.expanded;
      if (kernel.isStuck) {
        const last = this.#next - 1;
        this.#stuck(words, at + (last - number) * layout.wordCount, last);
      }
      if (taking !== null) count = taking.reduce(words, at, batch, first, count);
      if (isWatched) from.fill(number, first, count);
    }
    batch.count = count;
  }

  #collectBy(append: Appender): void {
    const { from, capacity } = this.#batch;
    const { taking } = this;
    const { wordCount, enabledMax } = this.#layout;
    const source = this.#source;
    const room = capacity - enabledMax;
    const isWatched = this.#wantsFrom;
    const end = this.#end;
    let next = this.#next;
    let count = 0;
    while (next < end && count <= room) {
      const words = source.wordsOf(next);
      const last = Math.min(end, next + source.run(next));
      for (let at = source.at(next); next < last && count <= room; at += wordCount) {
        const number = next++;
        const first = count;
        count = append(words, at, count);
        if (count === first) this.#stuck(words, at, number);
        if (taking !== null) count = taking.reduce(words, at, this.#batch, first, count);
        if (isWatched) from.fill(number, first, count);
      }
    }
    this.#next = next;
    this.#batch.count = count;
  }

  /** {@link Batch.from} is needed. */
  get #wantsFrom(): boolean {
    return this.#wantsOrigins || this.#watch.wantsTransitions;
  }

  /** Says that the state packed at `words[at ..]` has no successor. */
  #stuck(words: Int32Array, at: number, number: number): void {
    const { state } = this.#batch;
    unpack(this.#layout, words, at, state);
    this.#watch.stuck(state, this.#source.idOf(number), this.#depth);
  }
}
