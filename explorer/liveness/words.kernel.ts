/** A list of 32-bit words that grows in place. */

import { GrowableWords } from '../store/growable.ts';

/** What a list has from the beginning, which is too little to be asked for. */
const FIRST = 1 << 10;

/** Is asked for memory before it is taken. Both throw where there is none. */
export interface Lender {
  take(bytes: number): void;
  full(): never;
}

export class Words {
  length = 0;
  readonly #lender: Lender;
  readonly #grown: GrowableWords;
  #words: Int32Array;

  constructor(lender: Lender) {
    this.#lender = lender;
    this.#grown = new GrowableWords(FIRST);
    this.#words = this.#grown.words;
  }

  /** What there is; another array after the next {@link push}. */
  get words(): Int32Array {
    return this.#words.subarray(0, this.length);
  }

  at(index: number): number {
    return this.#words[index]!;
  }

  set(index: number, word: number): void {
    this.#words[index] = word;
  }

  /** Throws what the lender throws where there is no memory. */
  push(word: number): void {
    if (this.length === this.#words.length) this.#grow();
    this.#words[this.length++] = word;
  }

  #grow(): void {
    this.#lender.take(4 * this.length);
    if (!this.#grown.grow(2 * this.length)) this.#lender.full();
    this.#words = this.#grown.words;
  }
}
