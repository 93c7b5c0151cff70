/**
 * What a compact table does to many entries at once, as loops over typed arrays; the layout is that of
 * `compact-table.kernel.ts`. Reads and writes are unchecked, as there.
 */

import {
  clearBits,
  highAtHome,
  highOf,
  homeOf,
  lowAtHome,
  lowOf,
  restOf,
  topOf,
  writeEntry,
} from './compact-entries.kernel.ts';
import { DISTANCE_BITS, DISTANCE_MASK, type Geometry } from './compact-geometry.ts';

/** For each member of a batch: its home, the lowest bits of its entry there, and what was read there. */
export interface Aims {
  readonly homes: Int32Array;
  readonly lows: Int32Array;
  readonly touched: Int32Array;
}

export function newAims(n: number): Aims {
  return { homes: new Int32Array(n), lows: new Int32Array(n), touched: new Int32Array(n) };
}

/** Aims at the homes of `n` keys, and reads the words there so that cache misses overlap. */
export function aim(
  g: Geometry,
  words: Int32Array,
  tops: Int32Array,
  rests: Int32Array,
  n: number,
  { homes, lows, touched }: Aims,
): void {
  const { width, choices, lowBits, choiceBits, topBits, groupBits, parts, headBits } = g;
  const groupShift = topBits - groupBits;
  const choiceMask = (1 << choiceBits) - 1;
  const lowMask = (1 << lowBits) - 1;
  const mask = width >= 32 ? -1 : (1 << width) - 1;
  for (let i = 0; i < n; i++) {
    const top = tops[i]!;
    const choice = choices[(top >>> lowBits) & choiceMask]!;
    homes[i] = Math.imul(top >>> groupShift, parts) + (choice >>> 8);
    const left = ((choice & 255) << lowBits) | (top & lowMask);
    lows[i] = ((rests[i]! << headBits) | (left << DISTANCE_BITS) | 1) & mask;
  }
  for (let i = 0; i < n; i++) {
    const home = homes[i]!;
    touched[i] = words[Math.imul(home >>> 5, width) + (Math.imul(home & 31, width) >>> 5)]!;
  }
}

/** An entry for which there was no slot near enough. */
export interface Stranded {
  low: number;
  high: number;
}

/**
 * Puts an entry into a slot; those from there to the next free slot move on by one. Returns -1, or
 * where an entry was that can move no further: it is taken out, and written to `stranded`.
 */
export function insertEntry(
  words: Int32Array,
  width: number,
  first: number,
  entryLow: number,
  entryHigh: number,
  stranded: Stranded,
): number {
  if (width > 32) return insertWide(words, width, first, entryLow, entryHigh, stranded);
  const mask = width === 32 ? -1 : (1 << width) - 1;
  let entry = entryLow;
  let bit = Math.imul(first & 31, width);
  let at = Math.imul(first >>> 5, width) + (bit >>> 5);
  bit &= 31;
  for (let slot = first; ; slot++) {
    const here = words[at]!;
    const there = words[at + 1]!;
    const next = ((here >>> bit) | ((there << 1) << (31 - bit))) & mask;
    words[at] = (here & ~(mask << bit)) | (entry << bit);
    if (bit + width > 32) {
      words[at + 1] = (there & ~(mask >>> (32 - bit))) | (entry >>> (32 - bit));
    }
    const distance = next & DISTANCE_MASK;
    if (distance === 0) return -1;
    if (distance === DISTANCE_MASK) {
      stranded.low = next;
      stranded.high = 0;
      return slot;
    }
    entry = next + 1;
    bit += width;
    at += bit >>> 5;
    bit &= 31;
  }
}

/** The same for entries of more than 32 bits. */
function insertWide(
  words: Int32Array,
  width: number,
  first: number,
  entryLow: number,
  entryHigh: number,
  stranded: Stranded,
): number {
  let low = entryLow;
  let high = entryHigh;
  for (let slot = first; ; slot++) {
    const nextLow = lowOf(words, width, slot);
    const nextHigh = highOf(words, width, slot);
    writeEntry(words, width, slot, low, high);
    const distance = nextLow & DISTANCE_MASK;
    if (distance === 0) return -1;
    if (distance === DISTANCE_MASK) {
      stranded.low = nextLow;
      stranded.high = nextHigh;
      return slot;
    }
    low = nextLow + 1;
    high = nextHigh;
  }
}

/** Lists the keys in slots `start` to before `end`, and frees these. Returns how many there are. */
export function takeOut(
  g: Geometry,
  words: Int32Array,
  start: number,
  end: number,
  tops: Int32Array,
  rests: Int32Array,
): number {
  let n = 0;
  for (let slot = start; slot < end; slot++) {
    const low = lowOf(words, g.width, slot);
    if ((low & DISTANCE_MASK) === 0) continue;
    tops[n] = topOf(g, slot, low);
    rests[n++] = restOf(g, low, highOf(words, g.width, slot));
  }
  clearBits(words, start * g.width, end * g.width);
  return n;
}

/**
 * Enters `n` keys that were taken out. They come nearly in the order of their homes: where the one
 * before, in `slot`, is at home no later, and the next slot is free, nothing need be looked up. `enter` does
 * the others.
 */
export function putBack(
  g: Geometry,
  words: Int32Array,
  tops: Int32Array,
  rests: Int32Array,
  n: number,
  enter: (top: number, rest: number) => void,
): void {
  let slot = -1;
  let homeBefore = -1;
  for (let i = 0; i < n; i++) {
    const top = tops[i]!;
    const rest = rests[i]!;
    const home = homeOf(g, top);
    const next = home > slot ? home : slot + 1;
    const distance = next - home;
    if (
      (distance === 0 || (home >= homeBefore && distance < DISTANCE_MASK)) &&
      (lowOf(words, g.width, next) & DISTANCE_MASK) === 0
    ) {
      writeEntry(words, g.width, next, lowAtHome(g, top, rest) + distance, highAtHome(g, rest));
      slot = next;
      homeBefore = home;
    } else {
      enter(top, rest);
      slot = Math.max(slot, home);
      while ((lowOf(words, g.width, slot + 1) & DISTANCE_MASK) !== 0) slot++;
      homeBefore = slot - (lowOf(words, g.width, slot) & DISTANCE_MASK) + 1;
    }
  }
}
