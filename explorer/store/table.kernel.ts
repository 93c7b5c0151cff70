/**
 * Passes over an open-addressing table with 2^`bits` entries, whose layout `visited.kernel.ts`
 * describes. Each pass does one thing to many states; reads are unchecked.
 */

/** The hash of the `wordCount` words at `at`: all 32 bits of it depend on all words. */
export function hashOfWords(words: Int32Array, at: number, wordCount: number): number {
  let h = 0;
  for (let w = 0; w < wordCount; w++) {
    h = Math.imul(h ^ words[at + w]!, 0x9e3779b1);
    h ^= h >>> 15;
  }
  h = Math.imul(h, 0x85ebca6b);
  return h ^ (h >>> 16);
}

/** {@link hashOfWords} of the words `w0`, `w1`, ... as JavaScript text that declares `h`. */
export function hashText(wordCount: number): string {
  const mixed = Array.from(
    { length: wordCount },
    (_, w) => `h = Math.imul(h ^ w${w}, 0x9e3779b1); h ^= h >>> 15;`,
  );
  return `let h = 0; ${mixed.join(' ')} h = Math.imul(h, 0x85ebca6b); h ^= h >>> 16;`;
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

/** Reads the entries at all first places, so that their cache misses overlap. */
export function touch(
  table: Int32Array,
  bits: number,
  hashes: Int32Array,
  n: number,
  entries: Int32Array,
): void {
  const shift = 32 - bits;
  const mask = table.length - 1;
  for (let i = 0; i < n; i++) entries[i] = table[(hashes[i]! >>> shift) & mask]!;
}

/** Enters `n` different states, numbered from `first` on. */
export function enter(
  table: Int32Array,
  bits: number,
  hashes: Int32Array,
  n: number,
  first: number,
): void {
  const mask = table.length - 1;
  for (let i = 0; i < n; i++) {
    const h = hashes[i]!;
    let place = (h >>> (32 - bits)) & mask;
    while (table[place] !== 0) place = (place + 1) & mask;
    table[place] = (h << bits) | (first + i + 1);
  }
}
