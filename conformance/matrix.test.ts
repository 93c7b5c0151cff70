/**
 * Every engine, with every option that must not change what it says, on every row of the pinned
 * counts that is not too large for it. The plain engine is held to the pinned counts and to what the
 * catalogue expects; the others are held to the plain engine.
 */

import { describe, expect, test } from 'vitest';
import { runsOf } from '../cli/catalogue-rows.ts';
import { catalogue } from '../counterexamples/index.ts';
import { link, type PropertyVerdict, type SearchResult } from '../explorer/index.ts';
import { whatIsWrong } from './evidence.ts';
import { expectedCounts } from './expected-counts.ts';
import { type Engine, engines, type Findings, plain, type Searched } from './matrix/engines.ts';
import { allSubjects, type Subject, titleOf } from './other-checkers/subjects.ts';

const rows = expectedCounts.map((expected) => ({ id: expected.subject.id, expected }));

/** Shortest violations, of all properties where a subject is not a defect of the catalogue. */
const violations: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'trial faulty': { 'NO-USE-AFTER-FREE': 5 },
  'philosophers 2': { 'NO-DEADLOCK': 2, 'NO-WAIT-CYCLE': 2 },
  'philosophers 4': { 'NO-DEADLOCK': 4, 'NO-WAIT-CYCLE': 4 },
  'philosophers 6': { 'NO-DEADLOCK': 6, 'NO-WAIT-CYCLE': 6 },
};

describe(`${plain.name}: the pinned counts and depths of violations`, () => {
  test.each(rows)('$id', async ({ expected }) => {
    const { states, transitions, depth, subject } = expected;
    const found = await plainFindings(subject);
    expect(found).toMatchObject({ complete: true, states, transitions, depth });
    const violated = found.properties.filter(({ verdict }) => verdict === 'violated');
    const depths = Object.fromEntries(violated.map(({ name, length }) => [name, length]));
    for (const { property, violated } of expectationsOf(subject)) {
      if (property === null) expect(depths).toEqual(violated);
      else expect(depths[property]).toBe(violated[property]);
    }
  });

  test('cover every subject and every run of the catalogue', () => {
    const pinned = expectedCounts.map(({ subject }) => titleOf(subject.configuration));
    const runs = runsOf(catalogue).map(({ configuration }) => titleOf(configuration));
    expect(runs.filter((title) => !pinned.includes(title))).toEqual([]);
    expect(new Set(pinned).size).toBe(pinned.length);
  });
});

describe.each(engines)('$name', (engine) => {
  const { statesMin, statesMax } = engine;
  const chosen = rows.filter(
    ({ expected: { states } }) => states >= statesMin && states <= statesMax,
  );

  test.each(chosen)('$id', async ({ expected }) => {
    const { subject } = expected;
    const searched = await linkedOf(subject);
    const found = await engine.search(searched);
    agree(engine, found, await plainFindings(subject));
    expect(wrongPaths(searched, found)).toEqual([]);
  });

  test('is asked about enough of them', () => expect(chosen.length).toBeGreaterThan(5));
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

/** What the catalogue, or the list above, says of a subject; for a run of a defect, of one property. */
function expectationsOf({ id, configuration }: Subject) {
  const title = titleOf(configuration);
  const runs = runsOf(catalogue).filter((run) => titleOf(run.configuration) === title);
  if (runs.length > 0) return runs;
  return [{ property: null, violated: violations[id] ?? {} }];
}

/** Each subject is linked once and searched once by the plain engine, whoever is compared with it. */
const linkedOf = remembered(async ({ build }: Subject): Promise<Searched> => {
  const definition = await build();
  return { definition, linked: link(definition) };
});
const plainFindings = remembered(async (subject) => plain.search(await linkedOf(subject)));

function remembered<T>(make: (subject: Subject) => Promise<T>): (subject: Subject) => Promise<T> {
  const made = new Map<string, Promise<T>>();
  return (subject) => {
    const known = made.get(subject.id) ?? make(subject);
    made.set(subject.id, known);
    return known;
  };
}

function agree(engine: Engine, theirs: Findings, ours: Findings): void {
  switch (engine.says) {
    case 'everything':
      expect(essence(theirs)).toEqual(essence(ours));
      break;
    case 'everything but passes':
      expect(theirs.result?.limit?.kind).toBe('signatures');
      expect(essence(theirs)).toEqual(essence(withoutPasses(ours, theirs.result)));
      break;
    case 'everything but counts':
      expect(uncounted(theirs)).toEqual(uncounted(ours));
      expect(theirs.result?.symmetry?.represented).toBe(BigInt(ours.states));
      expect(theirs.states).toBeLessThanOrEqual(ours.states);
      break;
    case 'counts':
      expect({ ...theirs, result: null }).toEqual({ ...ours, result: null });
      break;
    case 'verdicts':
      expect(theirs.complete).toBe(true);
      expect(verdictsOf(theirs)).toEqual(verdictsOf(ours));
      expect(theirs.states).toBeLessThanOrEqual(ours.states);
      break;
    case 'no falsehood':
      expect(theirs.complete).toBe(false);
      expect(falsehoods(theirs, ours)).toEqual([]);
  }
}

/** What a search has to say that found the same but may have missed states. */
function withoutPasses(findings: Findings, doubted: SearchResult | null): Findings {
  const limit = doubted?.limit ?? null;
  const inconclusive = <T extends { readonly verdict: PropertyVerdict }>(property: T): T =>
    property.verdict === 'violated' ? property : { ...property, verdict: 'inconclusive' };
  const { result } = findings;
  const properties = result?.properties.map((property) => {
    const isShown = property.path !== null;
    return isShown ? property : { ...inconclusive(property), limit };
  });
  return {
    ...findings,
    complete: false,
    properties: findings.properties.map((property) =>
      property.length === null ? inconclusive(property) : property,
    ),
    result: result && { ...result, complete: false, limit, properties: properties ?? [] },
  };
}

/** All that was said, but who said it and with how much memory. */
function essence({ result, ...findings }: Findings) {
  return { ...findings, result: { ...result, engine: null, memoryBytesMax: null } };
}

/** All that was said save how many states and steps there were. */
function uncounted({ complete, depth, properties, result }: Findings) {
  const { coverage, limit, properties: shown } = result ?? {};
  return { complete, depth, properties, coverage, limit, shown };
}

function verdictsOf({ properties }: Findings) {
  return properties.map(({ name, verdict, companion }) => [name, verdict, companion]);
}

/** Verdicts of an incomplete search that a complete one contradicts, and paths that are too short. */
function falsehoods(theirs: Findings, ours: Findings) {
  return theirs.properties.filter(({ verdict, companion, length }, p) => {
    const mine = ours.properties[p];
    if (companion === 'met' && mine?.companion !== 'met') return true;
    if (verdict === 'inconclusive') return false;
    return verdict !== mine?.verdict || (length ?? 0) < (mine.length ?? 0);
  });
}

/** Paths that are no evidence of what is said. */
function wrongPaths({ linked }: Searched, { result }: Findings): readonly string[] {
  return (result?.properties ?? []).flatMap(({ name, path }) => {
    const property = linked.properties.find((candidate) => candidate.name === name);
    if (path === null || property === undefined) return [];
    const wrong = whatIsWrong(linked, property, path);
    return wrong === null ? [] : [`${name}: ${wrong}`];
  });
}
