import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SystemDefinition } from '../../models/compose/index.ts';
import { stepInvariant } from '../../properties/kinds/index.ts';
import { link } from '../compile/link.ts';
import { systemFrom } from '../testing/system-from.ts';
import { systemPlan } from '../testing/system-plan.ts';
import { graphSystem, philosophers } from '../testing/systems.ts';
import type { SearchOptions, SearchResult } from '../verdict.ts';
import { breadthFirst } from './breadth-first.ts';
import { once, type Snapshot } from './snapshot.ts';
import type { Tuning } from './tuning.ts';

const STATES_MAX = 2_000;

type Rest = Omit<SearchResult, 'memoryBytesMax'>;

function withoutMemory({ memoryBytesMax: _, ...rest }: SearchResult): Rest {
  return rest;
}

/** Stops after each of the given numbers of states and goes on from what was saved. */
async function inPieces(
  system: SystemDefinition,
  stops: readonly number[],
  options: SearchOptions = {},
  tuning: Tuning = {},
): Promise<{ readonly result: Rest; readonly saved: number }> {
  const linked = link(system);
  let snapshot: Snapshot | undefined;
  let saved = 0;
  const save = async (now: Snapshot): Promise<void> => {
    snapshot = structuredClone(now);
    saved++;
  };
  for (const statesMax of [...stops, Number.POSITIVE_INFINITY]) {
    const result = await breadthFirst(
      linked,
      {
        ...options,
        limits: { statesMax },
        checkpoint: { everyMs: Number.POSITIVE_INFINITY, save },
        ...(snapshot === undefined ? {} : { resume: once(snapshot) }),
      },
      tuning,
    );
    if (result.limit === null) return { result: withoutMemory(result), saved };
  }
  throw new Error('the last piece has no limit');
}

describe('a search that goes on from a snapshot', () => {
  test('ends as one that was never stopped', async () => {
    let interrupted = 0;
    const stops = fc.array(fc.integer({ min: 1, max: 25 }), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(systemPlan, stops, fc.boolean(), async (plan, at, isMade) => {
        const system = systemFrom(plan);
        const tuning = { generateAfter: isMade ? 0 : Number.POSITIVE_INFINITY, batch: 4, block: 8 };
        const limits = { statesMax: STATES_MAX };
        const whole = await breadthFirst(link(system), { limits }, tuning);
        if (whole.limit !== null) return;
        const sorted = [...at].sort((a, b) => a - b);
        const { result, saved } = await inPieces(system, sorted, {}, tuning);
        expect(result).toEqual(withoutMemory(whole));
        interrupted += saved;
      }),
      { seed: 20261121, numRuns: 150 },
    );
    expect(interrupted).toBeGreaterThan(10);
  });

  test('may be stopped and taken up by any number of workers', async () => {
    const system = { ...philosophers(7), properties: [] };
    const whole = withoutMemory(await breadthFirst(link(system)));
    const states = Number(whole.states);
    const stops = [states / 5, states / 2, (states * 3) / 4].map(Math.floor);
    const two = await inPieces(
      system,
      stops,
      { workers: 2 },
      { startWorkersAfter: 50, waitForWorkers: true },
    );
    expect(two).toEqual({ result: whole, saved: 3 });
  }, 60_000);

  test('is given what there is while it runs, by one thread or several', async () => {
    const linked = link({ ...philosophers(7), properties: [] });
    for (const workers of [1, 2]) {
      const divided = { startWorkersAfter: 50, waitForWorkers: true, batch: 16, block: 40 };
      const kept: Snapshot[] = [];
      let clock = 0;
      await breadthFirst(
        linked,
        {
          workers,
          now: () => clock++,
          checkpoint: {
            everyMs: 0,
            save: async (snapshot) => {
              kept.push(structuredClone(snapshot));
            },
          },
        },
        divided,
      );
      const whole = withoutMemory(await breadthFirst(linked));
      expect(kept.length).toBeGreaterThan(0);
      for (const snapshot of kept.slice(-2)) {
        const resume = once(snapshot);
        expect(withoutMemory(await breadthFirst(linked, { resume }))).toEqual(whole);
      }
    }
  }, 60_000);
});

test('evidence of one depth is complete when a search goes on within a level', async () => {
  const system = graphSystem(['a b', 'a c', 'c d', 'b d'], {
    actorOf: (edge) => (edge === 'b d' ? 'other' : 'graph'),
    properties: (at) => [
      stepInvariant({
        name: 'NOT-D',
        statement: 'no step leads to d',
        steps: () => true,
        after: { kind: 'not', of: at('d') },
      }),
    ],
  });
  const whole = withoutMemory(await breadthFirst(link(system)));
  const kept: Snapshot[] = [];
  let clock = 0;
  const checkpoint = {
    everyMs: 0,
    save: async (snapshot: Snapshot) => {
      kept.push(structuredClone(snapshot));
    },
  };
  await breadthFirst(link(system), { now: () => clock++, checkpoint }, { batch: 1, block: 1 });
  expect(kept.length).toBeGreaterThan(1);
  for (const snapshot of kept) {
    const resumed = await breadthFirst(link(system), { resume: once(snapshot) });
    expect(withoutMemory(resumed)).toEqual(whole);
  }
});
