/** The decision table and the life cycle against those of the survey, which are here as data. */

import { describe, expect, test } from 'vitest';
import { decisions, wordsOf } from './decision-table.ts';
import { lifeCycle } from './life-cycle.ts';

/** Section 2.3 of the survey; where it leaves a choice, what may be. */
const survey: Readonly<Record<string, readonly string[]>> = {
  D1: ['block'],
  D2: ['block'],
  D3: ['allow, identity'],
  D4: ['allow, identity'],
  D5: ['allow, identity'],
  D6: ['block'],
  D7: ['allow, identity'],
  D8: ['block'],
  D9: ['allow, identity'],
  D10: ['block'],
  D11: ['read: allow; write: block'],
  D12: ['read: block; write: allow', 'allow'],
  D13: ['allow'],
  D14: ['block'],
  // As D11 to D14, by the permissions beside the flag.
  D15: ['allow'],
  D22: ['block'],
  // The verdict of the row above it would have had: D7.
  D23: ['allow, identity'],
  'D26, bypass=1': ['allow, identity'],
  'D26, bypass=0': ['block'],
  'D27, init=1': ['allow, identity'],
  'D27, init=0': ['block'],
  D28: ['allow, identity'],
  D29: ['allow, identity'],
  'D29, atomic': ['block'],
  'D30, bypass=1': ['allow, identity'],
  'D30, bypass=0': ['block'],
};

describe('the decision table', () => {
  const found = decisions();

  test.each(found)('$id: $situation', (row) => {
    expect(row.states).toBeGreaterThan(0);
    expect(survey[row.id]).toContain(wordsOf(row));
  });

  test('has the rows of the survey that are about assigned endpoints without regions', () => {
    expect(found.map(({ id }) => id)).toEqual(Object.keys(survey));
  });
});

/** Section 2.4 of the survey, with the status of what is rejected. By bypass, both may be. */
const either = ['UB', 'UY'];
const cycle: ReturnType<typeof lifeCycle> = {
  plug: { ABSENT: either, UB: [], UY: [], AY: [], AP: [] },
  unplug: { ABSENT: [], UB: ['ABSENT'], UY: ['ABSENT'], AY: ['ABSENT'], AP: ['ABSENT'] },
  'bypass=1 is written': { ABSENT: ['ABSENT'], UB: ['UY'], UY: ['UY'], AY: ['AY'], AP: ['AP'] },
  'bypass=0 is written': { ABSENT: ['ABSENT'], UB: ['UB'], UY: ['UB'], AY: ['AY'], AP: ['AP'] },
  'ATTACH, plain': {
    ABSENT: ['ABSENT (NOENT)'],
    UB: ['AP'],
    UY: ['AP'],
    AY: ['AY (INVAL)'],
    AP: ['AP'],
  },
  'ATTACH, bypass': {
    ABSENT: ['ABSENT (NOENT)'],
    UB: ['AY'],
    UY: ['AY'],
    AY: ['AY'],
    AP: ['AP (INVAL)'],
  },
  DETACH: {
    ABSENT: ['ABSENT (NOENT)'],
    UB: ['UB (INVAL)'],
    UY: ['UY (INVAL)'],
    AY: either,
    AP: either,
  },
  'device reset': { ABSENT: ['ABSENT'], UB: ['UB'], UY: ['UY'], AY: either, AP: either },
  // The initial value is 0 here.
  'system reset': { ABSENT: ['ABSENT'], UB: ['UB'], UY: ['UB'], AY: ['UB'], AP: ['UB'] },
};

test('the life cycle of an endpoint is that of the survey', () => {
  expect(lifeCycle()).toEqual(cycle);
});
