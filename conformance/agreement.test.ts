/** Our engines against pinned counts, and against the reference checker on whatever is small. */

import { describe, expect, test } from 'vitest';
import { breadthFirst, link } from '../explorer/index.ts';
import { referenceCheck } from '../explorer/reference/reference.ts';
import type { Family, SystemDefinition } from '../models/compose/index.ts';
import { families } from '../models/systems/index.ts';
import { type ExpectedCount, expectedCounts } from './expected-counts.ts';

/** The reference checker is asked about systems of at most this many states. */
const SMALL = 2_000n;

const titled = expectedCounts.map((expected) => {
  const parameters = Object.entries(expected.parameters).map(([name, value]) => `${name}=${value}`);
  return { title: `${expected.system} ${parameters.join(' ')}`, expected };
});

describe('breadth-first search', () => {
  test.each(titled)('reproduces the counts of $title', async ({ expected }) => {
    const found = await breadthFirst(link(systemOf(expected)));
    expect(found.complete).toBe(true);
    expect([found.states, found.transitions]).toEqual([expected.states, expected.transitions]);
    if (expected.depth !== undefined) expect(found.depth).toBe(expected.depth);
  });

  test.each(titled.filter(({ expected }) => expected.states <= SMALL))(
    'agrees with the reference checker on $title',
    ({ expected }) => agree(systemOf(expected)),
  );

  test.each(families.flatMap(configurations))(
    'agrees with the reference checker on $title, if it is small',
    ({ system }) => agree(system),
  );
});

function systemOf({ system, parameters }: ExpectedCount): SystemDefinition {
  const family = families.find(({ name }) => name === system);
  if (family === undefined) throw new Error(`no family ${system}`);
  return family.instantiate(parameters);
}

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

async function agree(system: SystemDefinition): Promise<void> {
  const found = await breadthFirst(link(system), { limits: { statesMax: Number(SMALL) } });
  if (!found.complete) return;
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
}
