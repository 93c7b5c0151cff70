import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ENOUGH, expectSetOfKeys, type Key, masked, scattered } from '../testing/keys.ts';
import { clearBits, readBits, writeBits } from './compact-entries.kernel.ts';
import { type Geometry, nextGeometry, smallestGeometry } from './compact-geometry.ts';
import { CompactTable } from './compact-table.kernel.ts';

/** A table must know what a set of texts knows. */
function agree(topBits: number, restBits: number, keys: readonly Key[], batch: number): void {
  const table = new CompactTable(topBits, restBits);
  const [tops, rests, fresh] = [
    new Int32Array(batch),
    new Int32Array(batch),
    new Int32Array(batch),
  ];
  expectSetOfKeys(table, [topBits, restBits], keys, batch, { tops, rests, fresh }, (n) => {
    const before = table.count;
    expect(table.addAll(tops, rests, n, fresh, ENOUGH)).toBe(n);
    return table.count - before;
  });
}

describe('CompactTable', () => {
  test('knows what a set of texts knows, for keys of any width', () => {
    const key = fc.tuple(fc.oneof(fc.nat(40), fc.integer()), fc.oneof(fc.nat(3), fc.integer()));
    fc.assert(
      fc.property(
        fc.integer({ min: 16, max: 32 }),
        fc.integer({ min: 0, max: 32 }),
        fc.array(key, { maxLength: 400 }),
        fc.integer({ min: 1, max: 50 }),
        (topBits, restBits, keys, batch) => {
          agree(topBits, restBits, keys, batch);
        },
      ),
      { seed: 20261121, numRuns: 80 },
    );
  });

  test.each([
    [32, 32],
    [32, 3],
    [32, 0],
    [28, 0],
    [24, 0],
  ])('keeps every key of %i and %i bits while it grows', (topBits, restBits) => {
    const keys = scattered(40_000, 7).map((top, i) => [top, Math.imul(i, 77)] as const);
    agree(topBits, restBits, [...keys, ...keys.slice(0, 5_000)], 900);
  });

  test('tells keys apart that all have the same home, near and far from it', () => {
    const keys = Array.from({ length: 3_000 }, (_, i) => [5, i] as const);
    agree(32, 20, [...keys, ...keys], 500);
    agree(24, 12, [...keys, ...keys], 500);
    const ascending = Array.from({ length: 6_000 }, (_, i) => [i, 0] as const);
    agree(32, 0, [...ascending, ...ascending], 500);
    const nearTheEnd = Array.from({ length: 6_000 }, (_, i) => [-1 - i, i] as const);
    agree(32, 13, [...nearTheEnd, ...nearTheEnd], 500);
  });

  test('keeps keys that lose their slot to others, and those that get one home by growing', () => {
    /** So many keys of one top: in the sixth group of homes, there by this choice among 256. */
    const crowd = (choice: number, n: number) =>
      Array.from({ length: n }, (_, rest) => [(5 << 15) | (choice << 7), rest] as const);
    agree(24, 12, [...crowd(64, 62), ...crowd(0, 10), ...crowd(64, 62)], 100);
    const others = scattered(2_500, 3).map((top) => [top, 0] as const);
    agree(24, 12, [...crowd(60, 63), ...crowd(70, 10), ...others, ...crowd(60, 63)], 100);
  });

  test('finds keys that were far from their home when a larger table has one for each', () => {
    const crowd = Array.from({ length: 200 }, (_, i) => [i * 2 ** 13, i] as const);
    const others = scattered(60_000, 3).map((top) => [top, 0] as const);
    agree(32, 8, [...crowd, ...others, ...crowd], 500);
    agree(32, 0, [...others, ...crowd, ...others], 500);
  });

  test('takes no more memory than it may, and fills up what it has', () => {
    const table = new CompactTable(32, 0);
    const limit = table.bytes;
    let added = 0;
    while (table.makeRoom(1, limit) === 'ready') table.add(scattered(1, added++)[0] ?? 0, 0);
    expect(table.makeRoom(1, limit)).toBe('memory');
    expect(table.bytes).toBe(limit);
    expect(table.count).toBe(Math.floor(0.88 * 2_048));
  });

  test('says when its keys have too few bits for a larger table', () => {
    const table = new CompactTable(16, 0);
    let n = 0;
    while (table.makeRoom(1, ENOUGH) !== 'full') if (!table.isMoving) table.add(n++, 0);
    expect(table.count).toBeGreaterThan(1_000);
  });

  test('adds no more keys than it may', () => {
    const table = new CompactTable(32, 0);
    const fresh = new Int32Array(4);
    const rests = new Int32Array(4);
    expect(table.addAll(Int32Array.of(5, 5, 6, 7), rests, 4, fresh, 2)).toBe(3);
    expect([table.count, table.has(7, 0), table.has(6, 0)]).toEqual([2, false, true]);
  });
});

describe('geometry', () => {
  test('larger tables have more homes, and homes never move to the left, measured in bits', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 20, max: 32 }),
        fc.integer({ min: 0, max: 32 }),
        fc.integer({ min: 2_048, max: 200_000 }),
        fc.integer(),
        fc.constantFrom(1.1, 1.3, 2),
        (topBits, restBits, homes, key, factor) => {
          const is = smallestGeometry(topBits, restBits, homes);
          const next = is === null ? null : nextGeometry(is, factor);
          if (is === null || next === null) return;
          expect(is.homes).toBeGreaterThanOrEqual(homes);
          expect(next.homes).toBeGreaterThan(is.homes);
          expect(next.width).toBeGreaterThanOrEqual(10);
          const fraction = masked(key, topBits) >>> 0;
          const home = share(is, fraction);
          if (home < 2_048) return;
          expect(share(next, fraction) * next.width).toBeGreaterThanOrEqual(home * is.width);
        },
      ),
      { seed: 20261121, numRuns: 500 },
    );
  });
});

function share(g: Geometry, top: number): number {
  const choice = Math.floor(top / 2 ** g.lowBits) % 2 ** g.choiceBits;
  const group = Math.floor(top / 2 ** (g.topBits - g.groupBits));
  return group * g.parts + Math.floor((g.choices[choice] ?? 0) / 256);
}

describe('bits', () => {
  test('what is written is read, and the neighbours stay', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 1, max: 32 }),
        fc.integer(),
        (bit, width, value) => {
          const words = new Int32Array(8).fill(-1);
          writeBits(words, bit >>> 5, bit & 31, width, value);
          expect(readBits(words, bit >>> 5, bit & 31, width)).toBe(masked(value, width));
          writeBits(words, bit >>> 5, bit & 31, width, -1);
          expect([...words]).toEqual(new Array(8).fill(-1));
          clearBits(words, bit, bit + width);
          expect(readBits(words, bit >>> 5, bit & 31, width)).toBe(0);
          writeBits(words, bit >>> 5, bit & 31, width, -1);
          expect([...words]).toEqual(new Array(8).fill(-1));
        },
      ),
      { seed: 20261121, numRuns: 300 },
    );
  });
});
