/** What is said of assumptions that would rule a violation out, asked again with them; and loops that are put together. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LinkedFairness, LinkedFormula, LinkedSystem } from '../system.ts';
import { graphOf } from '../testing/facts.ts';
import { linkedSystem } from '../testing/linked-systems.ts';
import { judgeRuns } from './judge.ts';
import type { RunOptions } from './pace.ts';
import { again, asked, graph, knownSystems } from './testing/known.ts';
import { isFair, positionsOf, satisfies } from './testing/naive.ts';
import { fairnessOf, fairnessPlans, formulaOf, type Plan, plansOf } from './testing/plans.ts';

const companion = { label: 'anything', goal: { kind: 'constant', value: true } } as const;

/** Systems in which there is often something else to be done: graphs whose places have two ways out or three. */
const restless = fc
  .array(
    fc.array(fc.tuple(fc.nat(3), fc.constantFrom('a', 'b', 'c')), { minLength: 2, maxLength: 3 }),
    { minLength: 4, maxLength: 4 },
  )
  .map((places) =>
    graph(
      4,
      places.flatMap((ways, from) => ways.map(([to, who]) => [from, to, who] as const)),
    ),
  );

/** Any formula, or that something comes again and again, which fairness helps with more often. */
const recurring: fc.Arbitrary<Plan> = fc.oneof(
  plansOf(3),
  fc
    .record({ kind: fc.constantFrom('state' as const, 'taken' as const), pick: fc.nat(63) })
    .map((of): Plan => ({ kind: 'globally', of: { kind: 'finally', of } })),
);

async function judge(
  system: LinkedSystem,
  formula: LinkedFormula,
  fairness: readonly LinkedFairness[],
  options: RunOptions = {},
) {
  const temporal = [{ name: 'T', formula, fairness, companion }];
  const [result] = (await judgeRuns({ ...system, temporal }, options)).properties;
  if (result === undefined) throw new Error('nothing was judged');
  return result;
}

/** The steps an assumption is about that is told by its label: of an actor, of the plan, or one by itself. */
function meant(system: LinkedSystem, fairness: readonly LinkedFairness[], label: string) {
  const planned = fairness.find((one) => one.label === label);
  if (planned !== undefined) return planned.steps;
  const isMeant = ({ actor, name }: LinkedSystem['steps'][number]): boolean =>
    system.actors[actor] === label || label === `the step "${name}"`;
  return Uint8Array.from(system.steps, (step) => (isMeant(step) ? 1 : 0));
}

