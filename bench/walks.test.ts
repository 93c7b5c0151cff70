import { expect, test } from 'vitest';
import { measureWalks, walkable } from './walks.ts';

const limits = { seed: 1, timeMsMax: 600_000, memoryBytesMax: 2 ** 20 };

const [locks] = walkable.filter(({ id }) => id === 'FULL-MSI_LOCKS');
if (locks === undefined) throw new Error('no such entry');

test('the table of walks says how short a run is, and how many states there are at least', async () => {
  const { property, lengths, statesOver, foundMs } = await measureWalks(locks, limits);
  expect([property, lengths?.shown]).toEqual(['L-NODEADLOCK', locks.depth]);
  expect(foundMs).toBeGreaterThan(0);
  expect(statesOver).toBeGreaterThan(10_000n);
});

test('and is not made of a system that can be searched to its end', async () => {
  const small = { guests: 1, vcpus: 1, devices: 1 };
  const ample = { ...limits, memoryBytesMax: 2 ** 28 };
  await expect(measureWalks(locks, ample, small)).rejects.toThrow(
    'FULL-MSI_LOCKS has more states than there is memory for',
  );
});
