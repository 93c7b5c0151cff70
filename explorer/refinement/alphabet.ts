/** The words for what can be seen, numbered for all systems that are compared with each other. */

/** The number of what nobody sees. */
export const HIDDEN = 0;

export class Alphabet {
  readonly #words: string[] = [''];
  readonly #numbers = new Map<string, number>();

  /** How many numbers there are, {@link HIDDEN} among them. */
  get size(): number {
    return this.#words.length;
  }

  /** The number of an event; the same for the same words. */
  number(words: string): number {
    const known = this.#numbers.get(words);
    if (known !== undefined) return known;
    const number = this.#words.push(words) - 1;
    this.#numbers.set(words, number);
    return number;
  }

  words(number: number): string {
    return this.#words[number] ?? '';
  }
}
