/** What ends a comparison before it is decided. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linkedSystem } from '../testing/linked-systems.ts';
import { compareTraces } from './compare.ts';
import { refines } from './refine.ts';

const [system] = fc.sample(linkedSystem, { seed: 1, numRuns: 1 });
if (system === undefined) throw new Error('no system was generated');

const signal = AbortSignal.abort();
const late = { limits: { timeMsMax: 10 }, started: 0, now: () => 11 };

test('time that has run out before it begins is noticed, however small the systems are', async () => {
  expect((await refines(system, system)).verdict).toBe('refines');
  const limit = { kind: 'time', value: 10 };
  expect(await refines(system, system, late)).toMatchObject({ verdict: 'inconclusive', limit });
  expect(await compareTraces(system, system, late)).toMatchObject({ complete: false, limit });
});

test('an interruption, too', async () => {
  const { verdict, limit } = await refines(system, system, { signal });
  expect(verdict).toBe('inconclusive');
  expect(limit).toEqual({ kind: 'interrupted', value: 0 });
});
