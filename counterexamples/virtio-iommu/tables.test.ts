/** The decision table and the life cycle against those of the survey, which are here as data. */

import { describe, expect, test } from 'vitest';
import { virtioIommu } from '../../models/systems/virtio-iommu/index.ts';
import { type Decision, wordsOf } from './decision.ts';
import { decisionSurvey } from './decision-survey.ts';
import { decisions } from './decision-table.ts';
import { lifeCycle } from './life-cycle.ts';
import { statesOf } from './states.ts';

const found = decisions();

/** The survey by situation: all columns but the last, and the verdicts that may be. */
const survey = new Map(
  decisionSurvey.map((line) => {
    const cells = line.split(' | ');
    return [cells.slice(0, -1).join(' | '), (cells.at(-1) ?? '').split(' / ')] as const;
  }),
);
const situationOf = ({ id, offered, negotiated, bypass, attached, page }: Decision): string =>
  [id, offered, negotiated, bypass, attached, page].join(' | ');

describe('the decision table', () => {
  test.each(found.map((row) => [situationOf(row), row] as const))('%s', (situation, row) => {
    expect(row.states).toBeGreaterThan(0);
    expect(survey.get(situation)).toContain(wordsOf(row));
  });

  test('has every row of the survey, and every combination', () => {
    expect(found.map(situationOf).sort()).toEqual([...survey.keys()].sort());
    const ids = new Set(found.map(({ id }) => id));
    const numbers = Array.from({ length: 32 }, (_none, i) => `D${i + 1}`);
    expect([...numbers, 'D24a'].filter((id) => !ids.has(id))).toEqual([]);
  });
});

/** One endpoint that can be attached; what is offered is about bypass. */
const small = {
  trusted: 0,
  domains: 1,
  pages: 1,
  flags: [],
  balloon: 0,
  offered: ['BYPASS_CONFIG'],
};

describe('what is said beside the table', () => {
  test.each([
    ['D24', { ...small, last: 'bypassBus' }, 'evil'],
    ['D25', { ...small, trusted: 1, last: 'aliased' }, 'evil'],
  ] as const)('%s: ATTACH is answered NOENT', (_row, given, who) => {
    const steps = statesOf(virtioIommu.instantiate(given)).flatMap(({ next }) => next);
    const answers = steps.flatMap(
      ({ step }) => new RegExp(`ATTACH\\(d0, ${who}.*is answered (\\w+)`).exec(step)?.[1] ?? [],
    );
    expect(new Set(answers)).toEqual(new Set(['NOENT']));
  });

  test.each([
    ['D31', { ...small, breaks: ['field'], illegalWrite: 'needsReset' }, 'status', /^NEEDS_RESET/],
    ['D32', { ...small, masterOff: true }, 'viommu.master', /^off/],
  ] as const)('%s: no request is served', (_row, given, component, is) => {
    const halted = statesOf(virtioIommu.instantiate(given)).filter(({ of }) =>
      is.test(of(component)),
    );
    const sent = halted.flatMap(({ next }) => next.filter(({ step }) => /sends/.test(step)));
    expect(halted.length).toBeGreaterThan(0);
    expect(sent).toEqual([]);
  });
});

/** Section 2.4 of the survey, with the status of what is rejected. By bypass, both may be. */
const either = ['UB', 'UY'];
const gone = { ABSENT: [], UB: ['ABSENT'], UY: ['ABSENT'] };
const kept = ['ABSENT, attachment kept'];
const noent = ['ABSENT (NOENT)'];
const cycle: ReturnType<typeof lifeCycle> = {
  plug: { ABSENT: either, UB: [], UY: [], AY: [], AP: [] },
  unplug: { ...gone, AY: ['ABSENT'], AP: ['ABSENT'] },
  'unplug, the driver is silent, unplug=keeps': { ...gone, AY: kept, AP: kept },
  'bypass=1 is written': { ABSENT: ['ABSENT'], UB: ['UY'], UY: ['UY'], AY: ['AY'], AP: ['AP'] },
  'bypass=0 is written': { ABSENT: ['ABSENT'], UB: ['UB'], UY: ['UB'], AY: ['AY'], AP: ['AP'] },
  'ATTACH, plain, move=atomic': {
    ABSENT: noent,
    UB: ['AP'],
    UY: ['AP'],
    AY: ['AP via UY'],
    AP: ['AP', 'AP via UB'],
  },
  'ATTACH, bypass, move=atomic': {
    ABSENT: noent,
    UB: ['AY'],
    UY: ['AY'],
    AY: ['AY', 'AY via UY'],
    AP: ['AY via UB'],
  },
  'ATTACH, plain, move=literal': {
    ABSENT: noent,
    UB: ['AP'],
    UY: ['AP'],
    AY: ['AP via UB', 'AP via UY'],
    AP: ['AP', 'AP via UB', 'AP via UY'],
  },
  'ATTACH, bypass, move=literal': {
    ABSENT: noent,
    UB: ['AY'],
    UY: ['AY'],
    AY: ['AY', 'AY via UB', 'AY via UY'],
    AP: ['AY via UB', 'AY via UY'],
  },
  'ATTACH, another kind': {
    ABSENT: noent,
    UB: ['UB (INVAL)'],
    UY: ['UY (INVAL)'],
    AY: ['AY (INVAL)'],
    AP: ['AP (INVAL)'],
  },
  // QEMU.
  'ATTACH, another kind, attachRejectDetaches': {
    ABSENT: noent,
    UB: ['UB (INVAL)'],
    UY: ['UY (INVAL)'],
    AY: ['UB (INVAL)', 'UY (INVAL)'],
    AP: ['UB (INVAL)', 'UY (INVAL)'],
  },
  DETACH: { ABSENT: noent, UB: ['UB (INVAL)'], UY: ['UY (INVAL)'], AY: either, AP: either },
  'DETACH, another domain': { ABSENT: [], UB: [], UY: [], AY: ['AY (INVAL)'], AP: ['AP (INVAL)'] },
  'device reset': { ABSENT: ['ABSENT'], UB: ['UB'], UY: ['UY'], AY: either, AP: either },
  // The initial value is 0 here.
  'system reset': { ABSENT: ['ABSENT'], UB: ['UB'], UY: ['UB'], AY: ['UB'], AP: ['UB'] },
};

test('the life cycle of an endpoint is that of the survey', () => {
  expect(lifeCycle()).toEqual(cycle);
});
