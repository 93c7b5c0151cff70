/**
 * Entries of a compact table, read and written bit by bit, and the way back from an entry to its key.
 * `compact-table.kernel.ts` says what an entry consists of. Slot `p` is the `width` bits from bit
 * `p * width` on; 32 slots begin with a whole word, so that no number here exceeds 32 bits.
 *
 * Reads and writes are unchecked: tables have a word more than their slots take.
 */

import { DISTANCE_BITS, DISTANCE_MASK, type Geometry } from './compact-geometry.ts';

/** The lowest 32 bits of an entry, or all of them. */
export function lowOf(words: Int32Array, width: number, slot: number): number {
  const bit = Math.imul(slot & 31, width);
  const at = Math.imul(slot >>> 5, width) + (bit >>> 5);
  const shift = bit & 31;
  const mask = width >= 32 ? -1 : (1 << width) - 1;
  return ((words[at]! >>> shift) | ((words[at + 1]! << 1) << (31 - shift))) & mask;
}

/** The bits of an entry above these; 0 where there are none. */
export function highOf(words: Int32Array, width: number, slot: number): number {
  if (width <= 32) return 0;
  const bit = Math.imul(slot & 31, width);
  const at = Math.imul(slot >>> 5, width) + (bit >>> 5) + 1;
  const shift = bit & 31;
  const bits = (words[at]! >>> shift) | ((words[at + 1]! << 1) << (31 - shift));
  return bits & ((1 << (width - 32)) - 1);
}

export function writeEntry(
  words: Int32Array,
  width: number,
  slot: number,
  low: number,
  high: number,
): void {
  const bit = Math.imul(slot & 31, width);
  const at = Math.imul(slot >>> 5, width) + (bit >>> 5);
  writeBits(words, at, bit & 31, Math.min(width, 32), low);
  if (width > 32) writeBits(words, at + 1, bit & 31, width - 32, high);
}

/** Writes the lowest `width` bits of a value at bit `shift` of a word, and on in the next one. */
export function writeBits(
  words: Int32Array,
  at: number,
  shift: number,
  width: number,
  value: number,
): void {
  const mask = width === 32 ? -1 : (1 << width) - 1;
  const bits = value & mask;
  words[at] = (words[at]! & ~(mask << shift)) | (bits << shift);
  if (shift + width > 32) {
    const over = 32 - shift;
    words[at + 1] = (words[at + 1]! & ~(mask >>> over)) | (bits >>> over);
  }
}

/** Reads `width` bits, at most 32, from bit `shift` of a word on. */
export function readBits(words: Int32Array, at: number, shift: number, width: number): number {
  const bits = (words[at]! >>> shift) | ((words[at + 1]! << 1) << (31 - shift));
  return width === 32 ? bits : bits & ((1 << width) - 1);
}

/** The home of a key. */
export function homeOf(g: Geometry, top: number): number {
  const choice = g.choices[(top >>> g.lowBits) & ((1 << g.choiceBits) - 1)]!;
  return Math.imul(top >>> (g.topBits - g.groupBits), g.parts) + (choice >>> 8);
}

/** The lowest 32 bits of the entry of a key at its home. */
export function lowAtHome(g: Geometry, top: number, rest: number): number {
  const choice = g.choices[(top >>> g.lowBits) & ((1 << g.choiceBits) - 1)]!;
  const left = ((choice & 255) << g.lowBits) | (top & ((1 << g.lowBits) - 1));
  const mask = g.width >= 32 ? -1 : (1 << g.width) - 1;
  return ((rest << g.headBits) | (left << DISTANCE_BITS) | 1) & mask;
}

/** The bits of the entry of a key above these. */
export function highAtHome(g: Geometry, rest: number): number {
  return g.width <= 32 ? 0 : rest >>> (32 - g.headBits);
}

/** The top of the key whose entry is in a slot. */
export function topOf(g: Geometry, slot: number, low: number): number {
  const home = slot - (low & DISTANCE_MASK) + 1;
  const group = Math.floor(home / g.parts);
  const left = (low >>> DISTANCE_BITS) & ((1 << (g.headBits - DISTANCE_BITS)) - 1);
  const choice = g.firstChoice[home - group * g.parts]! + (left >>> g.lowBits);
  return (
    (group << (g.topBits - g.groupBits)) | (choice << g.lowBits) | (left & ((1 << g.lowBits) - 1))
  );
}

/** The rest of the key of an entry. */
export function restOf(g: Geometry, low: number, high: number): number {
  return (low >>> g.headBits) | (g.width > 32 ? high << (32 - g.headBits) : 0);
}

/** Sets the bits from `start` to before `end` to 0. */
export function clearBits(words: Int32Array, start: number, end: number): void {
  const first = Math.floor(start / 32);
  const last = Math.floor(end / 32);
  const keepFirst = (1 << (start % 32)) - 1;
  const keepLast = ~((1 << (end % 32)) - 1);
  if (first === last) {
    words[first] = words[first]! & (keepFirst | keepLast);
    return;
  }
  words[first] = words[first]! & keepFirst;
  words.fill(0, first + 1, last);
  words[last] = words[last]! & keepLast;
}
