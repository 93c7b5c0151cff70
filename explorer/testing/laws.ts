/** What laws over generated systems have in common. */

import fc from 'fast-check';
import { expect } from 'vitest';
import { allOf, always, type SystemDefinition } from '../../models/compose/index.ts';
import { invariant } from '../../properties/kinds/index.ts';
import { link } from '../compile/link.ts';
import { referenceCheck } from '../reference/reference.ts';
import type { LinkedSystem } from '../system.ts';
import type { SearchResult } from '../verdict.ts';
import { systemFrom } from './system-from.ts';
import { systemPlan } from './system-plan.ts';

/**
 * How many cases a law is tried on: `cases` in every run of the tests, and as many times as
 * INTERLOCK_LAWS says where that is set, as by `INTERLOCK_LAWS=20 npx vitest run laws`. The first cases are
 * the same then. Throws when it says no number of times.
 */
export function runs(cases: number): number {
  const told = process.env['INTERLOCK_LAWS'] ?? '1';
  const times = Number(told);
  if (!(Number.isInteger(times) && times >= 1)) {
    throw new RangeError(`INTERLOCK_LAWS=${told} is no number of times: use 1 or more`);
  }
  return cases * times;
}

/** The same system with a property that is never decided early, so that every search is complete. */
export function unhurried(system: SystemDefinition): SystemDefinition {
  const name = 'ALWAYS';
  const companion = { label: 'anything', goal: always };
  const property = invariant({ name, statement: name, holds: allOf(), companion });
  return { ...system, properties: [...system.properties, property] };
}

/** Tries a law on generated systems; each comes with a number below 1,000 to choose something by. */
export function forSystems(
  seed: number,
  cases: number,
  law: (system: SystemDefinition, pick: number) => Promise<void>,
): Promise<void> {
  return fc.assert(
    fc.asyncProperty(systemPlan, fc.nat(999), (plan, pick) => law(systemFrom(plan), pick)),
    { seed, numRuns: runs(cases) },
  );
}

/** Systems with more states are left out of comparisons with the reference checker. */
const STATES_MAX = 400;

/**
 * Tries on generated systems that a search to the end counts and finds what the reference checker
 * does: counts, depth, verdicts, companions and lengths of paths. Most of the systems are small enough.
 */
export async function agreesWithReference(
  seed: number,
  cases: number,
  search: (system: LinkedSystem) => Promise<SearchResult>,
): Promise<void> {
  let compared = 0;
  await forSystems(seed, cases, async (hurried) => {
    const system = unhurried(hurried);
    const expected = referenceCheck(system, { statesMax: STATES_MAX });
    if (!expected.complete) return;
    compared++;
    const found = await search(link(system));
    expect({
      complete: found.complete,
      states: Number(found.states),
      transitions: Number(found.transitions),
      depth: found.depth,
      deadlocks: Number(found.deadlocks),
      terminal: Number(found.terminal),
      properties: found.properties.map(({ name, verdict, companion, path }) => {
        return { name, verdict, companion, length: path?.length ?? null };
      }),
    }).toEqual(expected);
  });
  expect(compared).toBeGreaterThanOrEqual((3 * cases) / 4);
}
