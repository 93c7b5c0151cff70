/**
 * Lines of a table of keys, place by place, and the way back from a place to its key. `line-table.kernel.ts` says
 * what is in a line.
 *
 * Reads and writes are unchecked: tables have words to spare behind their lines.
 */

import { readBits, writeBits } from './compact-entries.kernel.ts';
import { LINE_WORDS, type LineGeometry, TAG_BITS } from './line-geometry.ts';

/** A key as it is in a line: its tag, which is 0 at a free place, and its extra bits, the lower 32 and the others. */
export interface Entry {
  home: number;
  tag: number;
  low: number;
  high: number;
}

export function newEntry(): Entry {
  return { home: 0, tag: 0, low: 0, high: 0 };
}

/** 2^n - 1, as 32 bits. */
const lowest = (n: number): number => (n >= 32 ? -1 : (1 << n) - 1);

/** Makes `entry` that of a key at its home. */
export function aimAt(g: LineGeometry, top: number, rest: number, entry: Entry): void {
  const { leftBits, awayBits } = g;
  const inTag = TAG_BITS - awayBits;
  const kept = (rest << leftBits) | (top & lowest(leftBits));
  const above = leftBits === 0 ? 0 : rest >>> (32 - leftBits);
  entry.home = top >>> leftBits;
  entry.tag = ((kept & lowest(inTag)) << awayBits) | 1;
  entry.low = (kept >>> inTag) | (above << (32 - inTag));
  entry.high = above >>> inTag;
}

/** The top of the key of an entry. */
export function topOfEntry(g: LineGeometry, { home, tag, low }: Entry): number {
  const { leftBits, awayBits } = g;
  const kept = (tag >>> awayBits) | (low << (TAG_BITS - awayBits));
  return (home << leftBits) | (kept & lowest(leftBits));
}

/** The rest of the key of an entry. */
export function restOfEntry(g: LineGeometry, { tag, low, high }: Entry): number {
  const { leftBits, awayBits } = g;
  const inTag = TAG_BITS - awayBits;
  const kept = (tag >>> awayBits) | (low << inTag);
  const above = (low >>> (32 - inTag)) | (high << inTag);
  return leftBits === 0 ? kept : (kept >>> leftBits) | (above << (32 - leftBits));
}

export function tagAt(words: Int32Array, line: number, place: number): number {
  return (words[line * LINE_WORDS + (place >>> 1)]! >>> ((place & 1) * TAG_BITS)) & 0xffff;
}

/** Reads what is at a place that is not free. */
export function readEntry(
  g: LineGeometry,
  words: Int32Array,
  line: number,
  place: number,
  entry: Entry,
): void {
  entry.tag = tagAt(words, line, place);
  entry.home = line - (entry.tag & lowest(g.awayBits)) + 1;
  entry.low = lowAt(g, words, line, place);
  entry.high = highAt(g, words, line, place);
}

export function writeEntry(
  g: LineGeometry,
  words: Int32Array,
  line: number,
  place: number,
  { tag, low, high }: Entry,
): void {
  const { extraBits } = g;
  writeBits(words, line * LINE_WORDS + (place >>> 1), (place & 1) * TAG_BITS, TAG_BITS, tag);
  if (extraBits === 0) return;
  const bit = extraBit(g, place);
  const at = line * LINE_WORDS + (bit >>> 5);
  writeBits(words, at, bit & 31, Math.min(32, extraBits), low);
  if (extraBits > 32) writeBits(words, at + 1, bit & 31, extraBits - 32, high);
}

/** Whether the extra bits at a place are those of an entry. */
export function extrasAgree(
  g: LineGeometry,
  words: Int32Array,
  line: number,
  place: number,
  { low, high }: Entry,
): boolean {
  return lowAt(g, words, line, place) === low && highAt(g, words, line, place) === high;
}

/** Where in a line the extra bits of a place begin. */
function extraBit({ places, extraBits }: LineGeometry, place: number): number {
  return places * TAG_BITS + place * extraBits;
}

function lowAt(g: LineGeometry, words: Int32Array, line: number, place: number): number {
  if (g.extraBits === 0) return 0;
  const bit = extraBit(g, place);
  return readBits(words, line * LINE_WORDS + (bit >>> 5), bit & 31, Math.min(32, g.extraBits));
}

function highAt(g: LineGeometry, words: Int32Array, line: number, place: number): number {
  if (g.extraBits <= 32) return 0;
  const bit = extraBit(g, place);
  return readBits(words, line * LINE_WORDS + (bit >>> 5) + 1, bit & 31, g.extraBits - 32);
}
