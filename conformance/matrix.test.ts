/**
 * The matrix of engines as a whole: every engine, with every option that must not change what it says,
 * on every row of the pinned counts that is not too large for it. Its rows are in matrix/, where each
 * group of families has a file.
 */

import { describe, expect, test } from 'vitest';
import { runsOf } from '../cli/catalogue-rows.ts';
import { catalogue } from '../counterexamples/index.ts';
import { whatIsWrong } from './evidence.ts';
import { expectedCounts } from './expected-counts.ts';
import { agree } from './matrix/agreement.ts';
import { type Engine, engines, type Findings, plain } from './matrix/engines.ts';
import { linkedOf, plainFindings } from './matrix/rows.ts';
import { allSubjects, titleOf } from './other-checkers/subjects.ts';

describe('the pinned counts', () => {
  const pinned = expectedCounts.map(({ subject }) => titleOf(subject.configuration));

  test('cover every subject and every run of the catalogue', () => {
    const runs = runsOf(catalogue).map(({ configuration }) => titleOf(configuration));
    expect(runs.filter((title) => !pinned.includes(title))).toEqual([]);
    expect(new Set(pinned).size).toBe(pinned.length);
  });

  test.each(engines)('are enough for $name', ({ statesMin, statesMax }) => {
    const chosen = expectedCounts.filter(
      ({ states }) => states >= statesMin && states <= statesMax,
    );
    expect(chosen.length).toBeGreaterThan(5);
  });
});

describe('an engine that errs is noticed', () => {
  const [subject] = allSubjects.filter(({ id }) => id === 'trial faulty');
  const erring: readonly (readonly [what: string, errs: (found: Findings) => Findings])[] = [
    ['a state too few', (found) => ({ ...found, states: found.states - 1 })],
    ['a violation that is not seen', (found) => withVerdict(found, { verdict: 'holds' })],
    ['a trace that is too long', (found) => withVerdict(found, { length: 6 })],
  ];

  test.each(erring)('%s', async (_what, errs) => {
    if (subject === undefined) throw new Error('no trial system with a fault');
    const right = await plainFindings(subject);
    const engine: Engine = { ...plain, says: 'counts' };
    expect(() => agree(engine, right, right)).not.toThrow();
    expect(() => agree(engine, errs(right), right)).toThrow();
  });

  test('a trace that shows nothing', async () => {
    if (subject === undefined) throw new Error('no trial system with a fault');
    const searched = await linkedOf(subject);
    const [first] = (await plainFindings(subject)).result?.properties ?? [];
    const [path, property] = [first?.path ?? [], searched.linked.properties[0]];
    if (property === undefined) throw new Error('no property');
    expect(whatIsWrong(searched.linked, property, path)).toBeNull();
    expect(whatIsWrong(searched.linked, property, path.slice(0, -1))).toMatch(/^nothing is to be/);
    expect(whatIsWrong(searched.linked, property, path.slice(1))).toMatch(/is not enabled there$/);
  });

  function withVerdict(found: Findings, wrong: Partial<Findings['properties'][number]>): Findings {
    const [first, ...others] = found.properties;
    if (first === undefined) throw new Error('nothing was found');
    return { ...found, properties: [{ ...first, ...wrong }, ...others] };
  }
});
