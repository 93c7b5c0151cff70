/** Our engines against pinned counts, and against the reference checker on whatever is small. */

import { describe, expect, test } from 'vitest';
import { type Configuration, catalogue } from '../counterexamples/index.ts';
import { breadthFirst, link } from '../explorer/index.ts';
import { referenceCheck } from '../explorer/reference/reference.ts';
import type { Family, SystemDefinition } from '../models/compose/index.ts';
import { families } from '../models/systems/index.ts';
import { vpciLocking } from '../models/systems/vpci-locking/index.ts';
import { schemes } from '../models/systems/vpci-locking/parameters.ts';
import { expectedCounts } from './expected-counts.ts';

/** The reference checker is asked about systems of at most this many states. */
const SMALL = 1_200n;
/** Of the catalogue it has agreed on all that is below 3000; what is asked each time is smaller. */
const SMALL_IN_CATALOGUE = 800n;

const titled = expectedCounts.map((expected) => {
  const parameters = Object.entries(expected.parameters).map(([name, value]) => `${name}=${value}`);
  return { title: `${expected.system} ${parameters.join(' ')}`, expected };
});

const defectConfigurations = catalogue.flatMap((entry) => {
  if (entry.kind === 'design') return [];
  const { id, defect, fixed } = entry;
  const repaired = fixed === null ? [] : [{ title: `${id}, fixed`, configuration: fixed }];
  return [{ title: id, configuration: defect }, ...repaired];
});

const small = [
  { profile: 'hwdom', paths: ['RD', 'CMD', 'PEND', 'REM'] },
  { profile: 'domU', paths: ['WR', 'MSI', 'MSIX', 'DEA'] },
] as const;

describe('breadth-first search', () => {
  test.each(titled)('reproduces the counts of $title', async ({ expected }) => {
    const found = await breadthFirst(link(systemOf(expected)));
    expect(found.complete).toBe(true);
    expect([found.states, found.transitions]).toEqual([expected.states, expected.transitions]);
    if (expected.depth !== undefined) expect(found.depth).toBe(expected.depth);
  });

  test.each(titled.filter(({ expected }) => expected.states <= SMALL))(
    'agrees with the reference checker on $title',
    async ({ expected }) => expect(await agree(systemOf(expected))).toBe(true),
  );

  test.each(families.flatMap(configurations))(
    'agrees with the reference checker on $title, if it is small',
    async ({ system }) => {
      await agree(system);
    },
  );
});

describe('breadth-first search and the reference checker agree', () => {
  test('on every defect of the catalogue and its repair, save those that are too large', async () => {
    const tooLarge: string[] = [];
    for (const { title, configuration } of defectConfigurations) {
      if (!(await agree(systemOf(configuration), SMALL_IN_CATALOGUE))) tooLarge.push(title);
    }
    expect(tooLarge).toMatchInlineSnapshot(`
      [
        "V-06",
        "V-06, fixed",
        "ROM_SKIPS_SELF",
        "ROM_SKIPS_SELF, fixed",
        "PEND_LOSTBITS",
        "PEND_LOSTBITS-INTX",
        "PEND_LOSTBITS-INTX, fixed",
        "FLT-INTX",
      ]
    `);
    expect(tooLarge.length).toBeLessThan(defectConfigurations.length / 4);
  });

  test.each(schemes)('on small configurations of scheme %s', async (scheme) => {
    for (const parameters of small) {
      const system = vpciLocking.with({ ...parameters, scheme, vcpus: 1 });
      expect(await agree(system), JSON.stringify(parameters)).toBe(true);
    }
  });

  test('on every design of the catalogue: all of them have pinned counts', () => {
    const pinned = expectedCounts.map(({ parameters }) => JSON.stringify(parameters));
    const designs = catalogue.flatMap((entry) =>
      entry.kind === 'design' ? [JSON.stringify(entry.design.parameters)] : [],
    );
    expect(designs.filter((parameters) => !pinned.includes(parameters))).toEqual([]);
  });
});

function systemOf({ system, parameters }: Configuration): SystemDefinition {
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

/** False for a system that is too large to be compared. */
async function agree(system: SystemDefinition, statesMax = SMALL): Promise<boolean> {
  const found = await breadthFirst(link(system), { limits: { statesMax: Number(statesMax) } });
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
