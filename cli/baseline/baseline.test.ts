import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { catalogue } from '../../counterexamples/index.ts';
import { codeOfOutcomes } from '../actions/catalogue.ts';
import { type Outcome, runsOf } from '../catalogue-rows.ts';
import { interlock } from '../testing/spawn.ts';
import { differencesOf, type Kind } from './difference.ts';
import type { Baseline, BaselineRun } from './table.ts';

type Judged = BaselineRun['properties'][number];

function tableOf(properties: readonly Judged[], more: Partial<BaselineRun> = {}): Baseline {
  const run = { id: 'one', system: 's', parameters: '', fingerprint: 'f', states: '7', ...more };
  const runs = [{ ...run, properties: [...properties] }];
  return { interlock: 'baseline', version: 1, tool: '1', runs };
}

const judged = (verdict: Judged['verdict'], depth: number | null = null): Judged => {
  return { name: 'P', verdict, depth };
};

describe('what differs', () => {
  const cases: readonly (readonly [readonly Judged[], readonly Judged[], Kind | null])[] = [
    [[judged('holds')], [judged('holds')], null],
    [[judged('holds')], [judged('violated', 4)], 'regression'],
    [[judged('holds')], [judged('vacuous')], 'regression'],
    [[judged('holds')], [], 'regression'],
    [[judged('violated', 4)], [], 'regression'],
    [[judged('inconclusive')], [judged('violated', 4)], 'regression'],
    [[], [judged('violated', 4)], 'regression'],
    [[], [judged('holds')], 'changed'],
    [[judged('violated', 4)], [judged('violated', 4)], null],
    [[judged('violated', 4)], [judged('violated', 3)], 'changed'],
    [[judged('violated', 4)], [judged('holds')], 'repaired'],
    [[judged('vacuous')], [judged('holds')], 'repaired'],
    [[judged('holds')], [judged('inconclusive')], 'undecided'],
    [[judged('violated', 4)], [judged('inconclusive')], 'undecided'],
  ];
  test.each(cases)('%j, then %j: %s', (before, after, kind) => {
    const { differences } = differencesOf(tableOf(before), tableOf(after));
    expect(differences.map((one) => one.kind)).toEqual(kind === null ? [] : [kind]);
  });

  test('a run that is gone is a regression, unless only some were made', () => {
    const after = { ...tableOf([]), runs: [] };
    const before = tableOf([judged('holds')]);
    expect(differencesOf(before, after).differences.map(({ kind }) => kind)).toEqual([
      'regression',
    ]);
    expect(differencesOf(before, after, false).differences).toEqual([]);
  });

  test('a run that could not be checked is not hidden by a baseline', () => {
    const none = differencesOf({ ...tableOf([]), runs: [] }, { ...tableOf([]), runs: [] });
    const runs = runsOf(catalogue.slice(0, 1));
    const outcomes = runs.map(
      (run): Outcome => ({ run, found: null, differences: ['it has no state'], seconds: 0 }),
    );
    expect(codeOfOutcomes([], none)).toBe(0);
    expect(codeOfOutcomes(outcomes, none)).toBe(1);
  });

  test('another model, other states and another Interlock are said', () => {
    const now = { ...tableOf([judged('holds')], { fingerprint: 'g', states: '8' }), tool: '2' };
    const { notes, differences } = differencesOf(tableOf([judged('holds')]), now);
    expect(differences).toEqual([]);
    expect(notes).toEqual([
      'The baseline was written by Interlock 1; this is 2.',
      'The model one is not the one of the baseline: it was changed.',
      'one had 7 states, and has 8.',
    ]);
  });
});

describe('interlock check', () => {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-baseline-'));
  const file = join(folder, 'trial.baseline.json');
  const check = (...args: readonly string[]) =>
    interlock(['check', 'trial', '--set', 'vcpus=1', '--quiet', ...args]);
  afterAll(() => rmSync(folder, { recursive: true }));

  test('stores its verdicts, accepts the same again, and fails for worse ones', async () => {
    expect((await check('--set', 'fault=true', '--write-baseline', file)).code).toBe(1);
    const same = await check('--set', 'fault=true', '--baseline', file);
    expect(same.out).toContain('baseline   as in the baseline: 2 verdicts in 1 run compared');
    expect(same.code).toBe(0);
    const table = JSON.parse(readFileSync(file, 'utf8')) as Baseline;
    const runs = table.runs.map((run) => ({
      ...run,
      properties: run.properties.map((one) => ({ ...one, verdict: 'holds', depth: null })),
    }));
    writeFileSync(file, JSON.stringify({ ...table, runs }));
    const markdown = join(folder, 'verdicts.md');
    const worse = await check('--set', 'fault=true', '--baseline', file, '--markdown', markdown);
    expect(worse.out).toContain('1 regression');
    expect(worse.code).toBe(1);
    expect(readFileSync(markdown, 'utf8')).toContain('| regression | `trial');
    expect(readdirSync(folder).sort()).toEqual(['trial.baseline.json', 'verdicts.md']);
  });

  test('stores and compares nothing that was interrupted', async () => {
    const none = join(folder, 'none.json');
    const asked = ['--write-baseline', none, '--baseline', file];
    const large = [
      'check',
      'trial',
      '--set',
      'vcpus=6',
      '--set',
      'pages=10',
      '--engine',
      'explicit',
    ];
    const { code, out } = await interlock([...large, ...asked], {
      onError: (text, signal) => {
        if (text.includes('\n')) signal('SIGINT');
      },
    });
    expect(code).toBe(130);
    expect(out).not.toContain('baseline');
    expect(readdirSync(folder)).not.toContain('none.json');
  });

  test('says of a run that nobody accepted that it is new', async () => {
    const { out, code } = await check('--set', 'pages=1', '--baseline', file);
    expect(out).toContain('regression');
    expect(code).toBe(1);
  });
});
