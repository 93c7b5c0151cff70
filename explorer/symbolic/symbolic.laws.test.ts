import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { link } from '../compile/link.ts';
import { breadthFirst } from '../search/breadth-first.ts';
import type { LinkedSystem } from '../system.ts';
import { agreesWithReference, forSystems, runs, unhurried } from '../testing/laws.ts';
import { symmetricPlan } from '../testing/symmetric-plan.ts';
import { symmetricSystemFrom } from '../testing/symmetric-system.ts';
import type { SearchResult } from '../verdict.ts';
import { symbolic } from './symbolic.ts';
import { someOrder } from './testing/orders.ts';

describe('symbolic search agrees', () => {
  test('with the reference checker on counts, verdicts, companions, lengths and depth', async () => {
    await agreesWithReference(20261121, 400, (system) => symbolic(system, { depth: true }));
  });

  test('with explicit search on everything it says, in any order of components', async () => {
    let compared = 0;
    await forSystems(20261121, 400, async (system, pick) => {
      if (await agree(link(unhurried(system)), pick)) compared++;
    });
    expect(compared).toBeGreaterThanOrEqual(350);
  });

  test('with explicit search on larger systems, of like columns', async () => {
    let large = 0;
    await fc.assert(
      fc.asyncProperty(symmetricPlan, fc.nat(999), async (plan, pick) => {
        const linked = link(unhurried(symmetricSystemFrom(plan)));
        if ((await agree(linked, pick)) && linked.slots.length > 4) large++;
      }),
      { seed: 20261121, numRuns: runs(100) },
    );
    expect(large).toBeGreaterThanOrEqual(30);
  });
});

/** Both engines say the same of a system, in some order of components; false if it is too large. */
async function agree(linked: LinkedSystem, pick: number): Promise<boolean> {
  const explicit = await breadthFirst(linked, { limits: { statesMax: 20_000 } });
  if (!explicit.complete) return false;
  const order = someOrder(linked, pick);
  const found = await symbolic(linked, { order, depth: true });
  expect(saidBy(found)).toEqual(saidBy(explicit));
  return true;
}

/** All that two engines can both say. */
function saidBy(result: SearchResult) {
  const { states, transitions, depth, deadlocks, terminal, properties, coverage } = result;
  return { states, transitions, depth, deadlocks, terminal, properties, coverage };
}
