/** A list of 32-bit words that grows in place. */

import { GrowableWords } from '../store/growable.ts';

export class Words {
  length = 0;
  readonly #grown = new GrowableWords(1 << 10);
  #words = this.#grown.words;

  /** What there is; another array after the next {@link push}. */
  get words(): Int32Array {
    return this.#words.subarray(0, this.length);
  }

  get bytes(): number {
    return this.#grown.bytes;
  }

  at(index: number): number {
    return this.#words[index]!;
  }

  /** Throws a RangeError where there is no memory. */
  push(word: number): void {
    if (this.length === this.#words.length) {
      if (!this.#grown.grow(2 * this.length)) throw new RangeError('no memory for a larger graph');
      this.#words = this.#grown.words;
    }
    this.#words[this.length++] = word;
  }
}
