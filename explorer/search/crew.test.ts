import { describe, expect, test } from 'vitest';
import type { SystemDefinition } from '../../models/compose/index.ts';
import { link } from '../compile/link.ts';
import { counter, philosophers, regions, twoStateClock } from '../testing/systems.ts';
import type { SearchResult } from '../verdict.ts';
import { breadthFirst } from './breadth-first.ts';
import type { Tuning } from './tuning.ts';

/** All of a result that does not depend on when memory was taken. */
async function search(
  system: SystemDefinition,
  workers: number,
  tuning: Tuning = {},
): Promise<Omit<SearchResult, 'memoryBytesMax'>> {
  const { memoryBytesMax: _, ...rest } = await breadthFirst(
    link(system),
    { workers },
    { startWorkersAfter: 0, waitForWorkers: true, ...tuning },
  );
  return rest;
}

describe('a search by several workers', () => {
  test.each([twoStateClock(), counter(50), philosophers(6), regions()])(
    'finds what one finds, byte for byte: $name',
    async (system) => {
      const whole = { ...system, properties: [] };
      for (const subject of [system, whole]) {
        const alone = await search(subject, 1);
        expect(await search(subject, 2)).toEqual(alone);
      }
      expect(await search(whole, 3, { generateAfter: 0 })).toEqual(await search(whole, 1));
    },
    60_000,
  );

  test('shares out large levels, and tables that grow', async () => {
    const system = { ...philosophers(14), properties: [] };
    const alone = await search(system, 1);
    expect(alone.states).toBe(228_486n);
    expect(await search(system, 2)).toEqual(alone);
    expect(await search(system, 3, { generateAfter: 0 })).toEqual(alone);
    expect(await search(system, 3, { generateAfter: 0, wasm: false })).toEqual(alone);
  }, 60_000);

  test('goes on alone until others are ready, however many there are', async () => {
    const system = { ...philosophers(8), properties: [] };
    const { memoryBytesMax: _, ...alone } = await breadthFirst(link(system));
    for (const workers of [2, 64]) {
      const tuning = { startWorkersAfter: workers === 2 ? 0 : 1e9 };
      const { memoryBytesMax: __, ...rest } = await breadthFirst(link(system), { workers }, tuning);
      expect(rest).toEqual(alone);
    }
  }, 60_000);

  test('finds the same trace when violations are many', async () => {
    const alone = await search(philosophers(7), 1);
    expect(alone.properties[0]?.path).toHaveLength(7);
    expect(await search(philosophers(7), 2, { generateAfter: 0 })).toEqual(alone);
  });

  test('stops at limits and when it is told to', async () => {
    const linked = link(philosophers(9));
    const few = await breadthFirst(linked, { workers: 2, limits: { statesMax: 1000 } });
    expect(few.limit).toEqual({ kind: 'states', value: 1000 });
    expect(few.states).toBeLessThanOrEqual(1000n);
    expect(few.properties[0]?.verdict).toBe('inconclusive');
    const small = await breadthFirst(linked, { workers: 2, limits: { memoryBytesMax: 60_000 } });
    expect(small.limit).toEqual({ kind: 'memory', value: 60_000 });
    const aborted = await breadthFirst(link({ ...philosophers(9), properties: [] }), {
      workers: 2,
      signal: AbortSignal.abort(),
    });
    expect(aborted.limit?.kind ?? 'complete').toMatch(/interrupted|complete/);
  });
});
