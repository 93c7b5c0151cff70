import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { treeKernel } from '../testing/kernels.ts';
import {
  ENOUGH,
  expectSetOfKeys,
  type Key,
  type KeyArrays,
  masked,
  scattered,
} from '../testing/keys.ts';
import { giveBack } from '../wasm/memories.ts';
import { keysIn } from '../wasm/tree-area.ts';
import {
  aimAt,
  extrasAgree,
  newEntry,
  readEntry,
  restOfEntry,
  topOfEntry,
  writeEntry,
} from './line-entries.kernel.ts';
import { LINE_WORDS, lineGeometry, smallestLines } from './line-geometry.ts';
import { LineTable } from './line-table.kernel.ts';

/** A table must know what a set of texts knows, by a kernel and without one. */
function agree(topBits: number, restBits: number, keys: readonly Key[], batch: number): void {
  const { kernel, memory } = treeKernel(batch);
  const served = new LineTable(topBits, restBits);
  served.serve(kernel, keysIn(memory.buffer));
  agreeIn(served, kernel, [topBits, restBits], keys, batch);
  giveBack(memory, 0);
  const [tops, rests, fresh] = [
    new Int32Array(batch),
    new Int32Array(batch),
    new Int32Array(batch),
  ];
  const table = new LineTable(topBits, restBits);
  agreeIn(table, { tops, rests, fresh }, [topBits, restBits], keys, batch);
}

function agreeIn(
  table: LineTable,
  arrays: KeyArrays,
  bits: readonly [number, number],
  keys: readonly Key[],
  batch: number,
): void {
  const { tops, rests, fresh } = arrays;
  expectSetOfKeys(table, bits, keys, batch, arrays, (n) => table.addAll(tops, rests, n, fresh));
}

describe('LineTable', () => {
  test('knows what a set of texts knows, for keys of any width', () => {
    const key = fc.tuple(fc.oneof(fc.nat(40), fc.integer()), fc.oneof(fc.nat(3), fc.integer()));
    fc.assert(
      fc.property(
        fc.integer({ min: 12, max: 32 }),
        fc.integer({ min: 0, max: 32 }),
        fc.array(key, { maxLength: 400 }),
        fc.integer({ min: 1, max: 50 }),
        (topBits, restBits, keys, batch) => {
          agree(topBits, restBits, keys, batch);
        },
      ),
      { seed: 20261122, numRuns: 80 },
    );
  });

  test.each([
    [32, 32],
    [32, 3],
    [32, 0],
    [28, 0],
    [24, 0],
    [20, 0],
    [18, 2],
  ])('keeps every key of %i and %i bits while it grows', (topBits, restBits) => {
    const keys = scattered(40_000, 7).map((top, i) => [top, Math.imul(i, 77)] as const);
    agree(topBits, restBits, [...keys, ...keys.slice(0, 5_000)], 900);
  });

  test('tells keys apart that all have the same home, near and far from it', () => {
    const keys = Array.from({ length: 3_000 }, (_, i) => [5, i] as const);
    agree(32, 20, [...keys, ...keys], 500);
    agree(24, 12, [...keys, ...keys], 500);
    agree(16, 12, [...keys, ...keys], 500);
    const ascending = Array.from({ length: 6_000 }, (_, i) => [i, 0] as const);
    agree(32, 0, [...ascending, ...ascending], 500);
    agree(16, 0, [...ascending, ...ascending], 500);
    const nearTheEnd = Array.from({ length: 6_000 }, (_, i) => [-1 - i, i] as const);
    agree(32, 13, [...nearTheEnd, ...nearTheEnd], 500);
    agree(17, 0, [...nearTheEnd, ...nearTheEnd], 500);
  });

  test('keeps keys away from home, and those that get one by growing', () => {
    /** So many keys with the home of all numbers that begin like this one. */
    const crowd = (first: number, n: number) =>
      Array.from({ length: n }, (_, i) => [(first << 12) | i, 0] as const);
    const others = scattered(9_000, 3).map((top) => [top, 0] as const);
    for (const n of [40, 230, 400]) {
      agree(18, 0, [...crowd(5, n), ...crowd(6, 10), ...others, ...crowd(5, n)], 900);
      agree(18, 12, [...crowd(5, n), ...crowd(6, 10), ...others, ...crowd(5, n)], 900);
    }
  });

  test('keeps its keys when it is asked for wider ones only after it was emptied', () => {
    const table = new LineTable(32, 0);
    table.add(1, 0);
    expect(table.reset(32, 12, 2_000, ENOUGH)).toBe(true);
    expect([table.count, table.has(1, 0)]).toEqual([0, false]);
    expect(table.reset(32, 30, 5_000, table.bytes)).toBe(false);
    table.add(1, 2 ** 12 - 1);
    expect([table.has(1, 2 ** 12 - 1), table.has(1, 0)]).toEqual([true, false]);
  });

  test('takes no more memory than it may, and fills up what it has', () => {
    const table = new LineTable(18, 0);
    const keys = scattered(4_000, 1).map((key) => masked(key, 18));
    const limit = table.bytes;
    for (const key of keys) {
      if (table.makeRoom(1, limit) !== 'ready') break;
      table.add(key, 0);
    }
    expect(table.makeRoom(1, limit)).toBe('memory');
    // Four keys are too far from home, and kept apart.
    expect(table.bytes).toBe(limit + 4 * 64);
    expect(table.count).toBe(Math.floor(0.92 * 2_048));
  });

  test('is fuller where it has no bytes to spare', () => {
    const [one, other] = [new LineTable(18, 0), new LineTable(18, 0)];
    for (const key of scattered(1_700, 1)) {
      while (one.makeRoom(1, ENOUGH) === 'growing');
      while (other.makeRoom(1, ENOUGH, 0) === 'growing');
      one.add(masked(key, 18), 0);
      other.add(masked(key, 18), 0);
    }
    expect(one.bytes).toBeGreaterThan(other.bytes);
  });

  test('says when its keys have too few bits for a larger table', () => {
    const table = new LineTable(6, 10);
    let n = 0;
    while (table.makeRoom(1, ENOUGH) !== 'full') if (!table.isMoving) table.add(n % 64, n++);
    expect(table.count).toBeGreaterThan(1_000);
  });
});

