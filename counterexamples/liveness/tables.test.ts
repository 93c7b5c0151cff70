/** The table of what the literature names about the long run is about properties that are there. */

import { describe, expect, test } from 'vitest';
import { isStutterInvariant } from '../../explorer/index.ts';
import { askable } from '../../models/compose/index.ts';
import { families } from '../../models/systems/index.ts';
import { catalogue } from '../corpus/index.ts';
import { resultOf } from '../testing/evidence.ts';
import { systemOf } from '../testing/smaller.ts';
import { longRunRows } from './survey.ts';
import { longRunTables } from './tables.ts';

const asked = longRunRows.flatMap((row) => (row.asked === null ? [] : [row.asked]));

/** Each property of runs that some entry asks for, with its family. */
const inCatalogue = catalogue.flatMap((entry) => {
  if (entry.kind === 'defect') {
    return entry.loop === undefined ? [] : [`${entry.defect.system} ${entry.property}`];
  }
  return (entry.asked ?? []).map((name) => `${entry.design.system} ${name}`);
});

describe('the survey of the long run', () => {
  test('names what the catalogue asks, and the catalogue asks what it names', () => {
    const rows = asked.map(({ family, property }) => `${family} ${property}`);
    expect([...new Set(inCatalogue)].sort()).toEqual([...rows].sort());
  });

  test('says of each requirement where it is asked, or why it is not', () => {
    expect(longRunRows.filter(({ remark }) => remark === '')).toEqual([]);
    expect(new Set(longRunRows.map(({ name }) => name)).size).toBe(longRunRows.length);
  });

  test('has the assumptions of every property', () => {
    const table = longRunTables(families, catalogue)['long-run-properties'] ?? '';
    for (const { property, family } of asked) {
      expect(table).toMatch(
        new RegExp(`\\| ${property} \\| ${family} \\|.*((weak|strong): |nothing: )`),
      );
    }
  });
});

test('no requirement counts steps that change nothing it speaks of', () => {
  const asked = catalogue.flatMap((entry) => {
    if (entry.kind === 'design') return entry.asked === undefined ? [] : [entry.design];
    return entry.loop === undefined ? [] : [entry.defect];
  });
  const runs = asked.flatMap((configuration) =>
    askable(systemOf(configuration)).flatMap((one) => (one.kind === 'temporal' ? [one] : [])),
  );
  expect(runs.length).toBeGreaterThan(100);
  expect(runs.filter(({ formula }) => !isStutterInvariant(formula))).toEqual([]);
});

test('a requirement whose premise never comes about is vacuous', async () => {
  const boot = catalogue.find(({ id }) => id === 'bypassOnlyIfNegotiated');
  if (boot?.kind !== 'defect') throw new Error('there is no such defect');
  const blocked = systemOf(boot.defect);
  expect(await resultOf(blocked, 'EventuallyCompleted')).toMatchObject({
    verdict: 'vacuous',
    companion: 'unmet',
  });
  expect(await resultOf(blocked, 'EventuallyAttached')).toMatchObject({ verdict: 'vacuous' });
});
