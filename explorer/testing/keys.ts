/** What the laws of tables of keys share: numbers to make keys of, and a set of texts to compare a table with. */

import { expect } from 'vitest';
import type { Room } from '../store/store.ts';

/** A key: its top and its rest. */
export type Key = readonly [top: number, rest: number];

/** A table of keys that consist of a top and a rest of so many bits. */
export interface KeyTable {
  readonly count: number;
  makeRoom(n: number, bytesMax: number): Room;
  has(top: number, rest: number): boolean;
}

/** Where the keys of a batch are put, and which of them were new. */
export interface KeyArrays {
  readonly tops: Int32Array;
  readonly rests: Int32Array;
  readonly fresh: Int32Array;
}

export const ENOUGH = Number.POSITIVE_INFINITY;

export function masked(value: number, bits: number): number {
  return bits === 32 ? value | 0 : value & (2 ** bits - 1);
}

/** Numbers that look random, the same in each run. */
export function scattered(n: number, seed: number): number[] {
  return Array.from({ length: n }, (_, i) => {
    const x = Math.imul(i + seed, 0x9e3779b1);
    const y = Math.imul(x ^ (x >>> 15), 0x85ebca6b);
    return y ^ (y >>> 13);
  });
}

/**
 * Adds keys batch by batch to an empty table and to a set of texts, which must agree about what is new. `addAll`
 * adds the first `n` keys of the arrays and returns how many were new.
 */
export function expectSetOfKeys(
  table: KeyTable,
  [topBits, restBits]: readonly [topBits: number, restBits: number],
  keys: readonly Key[],
  batch: number,
  { tops, rests, fresh }: KeyArrays,
  addAll: (n: number) => number,
): void {
  const known = new Set<string>();
  for (let from = 0; from < keys.length; from += batch) {
    const part = keys.slice(from, from + batch);
    while (table.makeRoom(part.length, ENOUGH) === 'growing');
    tops.set(part.map(([top]) => masked(top, topBits)));
    rests.set(part.map(([, rest]) => masked(rest, restBits)));
    const added: number[] = [];
    part.forEach((_, i) => {
      const text = `${tops[i]} ${rests[i]}`;
      if (!known.has(text)) added.push(i);
      known.add(text);
    });
    expect(addAll(part.length)).toBe(added.length);
    expect([...fresh.subarray(0, added.length)]).toEqual(added);
  }
  expect(table.count).toBe(known.size);
  for (const text of known) {
    const [top = 0, rest = 0] = text.split(' ').map(Number);
    if (!table.has(top, rest)) expect.fail(`lost ${text}`);
  }
}
