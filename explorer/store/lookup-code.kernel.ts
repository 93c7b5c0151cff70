/**
 * Looking up a batch in the table of `visited.kernel.ts`, written out as JavaScript for one table and
 * one width of states: the same passes as there, with shifts, masks and widths as constants.
 *
 * Shorter loops let the processor see more of their cache misses at once; on the trial system this
 * halves the time of a look-up. The text is made anew whenever the table grows.
 */

import { makeCode, range } from './made-code.ts';
import { firstPlaceText, LINE, placeAfterText, tagText } from './table.kernel.ts';

/** The passes of a look-up, for one batch and one table. */
export interface Lookup {
  /** Lists the members that are not seen at once to be known; returns how many there are. */
  readonly recognise: (n: number) => number;
  /** Inserts the listed members that are new, numbered from `count` on; returns the new count. */
  readonly insert: (pendingCount: number, count: number) => number;
}

/** What a look-up works on. */
export interface LookupArrays {
  readonly packed: Int32Array;
  readonly hashes: Int32Array;
  /** Members that were new. */
  readonly fresh: Int32Array;
  readonly table: Int32Array;
  /** The table has 2^bits entries. */
  readonly bits: number;
  /** State `i` is in chunk `i >>> chunkShift`. */
  readonly chunks: readonly Int32Array[];
  readonly chunkShift: number;
  readonly wordCount: number;
  /**
   * The share of this thread where several fill the table: its state `i` is number
   * `i mod 2^bits` of chunk `numbers[i >>> bits]`, each of which holds 2^bits states.
   */
  readonly share?: { readonly numbers: Int32Array; readonly bits: number };
}

/** Null where code may not be made. */
export function makeLookup(arrays: LookupArrays): Lookup | null {
  const { packed, hashes, fresh, table, chunks, share } = arrays;
  const entries = new Int32Array(hashes.length);
  const pending = new Int32Array(hashes.length);
  const batch = { W: packed, H: hashes, E: entries, P: pending, F: fresh };
  const names = { ...batch, T: table, chunks, N: share?.numbers ?? null };
  return makeCode(names, sourceOfLookup(arrays));
}

function sourceOfLookup({ bits, chunkShift, wordCount, share }: LookupArrays): string {
  const mask = 2 ** bits - 1;
  const chunkMask = 2 ** chunkShift - 1;
  const words = range(wordCount);
  const times = wordCount === 1 ? '' : ` * ${wordCount}`;
  const stored = `const k = (e & ${mask}) - 1, c = chunks[k >>> ${chunkShift}], at = (k & ${chunkMask})${times};`;
  const difference = words.map((w) => `(c[at + ${w}] ^ w${w})`).join(' | ');
  const loads = `const from = i${times}, ${words.map((w) => `w${w} = W[from + ${w}]`).join(', ')};`;
  const tag = tagText(bits);
  const entry = `tag | ((p ^ first) < ${LINE} ? 0 : ${1 << bits}) |`;
  const number = share
    ? `N[count >>> ${share.bits}] << ${share.bits} | count & ${2 ** share.bits - 1}`
    : 'count';
  const enter = share
    ? `e = Atomics.compareExchange(T, p, 0, ${entry} g + 1);
      if (e === 0) { F[count++ - known] = i; break; }`
    : `T[p] = ${entry} g + 1; F[count++ - known] = i; break;`;
  return `return {
recognise(n) {
for (let i = 0; i < n; i++) { const h = H[i]; E[i] = T[${firstPlaceText(bits)}]; }
let m = 0;
for (let i = 0; i < n; i++) {
  const e = E[i], h = H[i];
  if (e === 0 || (e ^ ${tag}) >>> ${bits + 1} !== 0) { P[m++] = i; continue; }
  ${stored}
  ${loads}
  const d = ${difference};
  P[m] = i;
  m += (d | -d) >>> 31;
}
return m;
},
insert(m, count) {
const known = count;
for (let j = 0; j < m; j++) {
  const i = P[j], h = H[i], tag = ${tag}, first = ${firstPlaceText(bits)};
  ${loads}
  let p = first, seen = 0;
  for (;;) {
    let e = T[p];
    if (e === 0) {
      const g = ${number}, c = chunks[g >>> ${chunkShift}], at = (g & ${chunkMask})${times};
      ${words.map((w) => `c[at + ${w}] = w${w};`).join(' ')}
      ${enter}
    }
    if ((e ^ tag) >>> ${bits + 1} === 0) {
      ${stored}
      if ((${difference}) === 0) break;
    }
    p = ${placeAfterText(bits)};
  }
}
return count;
},
};`;
}
