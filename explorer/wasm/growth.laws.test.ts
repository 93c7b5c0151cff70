import { describe, expect, test } from 'vitest';
import type { Rest } from '../store/keyed-table.kernel.ts';
import { newSharedMemory } from '../store/shared-memory.kernel.ts';
import { SharedSet } from '../store/shared-set.kernel.ts';
import { SharedStates } from '../store/shared-states.kernel.ts';
import { hashOfWords, LINE, LINE_BITS } from '../store/table.kernel.ts';
import { kernelOn, stepless } from '../testing/kernels.ts';
import { Words } from './words.kernel.ts';

const BITS = 14;
const REST: Rest = { word: 1, bits: 3 };
/** So many states are at home in one line, and fill some more. */
const STATES = 5 * LINE + 3;
/** Their numbers begin here. Where number 0 would be, states are written before it is known whether they are new. */
const FIRST = 500;

/** States of two words at home in this line of a table of 2^BITS entries. */
function statesAtHomeIn(line: number): Int32Array {
  const all = new Int32Array(2 * STATES);
  for (let value = 0, n = 0; n < STATES; value++) {
    all.set([value, value % 8], 2 * n);
    if (hashOfWords(all, 2 * n, 2) >>> (32 + LINE_BITS - BITS) === line) n++;
  }
  return all;
}

describe('a kernel', () => {
  test.each(
    [0, 9, 2 ** (BITS - LINE_BITS) - 1].flatMap((line) =>
      [null, REST].map((keyed) => ({ line, keyed })),
    ),
  )('enters displaced states in lines after their own: %o', ({ line, keyed }) => {
    const set = new SharedSet(newSharedMemory(2, 1, keyed), 0);
    set.isAlone = true;
    expect(set.makeRoom(2 ** (BITS - 1))).toBe('ready');
    const { table, tableBits } = new SharedStates(set.memory);
    expect(tableBits).toBe(BITS);
    const { kernel, arrays } = kernelOn(set, stepless(2), STATES);
    const states = statesAtHomeIn(line);
    set.wordsOf(FIRST).set(states, set.at(FIRST));
    const displaced = new Words();
    for (let i = 0; i < STATES; i++) {
      const keys = [hashOfWords(states, 2 * i, 2), states[2 * i + 1] ?? 0];
      displaced.push(Int32Array.from(keyed === null ? [FIRST + i] : keys));
    }
    kernel.enter({ bits: BITS, keyed }, displaced);
    expect(table.filter((entry) => entry !== 0)).toHaveLength(STATES);
    const { words: packed, hashes, fresh } = arrays;
    packed.set(states);
    for (let i = 0; i < STATES; i++) hashes[i] = hashOfWords(packed, 2 * i, 2);
    for (const served of [null, { packed, hashes, fresh, kernel }]) {
      if (served !== null) set.serve(served);
      set.addAll(packed, STATES, fresh, Number.POSITIVE_INFINITY, hashes);
      expect(set.count).toBe(0);
    }
  });
});
