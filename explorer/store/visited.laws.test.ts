import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { VisitedSet } from './visited.kernel.ts';

/** Adds batch after batch to a set and to a map of texts, which must number them alike. */
function agree(wordCount: number, batches: readonly (readonly number[])[]): VisitedSet {
  const set = new VisitedSet(wordCount);
  const numbers = new Map<string, number>();
  for (const batch of batches) {
    const n = Math.floor(batch.length / wordCount);
    const fresh = new Int32Array(n);
    while (set.makeRoom(n) === 'growing');
    const known = set.count;
    const packed = Int32Array.from(batch);
    expect(set.addAll(packed, n, fresh, Number.POSITIVE_INFINITY)).toBe(n);
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
  for (const [text, number] of numbers) {
    expect(set.find(Int32Array.from(text.split(',').map(Number)))).toBe(number);
  }
  return set;
}

describe('VisitedSet', () => {
  test('numbers states as a map of texts does, repeats within a batch included', () => {
    const word = fc.oneof(fc.nat(6), fc.integer());
    const batches = fc.array(fc.array(word, { maxLength: 40 }), { maxLength: 12 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), batches, (wordCount, all) => {
        agree(wordCount, all);
      }),
      { seed: 20260803, numRuns: 200 },
    );
  });

  test('keeps every state while it grows', () => {
    const batches = Array.from({ length: 60 }, (_, b) =>
      Array.from({ length: 2 * 1_000 }, (_, i) => (i % 2 === 0 ? b * 700 + i : i & 6)),
    );
    const set = agree(2, batches);
    expect(set.count).toBeGreaterThan(20_000);
    expect(set.find(Int32Array.of(-1, -1))).toBe(-1);
  });

  test('adds no more states than it may', () => {
    const set = new VisitedSet(1);
    const fresh = new Int32Array(4);
    while (set.makeRoom(4) === 'growing');
    expect(set.addAll(Int32Array.of(5, 5, 6, 7), 4, fresh, 2)).toBe(3);
    expect(set.count).toBe(2);
    expect(set.find(Int32Array.of(7))).toBe(-1);
  });

  test('refuses memory it may not have', () => {
    const set = new VisitedSet(1);
    expect(set.makeRoom(1 << 20, set.bytes)).toBe('memory');
  });
});
