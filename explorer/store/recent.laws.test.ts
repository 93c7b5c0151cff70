import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kernelOn, stepless } from '../testing/kernels.ts';
import { newArrays } from '../wasm/area.ts';
import { Recent } from './recent.kernel.ts';
import { newSharedMemory } from './shared-memory.kernel.ts';
import { SharedSet } from './shared-set.kernel.ts';
import { hashOfWords } from './table.kernel.ts';

const ways = ['generic', 'code made', 'kernel'] as const;

function newRecent(way: (typeof ways)[number], wordCount: number, capacity: number) {
  const set = new SharedSet(newSharedMemory(wordCount, 1), 0);
  const made = way === 'kernel' ? kernelOn(set, stepless(wordCount), capacity) : null;
  const arrays = made?.arrays ?? newArrays(wordCount, capacity);
  const recent = new Recent(arrays, wordCount);
  if (way !== 'generic') recent.specialise(made?.kernel);
  return { recent, words: arrays.words, steps: arrays.step };
}

describe('Recent', () => {
  test('leaves out only states that passed before, and keeps the order and the hash of the others', () => {
    let left = 0;
    const word = fc.oneof(fc.nat(3), fc.integer());
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.array(word, { maxLength: 60 }), { maxLength: 6 }),
        fc.constantFrom(...ways),
        (wordCount, batches, way) => {
          const { recent, words, steps } = newRecent(way, wordCount, 60);
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

  test.each(ways)(
    'lets the state 0 pass the first time, and any with one word like no other: %s',
    (way) => {
      for (const wordCount of [1, 2, 3, 4, 5]) {
        const { recent, words } = newRecent(way, wordCount, wordCount + 1);
        for (let w = 0; w < wordCount; w++) words[w * wordCount + w] = 1;
        expect(recent.screen(wordCount + 1)).toBe(wordCount + 1);
        words.fill(0);
        expect(recent.screen(1)).toBe(0);
      }
    },
  );
});
