/**
 * Looking up a batch in a table of keyed entries (`keyed-table.kernel.ts`), written out as JavaScript
 * for one table: first all lines are read, so that the cache misses overlap, then entries are
 * compared, then what is new is entered.
 */

import { DefectError } from '../../base/errors.ts';
import {
  AWAY_MAX,
  AWAY_ONE,
  firstKeyedText,
  HOME_TEXT,
  keyText,
  type Rest,
} from './keyed-table.kernel.ts';
import type { Lookup, LookupArrays } from './lookup-code.kernel.ts';
import { makeCode, range } from './made-code.ts';
import { LINE, LINE_BITS } from './table.kernel.ts';

/** Null where code may not be made. */
export function makeKeyedLookup(arrays: LookupArrays, rest: Rest): Lookup | null {
  const { packed, hashes, fresh, table, chunks, share } = arrays;
  const entries = new Int32Array(hashes.length);
  const pending = new Int32Array(hashes.length);
  const tooFull = (): never => {
    throw new DefectError('a hash table is too full near one of its states');
  };
  const batch = { W: packed, H: hashes, E: entries, P: pending, F: fresh, tooFull };
  const names = { ...batch, T: table, chunks, N: share?.numbers ?? null };
  return makeCode(names, sourceOfLookup(arrays, rest));
}

function sourceOfLookup({ bits, chunkShift, wordCount, share }: LookupArrays, rest: Rest): string {
  const chunkMask = 2 ** chunkShift - 1;
  const words = range(wordCount);
  const times = wordCount === 1 ? '' : ` * ${wordCount}`;
  const restWord = rest.bits === 0 ? null : `W[i${times} + ${rest.word}]`;
  const key = keyText(bits, restWord);
  const first = firstKeyedText(bits);
  const number = share
    ? `N[count >>> ${share.bits}] << ${share.bits} | count & ${2 ** share.bits - 1}`
    : 'count';
  const enter = share
    ? `if (e === 0) e = Atomics.compareExchange(T, p, 0, x);`
    : `if (e === 0) T[p] = x;`;
  const copies = words.map((w) => `c[at + ${w}] = W[i${times} + ${w}];`).join(' ');
  return `return {
recognise(n) {
for (let i = 0; i < n; i++) { const h = H[i]; E[i] = T[${first}]; }
let m = 0;
for (let i = 0; i < n; i++) {
  const h = H[i];
  ${key}
  const d = E[i] ^ (${HOME_TEXT});
  P[m] = i;
  m += (d | -d) >>> 31;
}
return m;
},
insert(m, count) {
const known = count;
for (let j = 0; j < m; j++) {
  const i = P[j], h = H[i];
  ${key}
  let p = ${first}, x = ${HOME_TEXT}, seen = 0;
  for (;;) {
    let e = T[p];
    ${enter}
    if (e === 0) {
      const g = ${number}, c = chunks[g >>> ${chunkShift}], at = (g & ${chunkMask})${times};
      ${copies}
      F[count++ - known] = i;
      break;
    }
    if (e === x) break;
    if ((++seen & ${LINE - 1}) !== 0) p = p & ${-LINE} | p + 1 & ${LINE - 1};
    else {
      if (seen > ${AWAY_MAX} << ${LINE_BITS}) tooFull();
      x = x + ${AWAY_ONE} | 0;
      p = (p & ${-LINE}) + ${LINE} & ${2 ** bits - 1};
    }
  }
}
return count;
},
};`;
}
