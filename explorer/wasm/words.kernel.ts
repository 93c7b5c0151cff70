/** A list of words. */
export class Words {
  #words = new Int32Array(1 << 12);
  #length = 0;

  push(words: Int32Array): void {
    if (this.#length + words.length > this.#words.length) {
      const longer = new Int32Array(2 * (this.#length + words.length));
      longer.set(this.#words);
      this.#words = longer;
    }
    this.#words.set(words, this.#length);
    this.#length += words.length;
  }

  /** All of them, in parts of so many. */
  *parts(size: number): Iterable<Int32Array> {
    for (let from = 0; from < this.#length; from += size) {
      yield this.#words.subarray(from, Math.min(this.#length, from + size));
    }
  }
}
