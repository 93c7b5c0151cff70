/**
 * The rows of the matrix: one subject of the pinned counts each, linked once and searched once by the
 * plain engine, whoever is compared with it.
 */

import { describe, expect, test } from 'vitest';
import { runsOf } from '../../cli/catalogue-rows.ts';
import { catalogue } from '../../counterexamples/index.ts';
import { link } from '../../explorer/index.ts';
import { expectedCounts } from '../expected-counts.ts';
import { type Subject, titleOf } from '../other-checkers/subjects.ts';
import { agree, wrongPaths } from './agreement.ts';
import { engines, plain, type Searched } from './engines.ts';

/** Some of the families, looked at in a test file of their own so that files run at the same time. */
export type Group = 'vpci-locking' | 'vpci' | 'others' | 'iommu';

/** The group a family belongs to. */
export function groupOf(system: string): Group {
  if (system === 'vpci-locking') return 'vpci-locking';
  if (system.startsWith('vpci-')) return 'vpci';
  return system.includes('iommu') || system.includes('msi') || system === 'assignment'
    ? 'iommu'
    : 'others';
}

/** Shortest violations, of all properties where a subject is not a defect of the catalogue. */
const violations: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'trial faulty': { 'NO-USE-AFTER-FREE': 5 },
  'philosophers 2': { 'NO-DEADLOCK': 2, 'NO-WAIT-CYCLE': 2 },
  'philosophers 4': { 'NO-DEADLOCK': 4, 'NO-WAIT-CYCLE': 4 },
  'philosophers 6': { 'NO-DEADLOCK': 6, 'NO-WAIT-CYCLE': 6 },
};

/**
 * Declares the tests of a group: the plain engine is held to the pinned counts and to what the
 * catalogue expects, the others to the plain engine.
 */
export function testMatrix(group: Group): void {
  const rows = expectedCounts
    .filter(({ subject }) => groupOf(subject.configuration.system) === group)
    .map((expected) => ({ id: expected.subject.id, expected }));

  describe(`${plain.name}: the pinned counts and depths of violations`, () => {
    test.each(rows)('$id', async ({ expected }) => {
      const { states, transitions, depth, subject } = expected;
      const found = await plainFindings(subject);
      expect(found).toMatchObject({ complete: true, states, transitions, depth });
      const violated = found.properties.filter(({ verdict }) => verdict === 'violated');
      const depths = Object.fromEntries(violated.map(({ name, length }) => [name, length]));
      const ofRuns = (await linkedOf(subject)).definition.onRequest.map(({ name }) => name);
      for (const { property, asked, violated } of expectationsOf(subject)) {
        if (asked?.every((name) => ofRuns.includes(name))) continue;
        if (property === null) expect(depths).toEqual(violated);
        else expect(depths[property]).toBe(violated[property]);
      }
    });
  });

  describe.each(engines)('$name', (engine) => {
    const { statesMin, statesMax } = engine;
    const chosen = rows.filter(
      ({ expected: { states } }) => states >= statesMin && states <= statesMax,
    );

    test.each(chosen)('$id', async ({ expected: { subject } }) => {
      const searched = await linkedOf(subject);
      const found = await engine.search(searched);
      agree(engine, found, await plainFindings(subject));
      expect(wrongPaths(searched, found)).toEqual([]);
    });
  });
}

/** What the catalogue, or the list above, says of a subject; for a run of a defect, of one property. */
function expectationsOf({ id, configuration }: Subject) {
  const title = titleOf(configuration);
  const runs = runsOf(catalogue).filter((run) => titleOf(run.configuration) === title);
  if (runs.length > 0) return runs;
  return [{ property: null, asked: null, violated: violations[id] ?? {} }];
}

/** A subject, linked. */
export const linkedOf = remembered(async ({ build }: Subject): Promise<Searched> => {
  const definition = await build();
  return { definition, linked: link(definition) };
});

/** What the plain engine says of a subject. */
export const plainFindings = remembered(async (subject) => plain.search(await linkedOf(subject)));

function remembered<T>(make: (subject: Subject) => Promise<T>): (subject: Subject) => Promise<T> {
  const made = new Map<string, Promise<T>>();
  return (subject) => {
    const known = made.get(subject.id) ?? make(subject);
    made.set(subject.id, known);
    return known;
  };
}
