/**
 * Breadth-first search and the reference checker on systems that are in no table: every family at its
 * default and smallest size, and small configurations of every scheme.
 */

import { describe, expect, test } from 'vitest';
import { breadthFirst, link, referenceCheck } from '../explorer/index.ts';
import type { Family, SystemDefinition } from '../models/compose/index.ts';
import { families } from '../models/systems/index.ts';
import { vpciLocking } from '../models/systems/vpci-locking/index.ts';
import { schemes } from '../models/systems/vpci-locking/parameters.ts';

/** The reference checker is asked about systems of at most this many states. */
const SMALL = 1_200;

const small = [
  { profile: 'hwdom', paths: ['RD', 'CMD', 'PEND', 'REM'] },
  { profile: 'domU', paths: ['WR', 'MSI', 'MSIX', 'DEA'] },
] as const;

describe('breadth-first search agrees with the reference checker', () => {
  test.each(families.flatMap(configurations))('on $title, if it is small', async ({ system }) => {
    await agree(system);
  });

  test.each(schemes)('on small configurations of scheme %s', async (scheme) => {
    for (const parameters of small) {
      const system = vpciLocking.with({ ...parameters, scheme, vcpus: 1 });
      expect(await agree(system), JSON.stringify(parameters)).toBe(true);
    }
  });
});

/** A family as it is by default, and with one of everything that has a number. */
function configurations(family: Family) {
  const least = Object.entries(family.parameters).flatMap(([name, parameter]) =>
    parameter.kind === 'integer' ? [[name, Math.max(1, parameter.min)] as const] : [],
  );
  const smallest = tryToBuild(family, Object.fromEntries(least));
  return [
    { title: `${family.name} by default`, system: family.instantiate() },
    ...(smallest === null ? [] : [{ title: `${family.name} at its smallest`, system: smallest }]),
  ];
}

/** Null for a combination of values the family refuses. */
function tryToBuild(family: Family, values: Record<string, unknown>): SystemDefinition | null {
  try {
    return family.instantiate(values);
  } catch {
    return null;
  }
}

/** False for a system that is too large to be compared. */
async function agree(system: SystemDefinition): Promise<boolean> {
  const found = await breadthFirst(link(system), { limits: { statesMax: SMALL } });
  if (!found.complete) return false;
  const expected = referenceCheck(system);
  expect({
    complete: true,
    states: Number(found.states),
    transitions: Number(found.transitions),
    depth: found.depth,
    deadlocks: Number(found.deadlocks),
    terminal: Number(found.terminal),
    properties: found.properties.map(({ name, verdict, companion, path }) => {
      return { name, verdict, companion, length: path?.length ?? null };
    }),
  }).toEqual(expected);
  return true;
}
