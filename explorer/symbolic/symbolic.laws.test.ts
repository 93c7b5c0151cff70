import { describe, expect, test } from 'vitest';
import { link } from '../compile/link.ts';
import { referenceCheck } from '../reference/reference.ts';
import { breadthFirst } from '../search/breadth-first.ts';
import { forSystems, unhurried } from '../testing/laws.ts';
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
    await law(20261121, 400, async (system, pick) => {
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
