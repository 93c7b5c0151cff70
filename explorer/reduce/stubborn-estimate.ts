/** What a reduction is likely to save, from a sample of states. */

import { appendSuccessors, type Layout, newBatch } from '../search/successors.kernel.ts';
import type { StubbornSets } from './stubborn.kernel.ts';

/** Packed states by number, as a search keeps them. */
export interface PackedStates {
  wordsOf(number: number): Int32Array;
  at(number: number): number;
}

/** States looked at; a few milliseconds. */
const SAMPLE = 4_096;

/**
 * The share of enabled steps that is taken, 0 to 1, in states spread evenly over the numbers from
 * `first` to before `end`. States with a single step are left out, since nothing can be saved there.
 */
export function shareTaken(
  layout: Layout,
  sets: StubbornSets,
  states: PackedStates,
  first: number,
  end: number,
): number {
  const batch = newBatch(layout, layout.enabledMax);
  const sample = Math.min(SAMPLE, end - first);
  let enabled = 0;
  let taken = 0;
  for (let i = 0; i < sample; i++) {
    const number = first + Math.floor((i * (end - first)) / sample);
    const [words, at] = [states.wordsOf(number), states.at(number)];
    batch.count = 0;
    const count = appendSuccessors(layout, batch, words, at, number);
    if (count < 2) continue;
    enabled += count;
    taken += sets.reduce(words, at, batch, 0, count);
  }
  return enabled === 0 ? 1 : taken / enabled;
}
