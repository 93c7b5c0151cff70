import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { link } from '../compile/link.ts';
import { breadthFirst } from '../search/breadth-first.ts';
import { symbolic } from '../symbolic/symbolic.ts';
import type { LinkedSystem } from '../system.ts';
import { linkedSystem } from '../testing/linked-systems.ts';
import { systemFrom } from '../testing/system-from.ts';
import { systemPlan } from '../testing/system-plan.ts';
import type { SearchResult } from '../verdict.ts';
import { type AutoTuning, auto } from './auto.ts';

const STATES_MAX = 20_000;

const system: fc.Arbitrary<LinkedSystem> = fc.oneof(
  linkedSystem,
  systemPlan.map((plan) => link(systemFrom(plan))),
);

/** Turns of all lengths, from the first block of a search on. */
const tuning: fc.Arbitrary<AutoTuning> = fc.record({
  alone: fc.constantFrom(0, 20, 1_000_000),
  perFrame: fc.constantFrom(0.001, 1, 10),
  explicit: fc.constant({ block: 4 }),
});

/** Bytes to have at most: up to 2^20 are too few for the symbolic engine, 2^23 are enough for both. */
const memory: fc.Arbitrary<number> = fc
  .constantFrom(10, 14, 17, 18, 19, 20, 23)
  .map((bits) => 2 ** bits);

/** What is said of properties by whoever answers. */
const said = ({ properties }: SearchResult) =>
  properties.map(({ name, verdict, path, limit }) => ({ name, verdict, path, limit }));

/** The same with all that needs every state. */
const counted = (result: SearchResult) => {
  const { states, transitions, deadlocks, terminal, properties, coverage } = result;
  return { states, transitions, deadlocks, terminal, properties, coverage };
};

describe('auto', () => {
  test('says what both engines say, whoever answers and however long turns are', async () => {
    const reasons = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(system, tuning, async (of, turns) => {
        const explicit = await breadthFirst(of, { limits: { statesMax: STATES_MAX } });
        if (explicit.limit !== null) return;
        const { result, reason, symbolic: own } = await auto(of, {}, turns);
        expect(said(result)).toEqual(said(explicit));
        expect(said(await symbolic(of))).toEqual(said(explicit));
        if (explicit.complete) expect(counted(result)).toEqual(counted(explicit));
        expect(result.limit).toBe(null);
        expect(own === null).toBe(result.engine === 'explicit');
        const key = `${reason}: ${result.engine}`;
        reasons.set(key, (reasons.get(key) ?? 0) + 1);
      }),
      { seed: 20261121, numRuns: 400 },
    );
    expect([...reasons.keys()].sort()).toEqual([
      'alone: explicit',
      'first: explicit',
      'first: symbolic',
    ]);
  });

  test('never says more than is so where time or memory end', async () => {
    const kinds = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        system,
        tuning,
        fc.nat(40),
        memory,
        async (of, turns, timeMsMax, memoryBytesMax) => {
          const whole = await breadthFirst(of, { limits: { statesMax: STATES_MAX } });
          if (whole.limit !== null) return;
          let now = 0;
          const limits = { timeMsMax, memoryBytesMax };
          const { result, reason } = await auto(of, { limits, now: () => now++ }, turns);
          kinds.add(`${reason}: ${result.limit?.kind ?? result.engine}`);
          if (result.limit?.kind === 'time') expect(result.limit.value).toBe(timeMsMax);
          if (result.limit?.kind === 'memory') expect(result.limit.value).toBe(memoryBytesMax);
          for (const [p, { verdict, path, limit }] of result.properties.entries()) {
            const truth = whole.properties[p];
            if (verdict === 'inconclusive') {
              expect(limit).toEqual(result.limit);
              continue;
            }
            expect(verdict).toBe(truth?.verdict);
            if (limit === null) expect(path?.length).toBe(truth?.path?.length);
          }
        },
      ),
      { seed: 20261121, numRuns: 400 },
    );
    expect([...kinds].sort()).toEqual([
      'alone: explicit',
      'alone: time',
      'first: explicit',
      'first: symbolic',
      'neither: memory',
      'other gave up: explicit',
      'other gave up: symbolic',
    ]);
  });
});
