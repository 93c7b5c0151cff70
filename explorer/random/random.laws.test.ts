import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { link } from '../compile/link.ts';
import { breadthFirst } from '../search/breadth-first.ts';
import { successor } from '../testing/paths.ts';
import { systemFrom } from '../testing/system-from.ts';
import { systemPlan } from '../testing/system-plan.ts';
import { randomWalks } from './random.ts';

describe('random walks', () => {
  test('find only what exhaustive search finds, and never a shorter path', async () => {
    let found = 0;
    await fc.assert(
      fc.asyncProperty(systemPlan, fc.integer(), async (plan, seed) => {
        const linked = link(systemFrom(plan));
        const exhaustive = await breadthFirst(linked, { limits: { statesMax: 5_000 } });
        const random = await randomWalks(linked, { seed, walks: 20, lengthMax: 40 });
        for (const [p, { verdict, path }] of random.properties.entries()) {
          if (path === null) continue;
          found++;
          const optimum = exhaustive.properties[p];
          expect(verdict).toBe(optimum?.verdict);
          expect(path.length).toBeGreaterThanOrEqual(optimum?.path?.length ?? 0);
          let state: Int32Array | null = new Int32Array(linked.slots.length);
          for (const step of path) state = state && successor(linked, state, step);
          expect(state).not.toBeNull();
        }
      }),
      { seed: 20260804, numRuns: 120 },
    );
    expect(found).toBeGreaterThan(30);
  });

  test('can be taken again by seed and path', async () => {
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(systemPlan, fc.integer(), async (plan, seed) => {
        const linked = link(systemFrom(plan));
        const options = { seed, walks: 20, lengthMax: 40 };
        const random = await randomWalks(linked, options);
        for (const { property, path } of random.found) {
          taken++;
          const again = await randomWalks(linked, { ...options, path });
          const named = (of: typeof random) => of.properties.find(({ name }) => name === property);
          expect(named(again)?.path).toEqual(named(random)?.path);
        }
      }),
      { seed: 20260805, numRuns: 60 },
    );
    expect(taken).toBeGreaterThan(10);
  });
});
