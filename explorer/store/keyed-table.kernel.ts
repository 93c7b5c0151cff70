/**
 * A hash table whose entries are the states themselves, for states that are narrow enough: looking one
 * up reads one line of the cache, and nothing else.
 *
 * The hash of `table.kernel.ts` can be undone: with all words of a state but one it says what that one
 * is. So a state is known by its hash and its *rest*, the bits of the shorter of two words. The upper
 * bits of the hash are those of the *home line*; an entry holds the others and the rest, and above
 * them how many lines from home it is, plus one; an entry that is 0 is free. The places of a line are
 * taken in order.
 *
 * Layout of an entry, from the top: {@link AWAY_BITS} bits for the distance, the rest, and 36 - `bits`
 * bits of the hash, in a table of 2^`bits` entries.
 *
 * Source: Cleary, Compact Hash Tables Using Bidirectional Linear Probing (IEEE Transactions on
 * Computers, 1984), for what need not be stored; distances in place of his two bits are ours.
 *
 * Reads are unchecked: every place is masked by a power of two.
 */

import { DefectError } from '../../base/errors.ts';
import { hashOfWords, LINE, LINE_BITS } from './table.kernel.ts';

const AWAY_BITS = 6;
export const AWAY_SHIFT = 32 - AWAY_BITS;
/** Lines from home at most. At a load of 0.75 the chance of more is below 10^-13. */
export const AWAY_MAX = 2 ** AWAY_BITS - 2;

/** Where the rest of a state is: in the lower `bits` bits of a word. Of a single word, nothing. */
export interface Rest {
  readonly word: number;
  readonly bits: number;
}

/** Wider rests would need tables of more than 2^26 entries, which few searches have. */
export const REST_BITS_MAX = 16;

/** Tables for such states have at least 2^n entries. */
export function keyedBitsMin({ bits }: Rest): number {
  return AWAY_BITS + bits + LINE_BITS;
}

/** Bits of the hash in an entry. */
function hashBits(bits: number): number {
  return 32 + LINE_BITS - bits;
}

/** The rest of the state packed at `words[at ..]`. */
export function restOf({ word, bits }: Rest, words: Int32Array, at: number): number {
  return bits === 0 ? 0 : words[at + word]!;
}

/**
 * Enters a state; false if it is there. Others may enter states at the same time. Throws
 * {@link DefectError} when it would be too far from home.
 */
export function enterKeyed(table: Int32Array, bits: number, hash: number, rest: number): boolean {
  const low = hashBits(bits);
  const lineMask = 2 ** (bits - LINE_BITS) - 1;
  const key = (rest << low) | (hash & (2 ** low - 1));
  let line = hash >>> low;
  for (let away = 0; away <= AWAY_MAX; away++) {
    const entry = ((away + 1) << AWAY_SHIFT) | key;
    for (let i = 0; i < LINE; i++) {
      const place = (line << LINE_BITS) | i;
      let there = table[place]!;
      if (there === 0) there = Atomics.compareExchange(table, place, 0, entry);
      if (there === 0) return true;
      if (there === entry) return false;
    }
    line = (line + 1) & lineMask;
  }
  throw new DefectError(`a hash table of 2^${bits} states is too full near one of them`);
}

/** Whether a state is there. */
export function isInKeyed(table: Int32Array, bits: number, hash: number, rest: number): boolean {
  const low = hashBits(bits);
  const lineMask = 2 ** (bits - LINE_BITS) - 1;
  const key = (rest << low) | (hash & (2 ** low - 1));
  let line = hash >>> low;
  for (let away = 0; away <= AWAY_MAX; away++) {
    const entry = ((away + 1) << AWAY_SHIFT) | key;
    for (let i = 0; i < LINE; i++) {
      const there = table[(line << LINE_BITS) | i]!;
      if (there === 0) return false;
      if (there === entry) return true;
    }
    line = (line + 1) & lineMask;
  }
  return false;
}

/** States away from home, in turn their hash and their rest. */
export type Displaced = number[];

/**
 * Moves the entries of the lines from `first` to before `end` of a table of 2^bits entries to the lines
 * from `2 first` to before `2 end` of one of twice the size, in place. Those away from home are listed
 * instead. `restBits`: the width of rests. The lines are gone through from the last one on, so that
 * none is overwritten before it was read.
 */
