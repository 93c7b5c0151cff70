/**
 * The hash table of `visited.kernel.ts`: 2^`bits` entries of 32 bits, in lines of 16, each of which is
 * one line of the processor's cache.
 *
 * From the top of an entry: the *tag*, a bit that says *displaced*, and `bits` bits for the number of
 * the state plus one; an entry that is 0 is free. The *home line* of a state is the upper bits of its
 * hash, its tag the bits that follow. A state is entered at the first free place from an offset in its
 * home line that the tag gives, wrapping round within the line, and displaced to the next line when
 * that is full.
 *
 * Lines make growth cheap: when the table doubles, the states at home in line `i` move to the lines
 * `2 i` and `2 i + 1` by the first bit of their tags. Both tables are gone through in order and no
 * state is looked at, but for the few that are displaced.
 *
 * Reads are unchecked: every place is masked by a power of two.
 */

export const LINE_BITS = 4;
/** Entries in a line. */
export const LINE = 1 << LINE_BITS;

/** Factors of the hash: odd, so that it can be undone. */
export const HASH_FACTOR = 0x9e3779b1;
export const HASH_LAST_FACTOR = 0x85ebca6b;

/** The hash of the `wordCount` words at `at`: all 32 bits of it depend on all words. */
export function hashOfWords(words: Int32Array, at: number, wordCount: number): number {
  let h = 0;
  for (let w = 0; w < wordCount; w++) {
    h = Math.imul(h ^ words[at + w]!, HASH_FACTOR);
    h ^= h >>> 15;
  }
  h = Math.imul(h, HASH_LAST_FACTOR);
  return h ^ (h >>> 16);
}

/** {@link hashOfWords} of the words `w0`, `w1`, ... as JavaScript text that declares `h`. */
export function hashText(wordCount: number): string {
  const mixed = Array.from(
    { length: wordCount },
    (_, w) => `h = Math.imul(h ^ w${w}, ${HASH_FACTOR}); h ^= h >>> 15;`,
  );
  return `let h = 0; ${mixed.join(' ')} h = Math.imul(h, ${HASH_LAST_FACTOR}); h ^= h >>> 16;`;
}

/** The hashes of `n` states packed from `words[at]` on. */
export function hashAll(
  words: Int32Array,
  at: number,
  wordCount: number,
  n: number,
  hashes: Int32Array,
): void {
  for (let i = 0; i < n; i++) hashes[i] = hashOfWords(words, at + i * wordCount, wordCount);
}

/** The tag of a hash in place, with nothing below it. */
export function tagOf(hash: number, bits: number): number {
  return (hash << (bits - LINE_BITS)) & (-2 << bits);
}

/** The first place to look at. */
export function firstPlace(hash: number, bits: number): number {
  const line = hash >>> (32 + LINE_BITS - bits);
  return (line << LINE_BITS) | (tagOf(hash, bits) >>> (32 - LINE_BITS));
}

/** The place to look at after `place`, when the search began at `first` and has seen `seen` places. */
export function placeAfter(place: number, first: number, seen: number, bits: number): number {
  if (seen % LINE !== 0) return (place & -LINE) | ((place + 1) & (LINE - 1));
  return (((place & -LINE) + LINE) & (2 ** bits - 1)) | (first & (LINE - 1));
}

/** The entry at `place` for the state with this number and hash. */
export function entryOf(hash: number, bits: number, number: number, place: number): number {
  const isHome = (place ^ firstPlace(hash, bits)) < LINE;
  return tagOf(hash, bits) | (isHome ? 0 : 1 << bits) | (number + 1);
}

/** {@link tagOf}, {@link firstPlace} and {@link placeAfter} as JavaScript text about `h`, and `p`, `first`, `seen`. */
export function tagText(bits: number): string {
  return `(h << ${bits - LINE_BITS} & ${-2 << bits})`;
}

export function firstPlaceText(bits: number): string {
  const tag = tagText(bits);
  return `(h >>> ${32 + LINE_BITS - bits} << ${LINE_BITS} | ${tag} >>> ${32 - LINE_BITS})`;
}

export function placeAfterText(bits: number): string {
  const onward = `(p & ${-LINE}) + ${LINE} & ${2 ** bits - 1} | first & ${LINE - 1}`;
  return `++seen % ${LINE} === 0 ? ${onward} : p & ${-LINE} | p + 1 & ${LINE - 1}`;
}

/** Enters a state that is not there, and says where. */
export function enter(table: Int32Array, bits: number, hash: number, number: number): void {
  const first = firstPlace(hash, bits);
  let place = first;
  for (let seen = 1; table[place] !== 0; seen++) place = placeAfter(place, first, seen, bits);
  table[place] = entryOf(hash, bits, number, place);
}

/** The same while other threads enter states. */
export function enterShared(table: Int32Array, bits: number, hash: number, number: number): void {
  const first = firstPlace(hash, bits);
  let place = first;
  for (let seen = 1; ; seen++) {
    const entry = entryOf(hash, bits, number, place);
    if (table[place] === 0 && Atomics.compareExchange(table, place, 0, entry) === 0) return;
    place = placeAfter(place, first, seen, bits);
  }
}

/**
 * Doubles a table in place: its 2^bits entries are the first half of `table`, the second half is free.
 * `hashOf` is asked for the hash of states that are displaced.
 */
export function double(table: Int32Array, bits: number, hashOf: (number: number) => number): void {
  const displaced: number[] = [];
  moveLines(table, bits, 0, 2 ** (bits - LINE_BITS), displaced);
  for (const number of displaced) enter(table, bits + 1, hashOf(number), number);
}

/**
 * The part of that which concerns the lines from `first` to before `end`: their entries are moved to
 * the lines from `2 first` to before `2 end`. Displaced states are not moved but listed. The lines are
 * gone through from the last one on, so that none is overwritten before it was read.
 */
export function moveLines(
  table: Int32Array,
  bits: number,
  first: number,
  end: number,
  displaced: number[],
): void {
  const moving = new Int32Array(LINE);
  for (let line = end - 1; line >= first; line--) {
    let n = 0;
    for (let i = 0; i < LINE; i++) {
      const entry = table[(line << LINE_BITS) | i]!;
      moving[n] = entry;
      n += (entry | -entry) >>> 31;
    }
    split(table, bits, line * 2 * LINE, moving, n, displaced);
  }
}

/** Moves `n` entries of one line to the two lines from `to` on, and lists displaced states. */
function split(
  table: Int32Array,
  bits: number,
  to: number,
  moving: Int32Array,
  n: number,
  displaced: number[],
): void {
  const indexMask = 2 ** bits - 1;
  const displacedBit = 1 << bits;
  const tagMask = -2 << (bits + 1);
  table.fill(0, to, to + 2 * LINE);
  for (let i = 0; i < n; i++) {
    const entry = moving[i]!;
    if ((entry & displacedBit) !== 0) {
      displaced.push((entry & indexMask) - 1);
      continue;
    }
    const tag = (entry << 1) & tagMask;
    const line = to + ((entry >>> 31) << LINE_BITS);
    let offset = tag >>> (32 - LINE_BITS);
    while (table[line + offset] !== 0) offset = (offset + 1) & (LINE - 1);
    table[line + offset] = tag | (entry & indexMask);
  }
}