describe('assumptions that are said to rule a violation out', () => {
  test('do so all together, and none of them can be left out or be weaker', async () => {
    const told = { none: 0, one: 0, several: 0, weak: 0, step: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(linkedSystem, restless),
        recurring,
        fairnessPlans,
        async (system, plan, fair) => {
          if (graphOf(system, 100) === null) return;
          const formula = formulaOf(system, plan);
          const fairness = fairnessOf(system, fair);
          const { verdict, ruledOutBy } = await judge(system, formula, fairness, {
            remedies: true,
          });
          if (verdict !== 'violated') {
            expect(ruledOutBy).toBeUndefined();
            return;
          }
          if (ruledOutBy === undefined) throw new Error('it was not looked for');
          const more = ruledOutBy.map(({ kind, label }) => ({
            kind,
            label,
            steps: meant(system, fairness, label),
          }));
          const verdictWith = async (extra: readonly LinkedFairness[]) =>
            (await judge(system, formula, [...fairness, ...extra])).verdict;
          if (more.length === 0) {
            told.none++;
            const everybody = system.actors.map((label): LinkedFairness => {
              return { kind: 'strong', label, steps: meant(system, [], label) };
            });
            expect(await verdictWith(everybody)).toBe('violated');
            return;
          }
          told[more.length === 1 ? 'one' : 'several']++;
          expect(await verdictWith(more)).toBe('holds');
          for (const one of more) {
            if (one.kind === 'weak') told.weak++;
            if (one.label.startsWith('the step')) told.step++;
            const rest = more.filter((other) => other !== one);
            expect(await verdictWith(rest)).toBe('violated');
            const milder = rest.concat({ ...one, kind: 'weak' });
            if (one.kind === 'strong') expect(await verdictWith(milder)).toBe('violated');
          }
        },
      ),
      { seed: 13, numRuns: 1_000 },
    );
    expect(Math.min(told.none, told.one, told.weak)).toBeGreaterThan(20);
    expect(Math.min(told.several, told.step)).toBeGreaterThan(10);
  });

  test('are those that can be thought through by hand', async () => {
    const said = async (edges: Parameters<typeof graph>[1], who: string, size = 3) => {
      const system = graph(size, edges);
      const { ruledOutBy } = await judge(system, again(Number(who)), [], { remedies: true });
      return ruledOutBy?.map(({ kind, label }) => `${kind} ${label}`);
    };
    expect(
      await said(
        [
          [0, 0, 'a'],
          [0, 1, 'b'],
          [1, 0, 'a'],
        ],
        '1',
      ),
    ).toEqual(['weak b']);
    expect(
      await said(
        [
          [0, 2, 'a'],
          [2, 0, 'a'],
          [0, 1, 'b'],
          [1, 0, 'a'],
        ],
        '1',
      ),
    ).toEqual(['strong b']);
    expect(
      await said(
        [
          [0, 0, 'a'],
          [0, 1, 'a'],
          [1, 0, 'a'],
        ],
        '1',
      ),
    ).toEqual(['weak the step "1: 0 to 1"']);
    expect(
      await said(
        [
          [0, 0, 'a'],
          [0, 1, 'b'],
          [1, 1, 'a'],
          [1, 2, 'c'],
          [2, 0, 'a'],
        ],
        '2',
      ),
    ).toEqual(['weak b', 'weak c']);
    expect(await said([[0, 1, 'a']], '2')).toEqual([]);
    expect(
      await said(
        [
          [0, 1, 'a'],
          [1, 1, 'a'],
        ],
        '2',
      ),
    ).toEqual([]);
  });

  test('are not told unless they are asked for, or where the graph is not complete', async () => {
    const system = graph(3, [
      [0, 0, 'a'],
      [0, 1, 'b'],
      [1, 2, 'a'],
    ]);
    expect((await judge(system, again(1), [])).ruledOutBy).toBeUndefined();
    const cut = { remedies: true, limits: { statesMax: 2 } };
    const { verdict, ruledOutBy } = await judge(system, again(1), [], cut);
    expect([verdict, ruledOutBy]).toEqual(['violated', undefined]);
  });
});

describe('a loop that is put together where a shortest one is too much to look for', () => {
  test.each([0, 1, 3, 10])(
    'with %d pairs is one all the same, and said not to be shortest',
    async (loopPairsMax) => {
      const told = { shortest: 0, longer: 0 };
      for (const known of knownSystems) {
        const system = asked(known);
        const { properties } = await judgeRuns(system, { loopPairsMax });
        for (const [i, { path, loopFrom = 0, isLoopShortest }] of properties.entries()) {
          const one = known.known[i];
          if (path === null || one === undefined) continue;
          const lasso = { stem: path.slice(0, loopFrom), loop: path.slice(loopFrom) };
          told[isLoopShortest ? 'shortest' : 'longer']++;
          if (isLoopShortest) expect(lasso).toEqual(one.answer);
          const shown = positionsOf(system, lasso);
          if (shown === null) throw new Error('it is no run');
          expect(satisfies(shown.positions, shown.start, one.formula)).toBe(false);
          expect(isFair(system, shown.positions, shown.start, one.fairness)).toBe(true);
        }
      }
      expect(told[loopPairsMax < 3 ? 'longer' : 'shortest']).toBeGreaterThan(0);
    },
  );

  test('is a fair run that does not satisfy the formula', async () => {
    let longer = 0;
    await fc.assert(
      fc.asyncProperty(linkedSystem, plansOf(4), fairnessPlans, async (system, plan, fair) => {
        if (graphOf(system, 150) === null) return;
        const formula = formulaOf(system, plan);
        const fairness = fairnessOf(system, fair);
        const found = await judge(system, formula, fairness, { loopPairsMax: 4 });
        const { path, loopFrom = 0, isLoopShortest } = found;
        if (path === null || isLoopShortest !== false) return;
        longer++;
        const shown = positionsOf(system, {
          stem: path.slice(0, loopFrom),
          loop: path.slice(loopFrom),
        });
        if (shown === null) throw new Error('it is no run');
        expect(satisfies(shown.positions, shown.start, formula)).toBe(false);
        expect(isFair(system, shown.positions, shown.start, fairness)).toBe(true);
      }),
      { seed: 14, numRuns: 1_000 },
    );
    expect(longer).toBeGreaterThan(50);
  });
});
