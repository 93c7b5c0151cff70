/** Where something is possible, by levels. */

import { type Digit, productsOf } from './products.ts';

/** For each of some levels, the values that allow it. */
export type Guard = readonly { readonly level: number; readonly bits: Uint8Array }[];

/** A digit of a slot, and the level that has it. */
export interface Leveled extends Digit {
  readonly level: number;
}

/** The local states of a slot with the wanted bit, as disjoint guards over its digits. */
export function guardsWhere(
  digits: readonly Leveled[],
  bits: Uint8Array,
  wanted: 0 | 1,
): readonly Guard[] {
  const next = Int32Array.from(bits, (bit, local) => (bit === wanted ? local : -1));
  return (productsOf(digits, next) ?? []).map((product) =>
    product.map(({ digit, to }) => ({
      level: digits[digit]?.level ?? 0,
      bits: Uint8Array.from(to, (target) => (target < 0 ? 0 : 1)),
    })),
  );
}
