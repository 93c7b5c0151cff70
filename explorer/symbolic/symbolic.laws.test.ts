import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allOf, always, type SystemDefinition } from '../../models/compose/index.ts';
import { invariant } from '../../properties/kinds/index.ts';
import { link } from '../compile/link.ts';
import { referenceCheck } from '../reference/reference.ts';
import { breadthFirst } from '../search/breadth-first.ts';
import { systemFrom } from '../testing/system-from.ts';
import { systemPlan } from '../testing/system-plan.ts';
import { candidates } from './order.ts';
import { symbolic } from './symbolic.ts';

const STATES_MAX = 400;

/** The same system with a property that is never decided early, so that explicit search is complete. */
function unhurried(system: SystemDefinition): SystemDefinition {
  const name = 'ALWAYS';
  const companion = { label: 'anything', goal: always };
  const property = invariant({ name, statement: name, holds: allOf(), companion });
  return { ...system, properties: [...system.properties, property] };
}

function law(
  runs: number,
  check: (system: SystemDefinition, pick: number) => Promise<void>,
): Promise<void> {
  return fc.assert(
    fc.asyncProperty(systemPlan, fc.nat(999), (plan, pick) =>
      check(unhurried(systemFrom(plan)), pick),
    ),
    { seed: 20261121, numRuns: runs },
  );
}

describe('symbolic search agrees', () => {
  test('with the reference checker on counts, verdicts, companions, lengths and depth', async () => {
    let compared = 0;
    await law(400, async (system) => {
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
    await law(400, async (system, pick) => {
      const linked = link(system);
      const explicit = await breadthFirst(linked, { limits: { statesMax: 20_000 } });
      if (!explicit.complete) return;
      const orders = candidates(linked);
      const order = orders[pick % orders.length]?.slots ?? [];
      const found = await symbolic(linked, { order });
      const { states, transitions, deadlocks, terminal, properties, coverage } = found;
      expect({ states, transitions, deadlocks, terminal, properties, coverage }).toEqual({
        states: explicit.states,
        transitions: explicit.transitions,
        deadlocks: explicit.deadlocks,
        terminal: explicit.terminal,
        properties: explicit.properties,
        coverage: explicit.coverage,
      });
    });
  });
});
