import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { link } from '../compile/link.ts';
import { referenceCheck } from '../reference/reference.ts';
import { breadthFirst } from '../search/breadth-first.ts';
import type { LinkedSystem } from '../system.ts';
import { forSystems, runs, unhurried } from '../testing/laws.ts';
import { symmetricPlan } from '../testing/symmetric-plan.ts';
import { symmetricSystemFrom } from '../testing/symmetric-system.ts';
import type { SearchResult } from '../verdict.ts';
import { candidates } from './order.ts';
import { symbolic } from './symbolic.ts';

const STATES_MAX = 400;

/** Tries a law on generated systems, with every search complete. */
const law: typeof forSystems = (seed, cases, check) =>
  forSystems(seed, cases, (system, pick) => check(unhurried(system), pick));

describe('symbolic search agrees', () => {
  test('with the reference checker on counts, verdicts, companions, lengths and depth', async () => {
    let compared = 0;
    await law(20261121, 400, async (system) => {
      const expected = referenceCheck(system, { statesMax: STATES_MAX });
      if (!expected.complete) return;
      compared++;
      const found = await symbolic(link(system), { depth: true });
      const properties = found.properties.map(({ name, verdict, companion, path }) => {
        return { name, verdict, companion, length: path?.length ?? null };
      });
      expect({
        complete: found.complete,
        states: Number(found.states),
        transitions: Number(found.transitions),
        depth: found.depth,
        deadlocks: Number(found.deadlocks),
        terminal: Number(found.terminal),
        properties,
      }).toEqual(expected);
    });
    expect(compared).toBeGreaterThanOrEqual(300);
  });

  test('with explicit search on everything it says, in any order of components', async () => {
    let compared = 0;
    await law(20261121, 400, async (system, pick) => {
      if (await agree(link(system), pick)) compared++;
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

/** Both engines say the same of a system, in one of the orders we would try; false if it is too large. */
async function agree(linked: LinkedSystem, pick: number): Promise<boolean> {
  const explicit = await breadthFirst(linked, { limits: { statesMax: 20_000 } });
  if (!explicit.complete) return false;
  const orders = candidates(linked);
  const order = orders[pick % orders.length]?.slots ?? [];
  const found = await symbolic(linked, { order, depth: true });
  expect(saidBy(found)).toEqual(saidBy(explicit));
  return true;
}

/** All that two engines can both say. */
function saidBy(result: SearchResult) {
  const { states, transitions, depth, deadlocks, terminal, properties, coverage } = result;
  return { states, transitions, depth, deadlocks, terminal, properties, coverage };
}
