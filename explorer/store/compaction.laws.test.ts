import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CompactionStore, type SignatureBits } from './compaction.kernel.ts';
import { Origins } from './origins.kernel.ts';

const ENOUGH = Number.POSITIVE_INFINITY;

function newStore(wordCount: number, bits?: SignatureBits): CompactionStore {
  return new CompactionStore(wordCount, 8, () => undefined, bits);
}

function add(store: CompactionStore, states: Int32Array): number {
  const n = states.length / store.wordCount;
  while (store.makeRoom(n) === 'growing');
  const fresh = new Int32Array(n);
  const known = store.count;
  expect(store.addAll(states, n, fresh, ENOUGH)).toBe(n);
  return store.count - known;
}

describe('CompactionStore', () => {
  test('numbers states as a set of texts does, as long as signatures differ', () => {
    const word = fc.oneof(fc.nat(6), fc.integer());
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.array(fc.array(word, { maxLength: 60 }), { maxLength: 10 }),
        (wordCount, batches) => {
          const store = newStore(wordCount);
          const known = new Map<string, number>();
          for (const batch of batches) {
            const packed = Int32Array.from(
              batch.slice(0, batch.length - (batch.length % wordCount)),
            );
            add(store, packed);
            for (let from = 0; from < packed.length; from += wordCount) {
              const text = String(packed.subarray(from, from + wordCount));
              if (!known.has(text)) known.set(text, known.size);
            }
          }
          expect(store.count).toBe(known.size);
          for (const [text, number] of known) {
            const at = store.at(number);
            expect(String(store.wordsOf(number).subarray(at, at + wordCount))).toBe(text);
          }
        },
      ),
      { seed: 20261121, numRuns: 80 },
    );
  });

  test('keeps every state while it grows', () => {
    const store = newStore(2);
    const states = Int32Array.from({ length: 120_000 }, (_, k) =>
      k % 2 === 0 ? k >>> 9 : k & 510,
    );
    const expected = new Set(
      Array.from({ length: 60_000 }, (_, i) => `${(2 * i) >>> 9} ${(2 * i + 1) & 510}`),
    );
    for (let from = 0; from < states.length; from += 2_000)
      add(store, states.slice(from, from + 2_000));
    expect(store.count).toBe(expected.size);
    expect(add(store, states)).toBe(0);
  });

  test('no longer holds states above the level that began', () => {
    const store = newStore(1);
    add(
      store,
      Int32Array.from({ length: 50_000 }, (_, i) => i),
    );
    const before = store.bytes;
    store.beginLevel(40_000);
    expect(store.bytes).toBeLessThan(before - 36_000 * 4);
    expect(store.bytesMax).toBe(before);
    expect(store.wordsOf(40_000)[store.at(40_000)]).toBe(40_000);
  });

  test('gives a chance for the signatures it keeps', () => {
    const store = newStore(1);
    add(
      store,
      Int32Array.from({ length: 1_000 }, (_, i) => i),
    );
    expect(store.chanceOfOmission).toBe((1_000 * 1_001) / 2 ** 65);
    const tiny = newStore(1, { top: 16, rest: 0 });
    add(
      tiny,
      Int32Array.from({ length: 600 }, (_, i) => i * 77),
    );
    expect(tiny.chanceOfOmission).toBe(1);
  });

  test.each([
    [{ top: 16, rest: 0 }, 60],
    [{ top: 16, rest: 0 }, 150],
    [{ top: 16, rest: 2 }, 200],
  ])('misses states as often as it says, or less, and not much less: %j, %i states', (bits, n) => {
    const runs = 1_500;
    let missed = 0;
    let chances = 0;
    for (let run = 0; run < runs; run++) {
      const store = newStore(2, bits);
      const states = Int32Array.from({ length: 2 * n }, (_, k) =>
        k % 2 === 0 ? run * n + k : run,
      );
      if (add(store, states) < n) missed++;
      chances += store.chanceOfOmission;
    }
    const deviation = Math.sqrt(chances * (1 - chances / runs));
    expect(missed).toBeLessThan(chances + 3 * deviation);
    expect(missed).toBeGreaterThan(chances * (1 - chances / runs / 2) - 4 * deviation);
  });
});

describe('a level that is recalled', () => {
  /** A tree of states: number `i` leads to `3 i + step` for three steps. */
  const tree = () =>
    new CompactionStore(1, 4, (words, at, step, out, to) => {
      out[to] = (words[at] ?? 0) * 3 + step;
    });

  test('is what it was, in the same order, whichever came before', () => {
    const store = tree();
    const levels: number[][] = [[0]];
    add(store, Int32Array.of(0));
    let first = 0;
    for (let depth = 0; depth < 9; depth++) {
      store.beginLevel(first);
      const here = levels[depth] ?? [];
      const next: number[] = [];
      here.forEach((state, i) => {
        for (let step = 1; step <= 3; step++) {
          if ((state + step + depth) % 4 === 0) continue;
          if (add(store, Int32Array.of(state * 3 + step)) === 0) continue;
          store.noteOrigin(first + i, step);
          next.push(state * 3 + step);
        }
      });
      first += here.length;
      levels.push(next);
    }
    for (const depth of [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]) {
      store.recall(depth);
      const number = levels.slice(0, depth).flat().length;
      const words = levels[depth]?.map((_, i) => store.wordsOf(number + i)[store.at(number + i)]);
      expect(words).toEqual(levels[depth]);
    }
  });
});

describe('Origins', () => {
  test('reads what was written, from any mark on', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3_000 }),
        fc.array(fc.tuple(fc.oneof(fc.nat(2), fc.nat(200)), fc.nat(10_000)), { maxLength: 60 }),
        fc.nat(60),
        (stepCount, all, from) => {
          const origins = new Origins(stepCount);
          const written: (readonly [number, number])[] = [];
          let mark = origins.mark;
          let parent = 0;
          all.forEach(([more, step], i) => {
            if (i === from) mark = origins.mark;
            parent += more;
            origins.append(parent, step % stepCount);
            written.push([parent, step % stepCount]);
          });
          origins.seek(mark);
          for (const pair of written.slice(from < written.length ? from : 0)) {
            origins.next();
            expect([origins.parent, origins.step]).toEqual(pair);
          }
        },
      ),
      { seed: 20261121, numRuns: 200 },
    );
  });

  test('goes on in the next chunk', () => {
    const origins = new Origins(1 << 20);
    for (let i = 0; i < 40_000; i++) origins.append(i * 3, (i * 7_919) & 0xfffff);
    origins.seek({ bit: 0, parent: 0 });
    for (let i = 0; i < 40_000; i++) {
      origins.next();
      if (origins.parent !== i * 3 || origins.step !== ((i * 7_919) & 0xfffff)) expect.fail(`${i}`);
    }
    expect(origins.bytes).toBeGreaterThan(100_000);
  });
});
