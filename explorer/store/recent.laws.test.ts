import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Recent } from './recent.kernel.ts';
import { hashOfWords } from './table.kernel.ts';

describe('Recent', () => {
  test('leaves out only states that passed before, and keeps the order and the hash of the others', () => {
    let left = 0;
    const word = fc.oneof(fc.nat(3), fc.integer());
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }),
        fc.array(fc.array(word, { maxLength: 60 }), { maxLength: 6 }),
        fc.boolean(),
        (wordCount, batches, isMade) => {
          const words = new Int32Array(60);
          const steps = new Int32Array(60);
          const recent = new Recent(words, steps, wordCount);
          if (isMade) recent.specialise();
          const passed = new Set<string>();
          for (const batch of batches) {
            const n = Math.floor(batch.length / wordCount);
            const texts = Array.from({ length: n }, (_, i) =>
              String(batch.slice(i * wordCount, (i + 1) * wordCount)),
            );
            words.set(batch);
            steps.set(texts.map((_, i) => i));
            const kept = recent.screen(n);
            const remaining = [...steps.subarray(0, kept)];
            expect(remaining).toEqual([...remaining].sort((a, b) => a - b));
            for (const [at, i] of remaining.entries()) {
              const here = words.subarray(at * wordCount, (at + 1) * wordCount);
              expect(String(here)).toBe(texts[i]);
              expect(recent.hashes[at]).toBe(hashOfWords(words, at * wordCount, wordCount));
              passed.add(String(here));
            }
            for (const text of texts) expect(passed).toContain(text);
            left += n - kept;
          }
        },
      ),
      { seed: 20261121, numRuns: 300 },
    );
    expect(left).toBeGreaterThan(100);
  });

  test.each([false, true])('lets the state 0 pass the first time; code made: %s', (isMade) => {
    const recent = new Recent(new Int32Array(2), new Int32Array(2), 1);
    if (isMade) recent.specialise();
    expect(recent.screen(2)).toBe(1);
    expect(recent.screen(1)).toBe(0);
  });
});
