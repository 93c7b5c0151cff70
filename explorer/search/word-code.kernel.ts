/**
 * JavaScript text that reads local states out of the packed words of a state.
 *
 * In all generated code the words of a state are the numbers `w0`, `w1`, ...; what is constant for a
 * layout (shifts, masks, sets of local states) becomes a constant in the text.
 */

import { range } from '../store/made-code.ts';
import type { Layout } from './layout.kernel.ts';

/** Local states a constant of 32 bits can tell apart. */
const BITS = 32;

/** The names of the words of a state. */
export function wordNames({ wordCount }: Pick<Layout, 'wordCount'>): readonly string[] {
  return range(wordCount).map((w) => `w${w}`);
}

/** The local state of a slot. */
export function localOf({ slotWord, slotShift, slotMask }: Layout, slot: number): string {
  return `(w${slotWord[slot]!} >>> ${slotShift[slot]!} & ${slotMask[slot]!})`;
}

/**
 * Whether a slot is in one of the accepted local states (ascending), as cheaply as can be said.
 * `lookedUp` says it by a table, for sets that have no shorter form; it is given the local state.
 */
export function isAmong(
  layout: Layout,
  slot: number,
  accepted: readonly number[],
  lookedUp: (local: string) => string,
): string {
  const size = layout.slotOffset[slot + 1]! - layout.slotOffset[slot]!;
  const local = localOf(layout, slot);
  const [first = size] = accepted;
  const last = accepted.at(-1) ?? -1;
  if (accepted.length === 0) return 'false';
  if (accepted.length === size) return 'true';
  if (accepted.length === 1) return `${local} === ${first}`;
  if (last - first === accepted.length - 1) {
    if (first === 0) return `${local} <= ${last}`;
    if (last === size - 1) return `${local} >= ${first}`;
  }
  if (accepted.length === size - 1) {
    return `${local} !== ${range(size).find((from) => !accepted.includes(from))}`;
  }
  if (size > BITS) return lookedUp(local);
  const bits = accepted.reduce((sum, from) => sum | (1 << from), 0);
  return `(${bits} >>> ${local} & 1) !== 0`;
}
