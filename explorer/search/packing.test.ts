import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { link } from '../compile/link.ts';
import type { LinkedSystem } from '../system.ts';
import { philosophers } from '../testing/systems.ts';
import { breadthFirst } from './breadth-first.ts';
import { type Packing, packing, type Slots } from './packing.kernel.ts';

/** How many bits of each word are used; throws where a slot has too few, or one of another. */
function bitsOf(system: Slots, how: Packing): readonly number[] {
  const { slotWord, slotShift, slotMask, wordCount } = packing(system, how);
  const words = new Array<bigint>(wordCount).fill(0n);
  system.slots.forEach(({ size }, slot) => {
    const mask = slotMask[slot] ?? 0;
    const bits = BigInt(mask >>> 0) << BigInt(slotShift[slot] ?? 0);
    const word = slotWord[slot] ?? 0;
    if (size - 1 > mask >>> 0) throw new RangeError('a slot has too few bits');
    if (bits >= 2n ** 32n) throw new RangeError('a slot does not fit into its word');
    if (((words[word] ?? 0n) & bits) !== 0n) throw new RangeError('slots overlap');
    words[word] = (words[word] ?? 0n) | bits;
  });
  return words.map((word) => word.toString(2).replaceAll('0', '').length);
}

/** Slots of any sizes, and any steps. */
const anySlots: fc.Arbitrary<Slots> = fc
  .array(fc.integer({ min: 0, max: 31 }), { minLength: 1, maxLength: 40 })
  .chain((widths) =>
    fc.record({
      slots: fc.constant(widths.map((width) => ({ size: 2 ** width }))),
      steps: fc.array(
        fc.uniqueArray(fc.nat(widths.length - 1), { maxLength: 4 }).map((slots) => ({ slots })),
      ),
    }),
  );

/** A ring of philosophers with this many seats, where everybody needs four bits. */
const ring = (seats: number): LinkedSystem => link(philosophers(seats));

describe('slots in words', () => {
  test('have bits of their own, in equally many words', () => {
    fc.assert(
      fc.property(anySlots, (system) => {
        const full = bitsOf(system, 'full');
        const related = bitsOf(system, 'related');
        expect(related.length).toBe(full.length);
        const sum = (bits: readonly number[]) => bits.reduce((all, some) => all + some, 0);
        expect(sum(related)).toBe(sum(full));
      }),
      { seed: 20261121, numRuns: 1_000 },
    );
  });

  test('leave little to the last word, or as much to each', () => {
    expect(bitsOf(ring(11), 'full')).toEqual([32, 12]);
    expect(bitsOf(ring(11), 'related')).toEqual([22, 22]);
    expect(bitsOf(ring(24), 'full')).toEqual([32, 32, 32]);
    expect(bitsOf(ring(24), 'related')).toEqual([32, 32, 32]);
  });

  test('are in one with their neighbours', () => {
    const seats = 12;
    const { slotWord } = packing(ring(seats), 'related');
    // Around the table: a philosopher, the fork at the right, the next philosopher, and so on.
    const around = Array.from({ length: 2 * seats }, (_, i) =>
      i % 2 === 0 ? slotWord[i / 2] : slotWord[seats + (((i + 1) / 2) % seats)],
    );
    const changes = around.filter((word, i) => word !== around.at(i - 1));
    expect(changes).toHaveLength(2);
  });

  test.each([12, 13])('let a tree take at most 10 bytes a state: a ring of %i', async (seats) => {
    const { states, memoryBytesMax } = await breadthFirst(ring(seats), { store: 'tree' });
    expect(states).toBeGreaterThan(30_000n);
    expect(memoryBytesMax / Number(states)).toBeLessThan(10);
  });
});