describe('lines', () => {
  test('a key is what its place and what is written there say, and the neighbours stay', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 6, max: 32 }),
        fc.integer({ min: 0, max: 32 }),
        fc.array(fc.tuple(fc.integer(), fc.integer()), { minLength: 32, maxLength: 32 }),
        fc.nat(6),
        (topBits, restBits, keys, away) => {
          const g = smallestLines(topBits, restBits, 1);
          if (g === null) return;
          const words = new Int32Array(2 * LINE_WORDS + 2).fill(-1);
          const [entry, read] = [newEntry(), newEntry()];
          const all = keys
            .slice(0, g.places)
            .map(([top, rest]) => [masked(top, topBits), masked(rest, restBits)] as const);
          all.forEach(([top, rest], place) => {
            aimAt(g, top, rest, entry);
            entry.tag += away;
            writeEntry(g, words, 1, place, entry);
          });
          expect(words.subarray(0, LINE_WORDS).every((word) => word === -1)).toBe(true);
          all.forEach(([top, rest], place) => {
            aimAt(g, top, rest, entry);
            readEntry(g, words, 1, place, read);
            expect(read.home).toBe(1 - away);
            read.home = entry.home;
            expect([topOfEntry(g, read), restOfEntry(g, read)]).toEqual([top, rest]);
            expect(extrasAgree(g, words, 1, place, entry)).toBe(true);
          });
        },
      ),
      { seed: 20261122, numRuns: 500 },
    );
  });

  test('are as wide as one of the cache, and a table has enough of them', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 6, max: 32 }),
        fc.integer({ min: 0, max: 32 }),
        fc.integer({ min: 1, max: 200_000 }),
        (topBits, restBits, keys) => {
          const g = smallestLines(topBits, restBits, keys);
          if (g === null) return;
          expect(g.places * (16 + g.extraBits)).toBeLessThanOrEqual(512);
          expect(g.leftBits + restBits).toBeLessThanOrEqual(16 - g.awayBits + g.extraBits);
          expect(g.capacity).toBeGreaterThanOrEqual(keys);
          const next = lineGeometry(topBits, restBits, g.lineBits + 1);
          if (next !== null) expect(next.capacity).toBeGreaterThanOrEqual(2 * g.capacity);
        },
      ),
      { seed: 20261122, numRuns: 500 },
    );
  });
});
