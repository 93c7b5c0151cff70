/** Where a key belongs in a table of lines, and what is kept of it there. See `line-table.kernel.ts`. */

/** Words of a line, which is one of the cache. */
export const LINE_WORDS = 16;
const LINE_BITS = 32 * LINE_WORDS;
/** Bits of a tag: the lowest say how many lines from home it is, plus one; then come bits of the key. */
export const TAG_BITS = 16;
/** Tags in a line at most. */
const PLACES_MAX = LINE_BITS / TAG_BITS;
/** Bits for the distance, where a tag holds all that is kept of a key, and where it does not: lines are shorter then. */
export const AWAY_BITS = 3;
export const AWAY_BITS_WIDE = 4;
/** Lines after the last home, so that nothing wraps around. */
const TAIL = 2 ** AWAY_BITS_WIDE;
const LINES_BITS_MIN = 6;
const LINES_BITS_MAX = 25;

/**
 * The shape of a table of 2^`lineBits` lines for keys that consist of `topBits` random bits, their top, and
 * `restBits` bits that are anything. The first bits of the top select the home, which is a line.
 */
export interface LineGeometry {
  readonly topBits: number;
  readonly restBits: number;
  readonly lineBits: number;
  /** Bits of the top that are kept. */
  readonly leftBits: number;
  /** Bits of a tag that say how far it is from home. */
  readonly awayBits: number;
  /** Bits of a key that are kept behind the tags of its line. */
  readonly extraBits: number;
  /** Keys in a line. */
  readonly places: number;
  /** Keys in all lines that are homes. */
  readonly capacity: number;
  /** Homes and the lines after the last. */
  readonly lines: number;
  /** Words of all lines, and some more, so that extra bits can be read 64 at once. */
  readonly words: number;
}

/** A table of 2^`lineBits` homes; null where there is none for such keys. */
export function lineGeometry(
  topBits: number,
  restBits: number,
  lineBits: number,
): LineGeometry | null {
  const leftBits = topBits - lineBits;
  if (leftBits < 0 || lineBits > LINES_BITS_MAX) return null;
  const kept = leftBits + restBits;
  const isNarrow = kept + AWAY_BITS <= TAG_BITS;
  const extraBits = isNarrow ? 0 : kept + AWAY_BITS_WIDE - TAG_BITS;
  const places = isNarrow ? PLACES_MAX : Math.floor(LINE_BITS / (TAG_BITS + extraBits));
  const lines = 2 ** lineBits + TAIL;
  return {
    topBits,
    restBits,
    lineBits,
    leftBits,
    awayBits: isNarrow ? AWAY_BITS : AWAY_BITS_WIDE,
    extraBits,
    places,
    capacity: 2 ** lineBits * places,
    lines,
    words: lines * LINE_WORDS + 2,
  };
}

/** The smallest table for such keys with room for so many, and 2^`lineBits` lines; null when there is none. */
export function smallestLines(
  topBits: number,
  restBits: number,
  keys: number,
  lineBits = LINES_BITS_MIN,
): LineGeometry | null {
  const geometry = lineGeometry(topBits, restBits, lineBits);
  if (geometry === null || geometry.capacity >= keys) return geometry;
  return smallestLines(topBits, restBits, keys, lineBits + 1);
}
