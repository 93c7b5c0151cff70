import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SystemDefinition } from '../../models/compose/index.ts';
import { link } from '../compile/link.ts';
import type { StoreKind } from '../store/store.ts';
import type { LinkedSystem } from '../system.ts';
import { systemFrom } from '../testing/system-from.ts';
import { systemPlan } from '../testing/system-plan.ts';
import { counter, philosophers, regions, twoStateClock } from '../testing/systems.ts';
import type { PropertyResult, SearchResult } from '../verdict.ts';
import { breadthFirst } from './breadth-first.ts';
import type { Tuning } from './tuning.ts';

type Found = Omit<SearchResult, 'memoryBytesMax'>;

async function search(system: LinkedSystem, store: StoreKind, tuning?: Tuning): Promise<Found> {
  const { memoryBytesMax: _, ...rest } = await breadthFirst(system, { store }, tuning);
  return rest;
}

/** What a search that may miss states has to say where another one said this. */
function doubted(found: Found): Found {
  const { limit } = found;
  return {
    ...found,
    complete: false,
    limit,
    properties: found.properties.map((property) => doubtedProperty(property, limit)),
  };
}

function doubtedProperty(property: PropertyResult, limit: Found['limit']): PropertyResult {
  const { kind, verdict } = property;
  const isShown = verdict === (kind === 'reachable' ? 'holds' : 'violated');
  return isShown ? property : { ...property, verdict: 'inconclusive', limit };
}

/** One after the other on one linked system, so that what is kept of a search must not serve another store. */
async function agree(definition: SystemDefinition, tuning?: Tuning): Promise<void> {
  const system = link(definition);
  const plain = await search(system, 'plain', tuning);
  expect(await search(system, 'tree', tuning)).toEqual(plain);
  const compact = await search(system, 'compact', tuning);
  const limit = plain.complete
    ? { kind: 'signatures' as const, value: expect.closeTo(0, 9) }
    : plain.limit;
  expect(compact).toEqual(doubted({ ...plain, limit }));
}

describe('a search with another store', () => {
  test.each([twoStateClock(), counter(300), philosophers(6), philosophers(10), regions()])(
    'finds what one with the plain store finds: $name',
    async (system) => {
      await agree(system);
      await agree(system, { generateAfter: 0 });
      await agree({ ...system, properties: [] }, { generateAfter: 0 });
    },
  );

  test('does so on generated systems', async () => {
    await fc.assert(
      fc.asyncProperty(systemPlan, fc.constantFrom({}, { generateAfter: 0 }), (plan, tuning) =>
        agree(systemFrom(plan), tuning),
      ),
      { seed: 20261121, numRuns: 100 },
    );
  });

  test.each([
    ['tree', 100_000],
    ['compact', 350_000],
  ] as const)('keeps its limits: %s', async (store, memoryBytesMax) => {
    const linked = link(philosophers(11));
    const few = await breadthFirst(linked, { store, limits: { statesMax: 500 } });
    expect([few.states, few.limit]).toEqual([500n, { kind: 'states', value: 500 }]);
    const small = await breadthFirst(linked, { store, limits: { memoryBytesMax } });
    expect(small.limit).toEqual({ kind: 'memory', value: memoryBytesMax });
    expect(small.memoryBytesMax).toBeLessThanOrEqual(memoryBytesMax);
    expect(small.properties[0]?.verdict).toBe('inconclusive');
  });

  test('says what it cannot do', async () => {
    const linked = link(counter(3));
    await expect(breadthFirst(linked, { store: 'tree', workers: 2 })).rejects.toThrow(/2 workers/);
    const checkpoint = { everyMs: 1, save: () => Promise.resolve() };
    await expect(breadthFirst(linked, { store: 'compact', checkpoint })).rejects.toThrow(/saved/);
  });
});
