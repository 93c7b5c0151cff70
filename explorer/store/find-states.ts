/** Finding states by their words in a store that does not tell: it is gone through once. */

import type { StateStore } from './store.ts';
import { hashOfWords } from './table.kernel.ts';

type States = Pick<StateStore, 'wordCount' | 'count' | 'wordsOf' | 'at'>;

/** The numbers of packed states in the order given, -1 for those that are not there. */
export function numbersOf(wanted: readonly Int32Array[], states: States): readonly number[] {
  const numbers = wanted.map(() => -1);
  if (wanted.length === 0) return numbers;
  const { wordCount } = states;
  const byHash = new Map<number, number[]>();
  wanted.forEach((words, i) => {
    const hash = hashOfWords(words, 0, wordCount);
    byHash.set(hash, [...(byHash.get(hash) ?? []), i]);
  });
  for (let number = 0; number < states.count; number++) {
    const words = states.wordsOf(number);
    const at = states.at(number);
    for (const i of byHash.get(hashOfWords(words, at, wordCount)) ?? []) {
      if (wanted[i]?.every((word, w) => words[at + w] === word)) numbers[i] = number;
    }
  }
  return numbers;
}
