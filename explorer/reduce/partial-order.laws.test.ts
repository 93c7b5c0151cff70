import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { link } from '../compile/link.ts';
import { breadthFirst } from '../search/breadth-first.ts';
import type { Snapshot } from '../search/snapshot.ts';
import type { Tuning } from '../search/tuning.ts';
import type { LinkedProperty, LinkedSystem } from '../system.ts';
import { linkedSystem } from '../testing/linked-systems.ts';
import { symmetricPlan } from '../testing/symmetric-plan.ts';
import { symmetricSystemFrom } from '../testing/symmetric-system.ts';
import { systemFrom } from '../testing/system-from.ts';
import { systemPlan } from '../testing/system-plan.ts';
import { philosophers } from '../testing/systems.ts';
import type { Reduction, SearchOptions, SearchResult } from '../verdict.ts';

const STATES_MAX = 4_000;

/** A goal that is never met, so that a search does not end as soon as all else is decided. */
const never: LinkedProperty = {
  name: 'NEVER',
  kind: 'reachable',
  goal: { kind: 'constant', value: false },
  support: [],
};

const system: fc.Arbitrary<LinkedSystem> = fc
  .oneof(
    { weight: 3, arbitrary: linkedSystem },
    { weight: 1, arbitrary: systemPlan.map((plan) => link(systemFrom(plan))) },
    { weight: 2, arbitrary: symmetricPlan.map((plan) => link(symmetricSystemFrom(plan))) },
  )
  .map((made) => ({ ...made, properties: [...made.properties, never] }));

/** Reduces from the first level on that begins after so many expanded states, whether it pays or not. */
function from(reduceAfter: number, more: Tuning = {}): Tuning {
  return { ...more, partialOrder: { reduceAfter, shareMax: 1 } };
}

function reduced(
  of: LinkedSystem,
  reduceAfter: number,
  options: SearchOptions = {},
  more: Tuning = {},
): Promise<SearchResult> {
  return breadthFirst(of, { reductions: ['partial-order'], ...options }, from(reduceAfter, more));
}

/** What a reduction keeps. */
function said({ complete, deadlocks, terminal, coverage, properties }: SearchResult) {
  const verdicts = properties.map(({ name, verdict, companion }) => ({ name, verdict, companion }));
  return { complete, deadlocks, terminal, coverage, verdicts };
}

function saidOfOrbits(result: SearchResult) {
  const { deadlocks: _, terminal: __, ...rest } = said(result);
  return rest;
}

/** The same and how much was searched: the same choices were taken. */
const counted = (result: SearchResult) => {
  const { states, transitions, depth, partialOrder } = result;
  return { ...said(result), states, transitions, depth, partialOrder };
};

const withoutMemory = ({ memoryBytesMax: _, ...rest }: SearchResult) => rest;

describe('a search reduced by partial order', () => {
  test('says what a full one says', async () => {
    let saved = 0;
    await fc.assert(
      fc.asyncProperty(system, fc.nat(5), fc.boolean(), async (of, reduceAfter, isMade) => {
        const full = await breadthFirst(of, { limits: { statesMax: STATES_MAX } });
        if (full.limit !== null) return;
        const generateAfter = isMade ? 0 : Number.POSITIVE_INFINITY;
        const found = await reduced(of, reduceAfter, {}, { generateAfter });
        expect(said(found)).toEqual(said(full));
        expect(found.states).toBeLessThanOrEqual(full.states);
        if (found.states < full.states) saved++;
      }),
      { seed: 20261121, numRuns: 400 },
    );
    expect(saved).toBeGreaterThan(30);
  }, 120_000);

  test('says what a full one says when states are sorted as well', async () => {
    let saved = 0;
    const both: readonly Reduction[] = ['symmetry', 'partial-order'];
    await fc.assert(
      fc.asyncProperty(symmetricPlan, fc.nat(6), async (plan, reduceAfter) => {
        const made = link(symmetricSystemFrom(plan));
        const of = { ...made, properties: [...made.properties, never] };
        const full = await breadthFirst(of, { limits: { statesMax: STATES_MAX } });
        if (full.limit !== null) return;
        const sorted = await breadthFirst(of, { reductions: ['symmetry'] });
        const found = await reduced(of, reduceAfter, { reductions: both });
        expect(saidOfOrbits(found)).toEqual(saidOfOrbits(full));
        expect([found.deadlocks, found.terminal]).toEqual([sorted.deadlocks, sorted.terminal]);
        if (found.states < sorted.states) saved++;
      }),
      { seed: 20261121, numRuns: 300 },
    );
    expect(saved).toBeGreaterThan(2);
  }, 120_000);

  test('goes on from where it was interrupted, reduced as it began', async () => {
    let interrupted = 0;
    await fc.assert(
      fc.asyncProperty(system, fc.nat(20), async (of, reduceAfter) => {
        const whole = await reduced(of, reduceAfter, { limits: { statesMax: STATES_MAX } });
        if (whole.limit !== null || whole.states < 4n) return;
        const saved: Snapshot[] = [];
        const save = async (snapshot: Snapshot): Promise<void> => {
          saved.push(structuredClone(snapshot));
        };
        const limits = { statesMax: Number(whole.states) >> 1 };
        await reduced(of, reduceAfter, { limits, checkpoint: { everyMs: 1e9, save } });
        const [kept] = saved;
        if (kept === undefined) return;
        interrupted++;
        const resumed = await reduced(of, reduceAfter, { reductions: [], resume: () => kept });
        expect(counted(resumed)).toEqual(counted(whole));
      }),
      { seed: 20261121, numRuns: 200 },
    );
    expect(interrupted).toBeGreaterThan(50);
  }, 120_000);

  test('is the same by several workers', async () => {
    const of = { ...link(philosophers(7)), properties: [never] };
    const one = withoutMemory(await reduced(of, 20));
    const two = await reduced(
      of,
      20,
      { workers: 2 },
      { startWorkersAfter: 50, waitForWorkers: true },
    );
    expect(withoutMemory(two)).toEqual(one);
    expect(one.partialOrder).toMatchObject({ refused: null });
    expect(one.states).toBeLessThan(478n);
  }, 60_000);
});

describe('whether a search reduces', () => {
  const of = { ...link(philosophers(7)), properties: [never] };
  const ask = async (partialOrder: Tuning['partialOrder']) => {
    const tuning = partialOrder === undefined ? {} : { partialOrder };
    const { states, partialOrder: used } = await breadthFirst(
      of,
      { reductions: ['partial-order'] },
      tuning,
    );
    return { states: Number(states), ...used };
  };

  test('is not asked in a small one', async () => {
    expect(await ask(undefined)).toEqual({
      states: 478,
      since: null,
      share: null,
      refused: 'the search ended before it would have paid',
    });
  });

  test('depends on the share of steps that would be taken', async () => {
    const yes = await ask({ reduceAfter: 100 });
    expect(yes).toMatchObject({ since: 106, refused: null });
    expect(yes.share).toBeCloseTo(0.425, 2);
    expect(yes.states).toBeLessThan(478);
    const no = await ask({ reduceAfter: 100, shareMax: 0.1 });
    expect(no).toMatchObject({ states: 478, since: null, refused: 'it would save too little' });
    expect(no.share).toBe(yes.share);
  });

  test('is null where it was not asked for', async () => {
    expect((await breadthFirst(of)).partialOrder).toBeNull();
  });
});
