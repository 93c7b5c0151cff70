/** Where a key belongs in a compact table, and what is left of it there. See `compact-table.kernel.ts`. */

/** Bits of an entry that tell how far it is from its home, plus one; 0 marks a free slot. */
export const DISTANCE_BITS = 6;
/** The greatest distance plus one. */
export const DISTANCE_MASK = (1 << DISTANCE_BITS) - 1;
/** Slots after the last home, so that nothing wraps around. */
const TAIL = DISTANCE_MASK + 1;
/** A table has 4 to 7 homes for each of 2^groupBits values of the first bits of a key. */
const PARTS_MIN = 4;
const PARTS_MAX = 7;
/** Bits after these by which a home is chosen within a group, where there are so many. */
const CHOICE_BITS = 8;
/** With fewer bits the homes of a group get too unequal shares, unless there are four. */
const CHOICE_BITS_MIN = 6;
const GROUP_BITS_MIN = 6;
/** Slots are numbered by 32-bit integers. */
const GROUP_BITS_MAX = 28;

/**
 * The shape of a table of keys that consist of `topBits` bits, all of them random, and `restBits` bits
 * that are anything. Of the top, `groupBits` select a group, `choiceBits` a home in it; what these
 * leave open and all other bits are kept in the entry.
 */
export interface Geometry {
  readonly topBits: number;
  readonly restBits: number;
  readonly groupBits: number;
  /** Homes of a group. */
  readonly parts: number;
  readonly choiceBits: number;
  /** Bits of the top after group and choice. */
  readonly lowBits: number;
  /** `choices[c]`: which home of the group (times 256), plus which of the choices that have this home. */
  readonly choices: Int32Array;
  /** `firstChoice[part]`: the least choice with this home. */
  readonly firstChoice: Int32Array;
  readonly homes: number;
  /** Homes and the slots after the last. */
  readonly slots: number;
  /** Bits of an entry before those of the rest. */
  readonly headBits: number;
  /** Bits of an entry: at least 10, so that a table can be enlarged in place. */
  readonly width: number;
  /** Words of all slots, and one more so that reading an entry may touch the word behind it. */
  readonly words: number;
}

function geometry(topBits: number, restBits: number, groupBits: number, parts: number): Geometry {
  const choiceBits = Math.min(CHOICE_BITS, topBits - groupBits);
  const choiceCount = 1 << choiceBits;
  const firstChoice = Int32Array.from({ length: parts }, (_, part) =>
    Math.ceil((part * choiceCount) / parts),
  );
  const choices = Int32Array.from({ length: choiceCount }, (_, choice) => {
    const part = Math.floor((choice * parts) / choiceCount);
    return part * 256 + choice - (firstChoice[part] ?? 0);
  });
  const homes = parts * 2 ** groupBits;
  const slots = homes + TAIL;
  const headBits = topBits - groupBits - 2 + DISTANCE_BITS;
  const width = headBits + restBits;
  return {
    topBits,
    restBits,
    groupBits,
    parts,
    choiceBits,
    lowBits: topBits - groupBits - choiceBits,
    choices,
    firstChoice,
    homes,
    slots,
    headBits,
    width,
    words: Math.ceil(slots / 32) * width + 2,
  };
}

/** The smallest table for such keys with at least `homes` homes; null when there is none. */
export function smallestGeometry(
  topBits: number,
  restBits: number,
  homes: number,
): Geometry | null {
  let groupBits = GROUP_BITS_MIN;
  while (PARTS_MAX * 2 ** groupBits < homes) groupBits++;
  if (topBits - groupBits < CHOICE_BITS_MIN && homes > PARTS_MIN * 2 ** groupBits) groupBits++;
  if (groupBits > GROUP_BITS_MAX || !fits(topBits, restBits, groupBits)) return null;
  const parts = Math.max(PARTS_MIN, Math.ceil(homes / 2 ** groupBits));
  return geometry(topBits, restBits, groupBits, parts);
}

/** There are bits to choose a home by, and entries are wide enough. */
function fits(topBits: number, restBits: number, groupBits: number): boolean {
  return topBits - groupBits >= 2 && topBits - groupBits + 4 + restBits >= 10;
}

/**
 * The next table for the same keys that is larger by this factor or more; null when their top has too
 * few bits for one.
 */
export function nextGeometry(from: Geometry, factor: number): Geometry | null {
  const homes = Math.max(from.homes + 1, Math.ceil(from.homes * factor));
  return smallestGeometry(from.topBits, from.restBits, homes);
}
