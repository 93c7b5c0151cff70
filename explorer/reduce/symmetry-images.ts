/** States, steps and actors as they are after the exchanges that lead to a representative. */

import type { Layout } from '../search/layout.kernel.ts';
import type { Symmetry } from './symmetry.ts';
import { Canonicaliser } from './symmetry-canonical.kernel.ts';
import type { Automorphism } from './symmetry-match.kernel.ts';

/** Exchanges are named by their numbers, counted through all blocks, in the order of application. */
export class Images {
  readonly #exchanges: readonly Automorphism[];
  readonly #form: Canonicaliser;
  readonly #wordCount: number;
  #images = new Int32Array(0);

  constructor(symmetry: Symmetry, layout: Layout) {
    this.#exchanges = symmetry.blocks.flatMap((block) => block.exchanges);
    this.#form = new Canonicaliser(symmetry, layout);
    this.#wordCount = layout.wordCount;
  }

  /** Representatives of the first `count` packed states. They are overwritten by the next call. */
  of(words: Int32Array, count: number): Int32Array {
    const length = count * this.#wordCount;
    if (this.#images.length < length) this.#images = new Int32Array(words.length);
    this.#images.set(words.subarray(0, length));
    this.#form.canonicalise(this.#images, 0, count);
    return this.#images;
  }

  /** The exchanges that lead from packed state `index` to its representative. */
  leadingTo(words: Int32Array, index: number): readonly number[] {
    return this.track(words.slice(index * this.#wordCount, (index + 1) * this.#wordCount));
  }

  /** The same for one packed state, in whose place the representative is put. */
  track(words: Int32Array): readonly number[] {
    return this.#form.track(words, 0);
  }

  actor(actor: number, applied: readonly number[]): number {
    return applied.reduce((of, i) => this.#exchanges[i]?.actors[of] ?? of, actor);
  }

  step(step: number, applied: readonly number[]): number {
    return applied.reduce((of, i) => this.#exchanges[i]?.steps[of] ?? of, step);
  }
}