export function moveKeyedLines(
  table: Int32Array,
  bits: number,
  restBits: number,
  first: number,
  end: number,
  displaced: Displaced,
): void {
  const low = hashBits(bits);
  const lowMask = 2 ** low - 1;
  const nextMask = 2 ** (low - 1) - 1;
  const restMask = 2 ** restBits - 1;
  const lineMask = 2 ** (bits - LINE_BITS) - 1;
  const moving = new Int32Array(LINE);
  for (let line = end - 1; line >= first; line--) {
    let n = 0;
    for (let i = 0; i < LINE; i++) {
      const entry = table[(line << LINE_BITS) | i]!;
      moving[n] = entry;
      n += (entry | -entry) >>> 31;
    }
    const to = line * 2 * LINE;
    table.fill(0, to, to + 2 * LINE);
    for (let i = 0; i < n; i++) {
      const entry = moving[i]!;
      const away = (entry >>> AWAY_SHIFT) - 1;
      const rest = (entry >>> low) & restMask;
      if (away > 0) {
        displaced.push((((line - away) & lineMask) << low) | (entry & lowMask), rest);
        continue;
      }
      const moved = (1 << AWAY_SHIFT) | (rest << (low - 1)) | (entry & nextMask);
      const half = to + (((entry >>> (low - 1)) & 1) << LINE_BITS);
      let place = half;
      while (table[place] !== 0) place++;
      table[place] = moved;
    }
  }
}

/**
 * The same for a table of numbers (`table.kernel.ts`), which become keyed entries on the way. `states`
 * are those with these numbers.
 */
export function keyLines(
  table: Int32Array,
  bits: number,
  rest: Rest,
  states: NumberedStates,
  first: number,
  end: number,
  displaced: Displaced,
): void {
  const low = hashBits(bits + 1);
  const lowMask = 2 ** low - 1;
  const moving = new Int32Array(LINE);
  for (let line = end - 1; line >= first; line--) {
    let n = 0;
    for (let i = 0; i < LINE; i++) {
      const entry = table[(line << LINE_BITS) | i]!;
      moving[n] = entry;
      n += (entry | -entry) >>> 31;
    }
    const to = line * 2 * LINE;
    table.fill(0, to, to + 2 * LINE);
    for (let i = 0; i < n; i++) {
      const number = (moving[i]! & (2 ** bits - 1)) - 1;
      const words = states.wordsOf(number);
      const at = states.at(number);
      const hash = hashOfWords(words, at, states.wordCount);
      const key = restOf(rest, words, at);
      if (hash >>> (low + 1) !== line) {
        displaced.push(hash, key);
        continue;
      }
      let place = (hash >>> low) << LINE_BITS;
      while (table[place] !== 0) place++;
      table[place] = (1 << AWAY_SHIFT) | (key << low) | (hash & lowMask);
    }
  }
}

/** States by number. */
export interface NumberedStates {
  readonly wordCount: number;
  wordsOf(number: number): Int32Array;
  at(number: number): number;
}

/** Enters displaced states. */
export function enterDisplaced(table: Int32Array, bits: number, displaced: Displaced): void {
  for (let i = 0; i < displaced.length; i += 2) {
    enterKeyed(table, bits, displaced[i]!, displaced[i + 1]!);
  }
}

/** JavaScript text that declares the `key` of a state with hash `h`: what an entry at home holds of it. */
export function keyText(bits: number, restWord: string | null): string {
  const low = hashBits(bits);
  const rest = restWord === null ? '' : `${restWord} << ${low} | `;
  return `const key = ${rest}h & ${2 ** low - 1};`;
}

/** The first place of the home line of a hash `h`. */
export function firstKeyedText(bits: number): string {
  return `(h >>> ${hashBits(bits)} << ${LINE_BITS})`;
}

/** The entry of a `key` at home. */
export const HOME_TEXT = `${1 << AWAY_SHIFT} | key`;

/** What one more line from home adds to an entry. */
export const AWAY_ONE = 1 << AWAY_SHIFT;
