import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { numbersOf } from './find-states.ts';
import type { Rest } from './keyed-table.kernel.ts';
import { hashAll } from './table.kernel.ts';
import { VisitedSet } from './visited.kernel.ts';

/**
 * Adds batch after batch to a set and to a map of texts, which must number them alike; with code made
 * for the look-ups if `isServed`.
 */
function agree(
  wordCount: number,
  batches: readonly (readonly number[])[],
  isServed: boolean,
  rest: Rest | null = null,
): VisitedSet {
  const set = new VisitedSet(wordCount, rest);
  const numbers = new Map<string, number>();
  const nMax = Math.max(1, ...batches.map((batch) => Math.floor(batch.length / wordCount)));
  const packed = new Int32Array(nMax * wordCount);
  const hashes = new Int32Array(nMax);
  const fresh = new Int32Array(nMax);
  if (isServed) set.serve({ packed, hashes, fresh }, 0);
  for (const batch of batches) {
    const n = Math.floor(batch.length / wordCount);
    expect(set.makeRoom(n)).toBe('ready');
    const known = set.count;
    packed.set(batch.slice(0, n * wordCount));
    hashAll(packed, 0, wordCount, n, hashes);
    expect(set.addAll(packed, n, fresh, Number.POSITIVE_INFINITY, hashes)).toBe(n);
    const added: number[] = [];
    for (let i = 0; i < n; i++) {
      const text = String(packed.subarray(i * wordCount, (i + 1) * wordCount));
      if (!numbers.has(text)) {
        numbers.set(text, numbers.size);
        added.push(i);
      }
    }
    expect([...fresh.subarray(0, set.count - known)]).toEqual(added);
  }
  expect(set.count).toBe(numbers.size);
  const states = [...numbers.keys()].map((text) => Int32Array.from(text.split(',').map(Number)));
  expect(numbersOf(states, set)).toEqual([...numbers.values()]);
  if (rest === null) expect(states.map((state) => set.find(state))).toEqual([...numbers.values()]);
  return set;
}

describe('VisitedSet', () => {
  test('numbers states as a map of texts does, repeats within a batch included', () => {
    const word = fc.oneof(fc.nat(6), fc.integer());
    const batches = fc.array(fc.array(word, { maxLength: 40 }), { maxLength: 12 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        batches,
        fc.boolean(),
        (wordCount, all, isServed) => {
          agree(wordCount, all, isServed);
        },
      ),
      { seed: 20260803, numRuns: 200 },
    );
  });

  test.each([
    [false, null],
    [true, null],
    [false, { word: 1, bits: 3 }],
    [true, { word: 1, bits: 3 }],
  ])('keeps every state while it grows; code made: %s, rest: %o', (isServed, rest) => {
    const batches = Array.from({ length: 60 }, (_, b) =>
      Array.from({ length: 2 * 1_000 }, (_, i) => (i % 2 === 0 ? b * 700 + i : i & 6)),
    );
    const set = agree(2, batches, isServed, rest);
    expect(set.count).toBeGreaterThan(20_000);
    if (rest === null) expect(set.find(Int32Array.of(-1, -1))).toBe(-1);
  });

  test('adds no more states than it may', () => {
    const set = new VisitedSet(1);
    const fresh = new Int32Array(4);
    expect(set.makeRoom(4)).toBe('ready');
    expect(set.addAll(Int32Array.of(5, 5, 6, 7), 4, fresh, 2)).toBe(3);
    expect(set.count).toBe(2);
    expect(set.find(Int32Array.of(7))).toBe(-1);
  });

  test('refuses memory it may not have', () => {
    const set = new VisitedSet(1);
    expect(set.makeRoom(1 << 20, set.bytes)).toBe('memory');
  });
});
