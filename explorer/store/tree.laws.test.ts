import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { serveByKernel, treeKernel } from '../testing/kernels.ts';
import type { BatchArrays } from '../wasm/area.ts';
import { giveBack, takeMemory } from '../wasm/memories.ts';
import { TreeStore } from './tree.kernel.ts';
import { bestCut } from './tree-cut.kernel.ts';
import { plainCut } from './tree-halves.kernel.ts';
import { keyShape, scramble } from './tree-keys.kernel.ts';
import { TreeNodes } from './tree-nodes.kernel.ts';
import { TreeRoots } from './tree-roots.kernel.ts';
import type { Mixing } from './tree-set.kernel.ts';

/** Every inner node collides with every other, and roots are hardly scattered. */
const WEAK: Mixing = { nodes: 0, roots: 1 };

/** States of more words are left to the loops. */
const KERNEL_WORDS_MAX = 12;

/**
 * Adds batch after batch to a store and to a map of texts, which must number them alike; and to another store,
 * which a kernel serves after some of them, in memory that was used before.
 */
function agree(
  wordCount: number,
  batches: readonly (readonly number[])[],
  mixing?: Mixing,
): TreeStore {
  if (wordCount <= KERNEL_WORDS_MAX) agreeBy('kernel', wordCount, batches, mixing);
  return agreeBy('loops', wordCount, batches, mixing);
}

function agreeBy(
  by: 'loops' | 'kernel',
  wordCount: number,
  batches: readonly (readonly number[])[],
  mixing?: Mixing,
): TreeStore {
  const memory = by === 'kernel' ? takeMemory() : null;
  const store = new TreeStore(wordCount, mixing, undefined, memory);
  const numbers = new Map<string, number>();
  const sizes = batches.map((batch) => Math.floor(batch.length / wordCount));
  let arrays: Pick<BatchArrays, 'words' | 'fresh'> | null = null;
  for (const [b, batch] of batches.entries()) {
    const n = sizes[b] ?? 0;
    if (by === 'kernel' && 4 * b >= batches.length) {
      arrays ??= serveByKernel(store, Math.max(...sizes, 1));
    }
    const fresh = arrays?.fresh ?? new Int32Array(n);
    while (store.makeRoom(n) === 'growing');
    const known = store.count;
    const packed = arrays?.words ?? new Int32Array(n * wordCount);
    packed.set(batch.slice(0, n * wordCount));
    expect(store.addAll(packed, n, fresh, Number.POSITIVE_INFINITY)).toBe(n);
    const added: number[] = [];
    for (let i = 0; i < n; i++) {
      const text = String(packed.subarray(i * wordCount, (i + 1) * wordCount));
      if (!numbers.has(text)) {
        numbers.set(text, numbers.size);
        added.push(i);
      }
    }
    expect([...fresh.subarray(0, store.count - known)]).toEqual(added);
  }
  expect(store.count).toBe(numbers.size);
  for (const [text, number] of numbers) {
    const read = store.wordsOf(number);
    const at = store.at(number);
    const words = read.subarray(at, at + wordCount);
    if (String(words) !== text) expect.fail(`state ${number} became ${words}`);
  }
  expect(store.bytes).toBeLessThanOrEqual(store.bytesMax);
  store.release();
  return store;
}

/** Batches of states in which each word takes some of `values` values. */
function synthetic(wordCount: number, states: number, values: readonly number[]): number[][] {
  const words = Array.from({ length: states * wordCount }, (_, k) => {
    const i = Math.floor(k / wordCount);
    const x = Math.imul(i + 1, 0x9e3779b1 + 2 * (k % wordCount));
    return (x >>> 7) % (values[k % values.length] ?? 1);
  });
  const perBatch = 1_000 * wordCount;
  return Array.from({ length: Math.ceil(words.length / perBatch) }, (_, b) =>
    words.slice(b * perBatch, (b + 1) * perBatch),
  );
}

