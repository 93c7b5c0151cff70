/** Roots of a compressed tree as keys of a compact table. */

import { LineTable } from './line-table.kernel.ts';

/** What the upper bits of a root do to the lower ones. */
export const REST_FACTOR = 0x9e3779b1;

/** How a root, `leftBits + rightBits` bits, becomes a key. */
export interface KeyShape {
  readonly leftBits: number;
  readonly rightBits: number;
  readonly topBits: number;
  readonly restBits: number;
}

/** Keys for such roots in a table for `count` of them; with more top bits than roots have, if needed. */
export function keyShape(leftBits: number, rightBits: number, count: number): KeyShape {
  const bits = leftBits + rightBits;
  const topBits = Math.min(32, Math.max(bits, LineTable.topBitsFor(count)));
  return { leftBits, rightBits, topBits, restBits: Math.max(0, bits - 32) };
}

/**
 * Maps each of `n` roots to top and rest of a key, one to one: the lowest bits of a root, as many as a
 * top has, are scrambled by steps each of which can be undone. `multiplier` is odd.
 */
export function scramble(
  { rightBits, topBits, restBits }: KeyShape,
  multiplier: number,
  lefts: Int32Array,
  rights: Int32Array,
  n: number,
  tops: Int32Array,
  rests: Int32Array,
): void {
  const mask = topBits === 32 ? -1 : (1 << topBits) - 1;
  const shift = (topBits + 1) >>> 1;
  for (let i = 0; i < n; i++) {
    const left = lefts[i]!;
    const rest = restBits === 0 ? 0 : left >>> (32 - rightBits);
    let x = (((left << rightBits) | rights[i]!) + Math.imul(rest, REST_FACTOR)) & mask;
    x ^= x >>> shift;
    x = Math.imul(x, multiplier) & mask;
    x ^= x >>> shift;
    x = Math.imul(x, multiplier) & mask;
    tops[i] = x ^ (x >>> shift);
    rests[i] = rest;
  }
}
