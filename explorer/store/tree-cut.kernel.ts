/**
 * Where to cut states in two: the cut for which the states seen so far would take the fewest bytes.
 *
 * A cut is good when few halves make up many states. That depends on which components change together,
 * which is seen best in the states themselves.
 */

import { hashOfWords } from './table.kernel.ts';
import { type Cut, plainCut } from './tree-halves.kernel.ts';

/** With more words only cuts between neighbours are tried, otherwise all. */
const WORDS_TO_PERMUTE = 7;
/** What an inner node takes, and how full the table of roots is. */
const NODE_BYTES = 16;
const LOAD = 0.65;
/** Bits of the set by which distinct halves are counted. */
const BITS = 22;

/** The best cut for `n` packed states, and how many times less these take with it than with `present`. */
export function bestCut(
  packed: Int32Array,
  n: number,
  wordCount: number,
  present: Cut,
): { readonly cut: Cut; readonly gain: number } {
  const cost = (cut: Cut): number => bytesWith(packed, n, wordCount, cut);
  let best = { cut: present, bytes: cost(present) };
  const before = best.bytes;
  for (const cut of candidates(wordCount)) {
    const bytes = cost(cut);
    if (bytes < best.bytes) best = { cut, bytes };
  }
  return { cut: best.cut, gain: before / best.bytes };
}

function candidates(wordCount: number): Cut[] {
  const { order } = plainCut(wordCount);
  if (wordCount > WORDS_TO_PERMUTE) return order.slice(1).map((middle) => ({ order, middle }));
  return Array.from({ length: 2 ** (wordCount - 1) - 1 }, (_, set) => {
    const isLeft = (w: number): boolean => w === 0 || ((set >>> (w - 1)) & 1) === 1;
    const left = order.filter(isLeft);
    return { order: [...left, ...order.filter((w) => !isLeft(w))], middle: left.length };
  });
}

/** Bytes for `n` states, roughly. */
function bytesWith(packed: Int32Array, n: number, wordCount: number, cut: Cut): number {
  const lefts = distinct(packed, n, wordCount, cut.order.slice(0, cut.middle));
  const rights = distinct(packed, n, wordCount, cut.order.slice(cut.middle));
  const rootBits = Math.log2(lefts) + Math.log2(rights);
  const tableBits = Math.max(4, rootBits - Math.log2(n) + 6) / LOAD;
  return (n * (rootBits + tableBits)) / 8 + (lefts + rights) * NODE_BYTES;
}

/** How many different values some words have, but for hashes that are equal by chance. */
function distinct(
  packed: Int32Array,
  n: number,
  wordCount: number,
  words: readonly number[],
): number {
  const seen = new Uint8Array(2 ** BITS);
  const some = new Int32Array(words.length);
  let count = 0;
  for (let i = 0; i < n; i++) {
    for (let w = 0; w < some.length; w++) some[w] = packed[i * wordCount + words[w]!]!;
    const place = hashOfWords(some, 0, some.length) >>> (32 - BITS);
    count += 1 - seen[place]!;
    seen[place] = 1;
  }
  return count;
}