describe('TreeStore', () => {
  const word = fc.oneof(fc.nat(6), fc.integer());
  const batches = fc.array(fc.array(word, { maxLength: 120 }), { maxLength: 10 });
  const width = fc.integer({ min: 1, max: 20 });

  test('numbers states as a map of texts does, repeats within a batch included', () => {
    fc.assert(
      fc.property(width, batches, (wordCount, all) => {
        agree(wordCount, all);
      }),
      { seed: 20261121, numRuns: 60 },
    );
  });

  test('does so when its hash functions are of no use', () => {
    fc.assert(
      fc.property(width, batches, (wordCount, all) => {
        agree(wordCount, all, WEAK);
      }),
      { seed: 20261121, numRuns: 40 },
    );
    agree(2, synthetic(2, 8_000, [90, 700]), WEAK);
  });

  test.each([
    [1, [2 ** 25]],
    [2, [2 ** 9, 2 ** 12]],
    [2, [2 ** 25, 3]],
    [2, [3, 2 ** 25]],
    [3, [2 ** 12]],
    [4, [2 ** 25]],
    [7, [2, 5, 2 ** 8]],
    [20, [2, 3]],
  ])('keeps every state of %i words while it grows, with values %j', (wordCount, values) => {
    agree(wordCount, synthetic(wordCount, 25_000, values));
  });

  test('scrambles roots of any width by a kernel as loops do', () => {
    const { kernel, memory } = treeKernel(40);
    const [lefts = new Int32Array(0), rights = lefts] = kernel.newColumns(1);
    const bits = fc.integer({ min: 1, max: 31 });
    const halves = fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 40 });
    fc.assert(
      fc.property(bits, bits, halves, (leftBits, rightBits, pairs) => {
        lefts.set(pairs.map(([left]) => left % 2 ** leftBits));
        rights.set(pairs.map(([, right]) => right % 2 ** rightBits));
        const shape = keyShape(leftBits, rightBits, 0);
        const n = pairs.length;
        const [tops, rests] = [new Int32Array(n), new Int32Array(n)];
        scramble(shape, 0x85ebca6b, lefts, rights, n, tops, rests);
        kernel.scramble(shape, 0x85ebca6b, lefts, rights, n);
        expect(kernel.tops.slice(0, n)).toEqual(tops);
        expect(kernel.rests.slice(0, n)).toEqual(rests);
      }),
      { seed: 20261121, numRuns: 200 },
    );
    giveBack(memory, 0);
  });

  test('takes few bytes for a state of many words', () => {
    const digits = Array.from({ length: 4 ** 8 * 8 }, (_, k) => ((k >>> 3) >>> ((k & 7) * 2)) & 3);
    const batches = Array.from({ length: 64 }, (_, b) => digits.slice(b * 8_192, (b + 1) * 8_192));
    const store = agree(8, batches);
    expect(store.count).toBe(4 ** 8);
    expect(store.bytesMax / store.count).toBeLessThan(10);
  });

  test('finds out which words belong together', () => {
    const states = Array.from({ length: 40_000 }, (_, i) => {
      const [a, b] = [i % 200, Math.floor(i / 200)];
      return [a, b, a * 7_919, b * 104_729];
    });
    const batches = Array.from({ length: 40 }, (_, b) =>
      states.slice(b * 1_000, b * 1_000 + 1_000),
    );
    const store = agree(
      4,
      batches.map((batch) => batch.flat()),
    );
    expect(store.bytes / store.count).toBeLessThan(8);
    const { cut, gain } = bestCut(Int32Array.from(states.flat()), 40_000, 4, plainCut(4));
    expect(cut).toEqual({ order: [0, 2, 1, 3], middle: 2 });
    expect(gain).toBeGreaterThan(3);
  });

  test('adds no more states than it may', () => {
    const store = new TreeStore(2);
    const fresh = new Int32Array(4);
    while (store.makeRoom(4) === 'growing');
    const packed = Int32Array.of(5, 1, 5, 1, 6, 1, 7, 1);
    expect(store.addAll(packed, 4, fresh, 2)).toBe(3);
    expect(store.count).toBe(2);
    expect([...fresh.subarray(0, 2)]).toEqual([0, 2]);
    expect(store.addAll(packed, 4, fresh, 9)).toBe(4);
    expect([store.count, fresh[0]]).toEqual([3, 3]);
  });

  test('takes no more memory than it may', () => {
    const limit = 400_000;
    const store = new TreeStore(3);
    const fresh = new Int32Array(1_000);
    let stopped = '';
    for (const batch of synthetic(3, 200_000, [2 ** 20])) {
      const n = batch.length / 3;
      do stopped = store.makeRoom(n, limit);
      while (stopped === 'growing');
      if (stopped !== 'ready') break;
      store.addAll(Int32Array.from(batch), n, fresh, Number.POSITIVE_INFINITY);
    }
    expect(stopped).toBe('memory');
    expect(store.bytesMax).toBeLessThanOrEqual(limit);
    expect(store.count).toBeGreaterThan(1_000);
    expect(store.makeRoom(1_000, limit)).toBe('memory');
  });
});

