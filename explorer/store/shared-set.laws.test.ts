import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { insertAll } from '../testing/inserting.ts';
import { fasterThread, type Serving, serve, waysToServe } from '../testing/kernels.ts';
import { numbersOf } from './find-states.ts';
import type { Rest } from './keyed-table.kernel.ts';
import { newSharedMemory, wasmMemoryFor } from './shared-memory.kernel.ts';
import { SharedSet } from './shared-set.kernel.ts';
import { SharedStates } from './shared-states.kernel.ts';
import { hashAll } from './table.kernel.ts';

/** Threads that take turns, so that everything repeats. Each entry of `turns`: whose it is, and states. */
function agree(
  wordCount: number,
  threads: number,
  turns: readonly (readonly [number, readonly number[]])[],
  by: Serving,
  rest: Rest | null = null,
  memory = newSharedMemory(wordCount, threads, rest),
): void {
  const nMax = Math.max(1, ...turns.map(([, words]) => Math.floor(words.length / wordCount)));
  const members = Array.from({ length: threads }, (_, thread) => {
    const set = new SharedSet(memory, thread);
    const { words: packed, hashes, fresh } = serve(set, by, nMax);
    return { set, packed, hashes, fresh };
  });
  const owner = new Map<string, string>();
  for (const [turn, words] of turns) {
    const thread = turn % threads;
    const member = members[thread];
    if (member === undefined) throw new RangeError('there is no such thread');
    const { set, packed, hashes, fresh } = member;
    const n = Math.floor(words.length / wordCount);
    for (let room = set.makeRoom(n); room !== 'ready'; room = set.makeRoom(n)) {
      expect(room).toBe('meet');
      growTogether(
        members.map((member) => member.set),
        n,
      );
    }
    packed.set(words.slice(0, n * wordCount));
    hashAll(packed, 0, wordCount, n, hashes);
    const known = set.count;
    expect(set.addAll(packed, n, fresh, Number.POSITIVE_INFINITY, hashes)).toBe(n);
    const added: number[] = [];
    for (let i = 0; i < n; i++) {
      const text = String(packed.subarray(i * wordCount, (i + 1) * wordCount));
      if (owner.has(text)) continue;
      owner.set(text, `${thread}: ${known + added.length}`);
      added.push(i);
    }
    expect([...fresh.subarray(0, set.count - known)]).toEqual(added);
  }
  const wanted = [...owner.keys()].map((text) => Int32Array.from(text.split(',').map(Number)));
  const found = members.map(({ set }) => numbersOf(wanted, set));
  [...owner.values()].forEach((where, i) => {
    const places = found.flatMap((numbers, t) =>
      numbers[i] === -1 ? [] : [`${t}: ${numbers[i]}`],
    );
    expect(places).toEqual([where]);
  });
}

/** Makes room as a crew does, one after the other. */
function growTogether(sets: readonly SharedSet[], states: number): void {
  const [leader] = sets;
  for (let room = leader?.grow(states); room !== 'ready'; room = leader?.grow(states)) {
    expect(room).toBe('double');
    leader?.doubleAlone();
  }
  for (const set of sets) set.refresh();
}

/** States with so narrow a second word have keyed entries in tables of 2^13 or more. */
const REST: Rest = { word: 1, bits: 3 };

