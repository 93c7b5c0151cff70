/**
 * A small memory of the states seen last, in front of the visited set: about half of all successors
 * were met a moment ago, by another order of the same steps, and need not go to the large table.
 *
 * It is direct mapped and holds whole states, so that it is exact: a state is only left out when an
 * equal one passed before it. Every state that passes must be added to the visited states.
 *
 * The loop has no branch that depends on the data: a member is always moved to its new place, and the
 * place moves on by the sign of the difference.
 */

import { type BatchArrays, RECENT } from '../wasm/area.ts';
import type { Kernel } from '../wasm/kernel.kernel.ts';
import { makeCode, range } from './made-code.ts';
import { hashOfWords, hashText } from './table.kernel.ts';

const MASK = RECENT - 1;

export class Recent {
  /** `hashes[i]`: the hash of member `i` of the batch, after {@link screen}. */
  readonly hashes: Int32Array;
  readonly #words: Int32Array;
  readonly #steps: Int32Array;
  readonly #wordCount: number;
  readonly #seen: Int32Array;
  /** Code for this batch, or null. */
  #made: ((n: number) => number) | null = null;

  /** For batches kept in these arrays; states have `wordCount` words. */
  constructor({ words, step, hashes, recent }: BatchArrays, wordCount: number) {
    this.#words = words;
    this.#steps = step;
    this.#wordCount = wordCount;
    this.hashes = hashes;
    this.#seen = recent;
    recent.fill(0);
    this.#forgetZero();
  }

  /** An empty place reads as the state 0; the place of that state gets another one, which is never at home there. */
  #forgetZero(): void {
    const other = new Int32Array(this.#wordCount);
    const place = hashOfWords(other, 0, this.#wordCount) & MASK;
    do other[0]!++;
    while ((hashOfWords(other, 0, this.#wordCount) & MASK) === place);
    this.#seen.set(other, place * this.#wordCount);
  }

  /** From now on code made for the batch does the work, that of a kernel or, if code may be made, other. */
  specialise(kernel: Kernel | null = null): void {
    if (kernel !== null) {
      this.#made = (n) => kernel.screen(n);
      return;
    }
    const names = { W: this.#words, S: this.#steps, H: this.hashes, R: this.#seen };
    this.#made = makeCode(names, sourceOfScreen(this.#wordCount));
  }

  /** Leaves out those of the first `n` members that were seen lately; returns how many remain, in order. */
  screen(n: number): number {
    return this.#made === null ? this.#screen(n) : this.#made(n);
  }

  #screen(n: number): number {
    const wordCount = this.#wordCount;
    const words = this.#words;
    const steps = this.#steps;
    const { hashes } = this;
    const seen = this.#seen;
    let kept = 0;
    for (let i = 0; i < n; i++) {
      const from = i * wordCount;
      const h = hashOfWords(words, from, wordCount);
      const at = (h & MASK) * wordCount;
      const to = kept * wordCount;
      let difference = 0;
      for (let w = 0; w < wordCount; w++) {
        const word = words[from + w]!;
        difference |= seen[at + w]! ^ word;
        seen[at + w] = word;
        words[to + w] = word;
      }
      if (difference === 0) continue;
      steps[kept] = steps[i]!;
      hashes[kept++] = h;
    }
    return kept;
  }
}

/** The same loop for states of so many words: `W`, `S`, `H`, `R` are words, steps, hashes and the memory. */
function sourceOfScreen(wordCount: number): string {
  const each = (text: (w: number) => string, between = ' '): string =>
    range(wordCount).map(text).join(between);
  const place = (index: string, w: number): string =>
    wordCount === 1 ? index : `${index} * ${wordCount} + ${w}`;
  return `return function screen(n) {
let kept = 0;
for (let i = 0; i < n; i++) {
${each((w) => `const w${w} = W[${place('i', w)}];`)}
${hashText(wordCount)}
const r = (h & ${MASK})${wordCount === 1 ? '' : ` * ${wordCount}`};
const d = ${each((w) => `(R[r + ${w}] ^ w${w})`, ' | ')};
${each((w) => `R[r + ${w}] = w${w}; W[${place('kept', w)}] = w${w};`)}
S[kept] = S[i]; H[kept] = h;
kept += (d | -d) >>> 31;
}
return kept;
};`;
}