describe('roots as keys', () => {
  /** Keys of roots with all pairs of these numbers as halves. */
  function keys(
    leftBits: number,
    rightBits: number,
    lefts: readonly number[],
    rights: readonly number[],
  ) {
    const shape = keyShape(leftBits, rightBits, 0);
    const pairs = lefts.flatMap((left) => rights.map((right) => [left, right] as const));
    const tops = new Int32Array(pairs.length);
    const rests = new Int32Array(pairs.length);
    const left = Int32Array.from(pairs, ([half]) => half);
    const right = Int32Array.from(pairs, ([, half]) => half);
    scramble(shape, 0x85ebca6b, left, right, pairs.length, tops, rests);
    expect(tops.every((top) => top >>> 0 < 2 ** shape.topBits)).toBe(true);
    expect(rests.every((rest) => rest >>> 0 < 2 ** shape.restBits)).toBe(true);
    return new Set(pairs.map((_, i) => `${tops[i]} ${rests[i]}`));
  }

  test('are different for all roots of few bits', () => {
    const numbers = Array.from({ length: 128 }, (_, i) => i);
    expect(keys(7, 7, numbers, numbers).size).toBe(2 ** 14);
  });

  test('are told apart by their rest where their tops are equal', () => {
    for (let low = 0; low < 50; low++) {
      const other = (low - 0x9e3779b1) >>> 0;
      const [left, right] = [(1 << 12) | (other >>> 20), other & 0xfffff];
      const shape = keyShape(20, 20, 0);
      const tops = new Int32Array(2);
      const rests = new Int32Array(2);
      scramble(
        shape,
        0x85ebca6b,
        Int32Array.of(0, left),
        Int32Array.of(low, right),
        2,
        tops,
        rests,
      );
      expect(tops[0]).toBe(tops[1]);
      expect([...rests]).toEqual([0, 1]);
    }
  });

  test('are different for roots of any width', () => {
    const bits = fc.integer({ min: 1, max: 31 });
    const halves = fc.uniqueArray(fc.oneof(fc.nat(40), fc.nat(2 ** 31 - 1)), { maxLength: 40 });
    fc.assert(
      fc.property(bits, bits, halves, halves, (leftBits, rightBits, some, others) => {
        const lefts = [...new Set(some.map((half) => half % 2 ** leftBits)), 2 ** (leftBits - 1)];
        const rights = [...new Set(others.map((half) => half % 2 ** rightBits))];
        const count = new Set(lefts).size * rights.length;
        expect(keys(leftBits, rightBits, [...new Set(lefts)], rights).size).toBe(count);
      }),
      { seed: 20261121, numRuns: 300 },
    );
  });
});

describe('TreeNodes', () => {
  test.each([undefined, 0])(
    'numbers pairs in order of appearance (multiplier %s)',
    (multiplier) => {
      const nodes = new TreeNodes(multiplier);
      const left = Int32Array.from({ length: 3_000 }, (_, i) => i % 1_500);
      const right = Int32Array.from(left, (x) => -x);
      expect(nodes.makeRoom(3_000, Number.POSITIVE_INFINITY)).toBe(true);
      const numbers = new Int32Array(3_000);
      nodes.numberAll(left, right, 3_000, numbers);
      expect([...numbers]).toEqual([...left]);
      expect(nodes.count).toBe(1_500);
      expect(nodes.makeRoom(100_000, nodes.bytes)).toBe(false);
    },
  );
});

describe('TreeRoots', () => {
  test('reads what was written, in any order, with widths that grow', () => {
    const roots = new TreeRoots(2, 3);
    const pairs: (readonly [number, number])[] = [];
    for (let era = 0; era < 15; era++) {
      for (let i = 0; i < 3_000; i++) {
        const pair = [(i * 7) % 2 ** (2 + era), (i * 5) % 2 ** (3 + 2 * era)] as const;
        roots.append(...pair);
        pairs.push(pair);
      }
      roots.widen(3 + era, 5 + 2 * era);
    }
    for (let k = 0; k < pairs.length; k++) {
      const number = (k * 7_919) % pairs.length;
      roots.read(number);
      expect([roots.left, roots.right]).toEqual(pairs[number]);
    }
  });
});