describe('a shared set', () => {
  test('gives each state to the thread that found it first, in the order of its finds', () => {
    const word = fc.oneof(fc.nat(6), fc.integer());
    const turns = fc.array(fc.tuple(fc.nat(3), fc.array(word, { maxLength: 40 })), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 3 }),
        turns,
        fc.constantFrom(...waysToServe),
        (wordCount, threads, all, by) => agree(wordCount, threads, all, by),
      ),
      { seed: 20261121, numRuns: 100 },
    );
  });

  /** Turns of two threads with 29 300 states in all, of which the second word takes 3 bits. */
  const manyTurns = Array.from({ length: 40 }, (_, t) => {
    const words = Array.from({ length: 2 * 1_000 }, (_, i) => (i % 2 === 0 ? t * 700 + i : i & 6));
    return [t % 2, words] as const;
  });

  test.each(waysToServe.flatMap((by) => [null, REST].map((rest) => [by, rest] as const)))(
    'keeps every state while it grows: %s, rest: %o',
    (by, rest) => {
      agree(2, 2, manyTurns, by, rest);
    },
  );

  test.each([1, 3, 4])('keeps every state of %i words while it grows by a kernel', (wordCount) => {
    const words = (t: number, w: number): number[] =>
      Array.from({ length: 500 }, (_, i) => (w === wordCount - 1 ? t * 300 + i : (t + i) % 3));
    const turns = Array.from({ length: 60 }, (_, t) => {
      const columns = Array.from({ length: wordCount }, (_, w) => words(t, w));
      return [t % 2, Array.from({ length: 500 }, (_, i) => columns.map((of) => of[i] ?? 0)).flat()];
    });
    agree(wordCount, 2, turns as [number, number[]][], 'kernel');
    if (wordCount === 1) agree(1, 2, turns as [number, number[]][], 'kernel', { word: 1, bits: 0 });
  });

  test.each([
    [{ chunks: 1_000, tableBits: 13 }, null],
    [{ chunks: 1_000, tableBits: 14 }, REST],
    [{ chunks: 7, tableBits: 28 }, null],
    [{ chunks: 7, tableBits: 28 }, REST],
  ])('goes on where a kernel cannot: %o, rest: %o', (limits, rest) => {
    const memory = newSharedMemory(2, 2, rest, undefined, wasmMemoryFor(2), limits);
    agree(2, 2, manyTurns, 'kernel', rest, memory);
    expect(new SharedStates(memory).isInWasm).toBe(false);
  });

  test('does without a WebAssembly memory', () => {
    agree(2, 2, manyTurns, 'code made', REST, newSharedMemory(2, 2, REST, undefined, null));
  });

  test.each([null, { word: 0, bits: 0 }])(
    'grows by itself while no other thread is at work; rest: %o',
    (rest) => {
      const set = new SharedSet(newSharedMemory(1, 2, rest), 0);
      set.isAlone = true;
      const packed = new Int32Array(1 << 12);
      const fresh = new Int32Array(1 << 12);
      for (let first = 0; first < 3 << 20; first += packed.length) {
        for (let i = 0; i < packed.length; i++) packed[i] = first + i;
        expect(set.makeRoom(packed.length)).toBe('ready');
        set.addAll(packed, packed.length, fresh, Number.POSITIVE_INFINITY);
      }
      expect(set.count).toBe(3 << 20);
      const again = packed.slice();
      for (let first = 0; first < 3 << 20; first += 1001 * again.length) {
        for (let i = 0; i < again.length; i++) again[i] = first + i;
        expect(set.makeRoom(again.length)).toBe('ready');
        set.addAll(again, again.length, fresh, Number.POSITIVE_INFINITY);
      }
      expect(set.count).toBe(3 << 20);
    },
  );

  test('adds no more states than it may', () => {
    const set = new SharedSet(newSharedMemory(1, 1), 0);
    set.isAlone = true;
    const fresh = new Int32Array(4);
    expect(set.makeRoom(4)).toBe('ready');
    expect(set.addAll(Int32Array.of(5, 5, 6, 7), 4, fresh, 2)).toBe(3);
    expect(set.count).toBe(2);
    expect(numbersOf([Int32Array.of(6), Int32Array.of(7)], set)).toEqual([1, -1]);
  });

  test('refuses memory it may not have', () => {
    const set = new SharedSet(newSharedMemory(1, 1), 0);
    set.isAlone = true;
    expect(set.makeRoom(1 << 20, set.bytes)).toBe('memory');
  });

  test.each([
    [false, null],
    [true, null],
    [false, REST],
    [true, REST],
  ])(
    'leaves a state to a thread that is a little faster; code made: %s, rest: %o',
    (isMade, rest) => {
      const memory = newSharedMemory(2, 2, rest);
      const [slow, fast] = [new SharedSet(memory, 0), new SharedSet(memory, 1)];
      growTogether([slow, fast], 10_000);
      const packed = new Int32Array(2);
      const hashes = new Int32Array(1);
      const fresh = new Int32Array(1);
      if (isMade) slow.serve({ packed, hashes, fresh });
      const exchange = Atomics.compareExchange;
      let isFaster = false;
      vi.spyOn(Atomics, 'compareExchange').mockImplementation((...words) => {
        isFaster = !isFaster;
        if (isFaster) fast.addAll(packed.slice(), 1, new Int32Array(1), Number.POSITIVE_INFINITY);
        return exchange(...words);
      });
      for (let value = 0; value < 10_000; value++) {
        packed.set([value, value % 8]);
        hashAll(packed, 0, 2, 1, hashes);
        expect(slow.makeRoom(1)).toBe('ready');
        expect(fast.makeRoom(1)).toBe('ready');
        slow.addAll(packed, 1, fresh, Number.POSITIVE_INFINITY, hashes);
      }
      vi.restoreAllMocks();
      expect([slow.count, fast.count]).toEqual([0, 10_000]);
    },
  );

  test.each([null, REST])('leaves states to a thread faster than a kernel; rest: %o', (rest) => {
    const set = new SharedSet(newSharedMemory(2, 2, rest), 0);
    growTogether([set], 1 << 17);
    const values = 6_000;
    const { words: packed, hashes, fresh } = serve(set, 'kernel', values, fasterThread(2));
    expect(set.makeRoom(values)).toBe('ready');
    for (let value = 0; value < values; value++) packed.set([value, value % 8], 2 * value);
    hashAll(packed, 0, 2, values, hashes);
    for (let round = 0; round < 2; round++) {
      set.addAll(packed, values, fresh, Number.POSITIVE_INFINITY, hashes);
      expect(set.count).toBe(0);
    }
  });

  test.each([
    ['code made', null],
    ['code made', REST],
    ['kernel', null],
    ['kernel', REST],
  ] as const)(
    'holds each state once when threads add the same ones at the same time: %s, rest: %o',
    async (by, rest) => {
      const values = 300_000;
      const threads = 2;
      const memory = newSharedMemory(2, threads, rest);
      growTogether([new SharedSet(memory, 0)], values);
      const start = new Int32Array(new SharedArrayBuffer(4));
      const order = { memory, start, threads, values, by };
      const { href } = new URL('../testing/inserting-thread.ts', import.meta.url);
      const load = `import('tsx/esm/api').then((tsx) => (tsx.register(), import('${href}')));`;
      const other = new Worker(load, { eval: true, workerData: { ...order, thread: 1 } });
      const theirs = once(other, 'message');
      while (Atomics.load(start, 0) === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      const counts = [insertAll({ ...order, thread: 0 }), ...(await theirs)] as number[];
      const all = new SharedSet(memory, 0);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(values);
      const seen = new Uint8Array(values);
      counts.forEach((count, thread) => {
        const share = all.shareOf(thread, count);
        for (let number = 0; number < count; number++) {
          const value = share.wordsOf(number)[share.at(number) + 1] ?? -1;
          expect(share.wordsOf(number)[share.at(number)]).toBe(value % 8);
          seen[value] = (seen[value] ?? 0) + 1;
        }
      });
      expect(seen.every((times) => times === 1)).toBe(true);
    },
    60_000,
  );
});
