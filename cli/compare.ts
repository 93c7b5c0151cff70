/** Two designs side by side: verdicts, sizes, fairness needed, and what can be seen of them. */

import { DefectError } from '../base/errors.ts';
import { type Run, runOf, shownBy } from '../counterexamples/index.ts';
import {
  type Comparison,
  compareTraces,
  type EnginesProgress,
  judgeRuns,
  type LinkedSystem,
  type OnlyHere,
  type PropertyVerdict,
  type Shown,
} from '../explorer/index.ts';
import { askable, type SystemDefinition } from '../models/compose/index.ts';
import { type CheckOptions, type CheckReport, check } from './check.ts';

/** What can be asked for besides the systems. */
export type CompareOptions = Pick<
  CheckOptions,
  'limits' | 'properties' | 'signal' | 'onProgress' | 'workers'
>;

/** The verdict of one design on a property; null where it is not asked there. */
export interface Judged {
  readonly verdict: PropertyVerdict;
  /** Steps of the shortest run that shows it; null where there is nothing to show. */
  readonly depth: number | null;
  /** What a property of runs needs to hold; null for other properties. */
  readonly fairness: FairnessNeeded | null;
}

/** `more`: not even strong fairness of all that the property names is enough. */
export type FairnessNeeded = 'none' | 'weak' | 'strong' | 'more' | 'unknown';

/** A row of the matrix. */
export interface Row {
  readonly name: string;
  readonly a: Judged | null;
  readonly b: Judged | null;
  /** Why a side is not asked, where it says so. */
  readonly why: string | null;
  readonly change: Change;
}

/** `lost`: A has it and B breaks it, or no longer says why it is not asked. */
export type Change = 'same' | 'lost' | 'gained' | 'other';

/** A run that shows something the other design never shows after the same. */
export interface Distinguishing extends OnlyHere {
  readonly run: Run;
  /** Events that differ from this one in the names of interchangeable actors only. */
  readonly alike: readonly string[];
}

/** One design. */
export interface Side {
  readonly report: CheckReport;
  /** What it shows and the other does not; null where one of them marks nothing observable. */
  readonly shown:
    | (Omit<Shown, 'onlyHere'> & { readonly onlyHere: readonly Distinguishing[] })
    | null;
}

/** A finished comparison. */
export interface CompareReport {
  readonly a: Side;
  readonly b: Side;
  readonly rows: readonly Row[];
  /** Null where one of the systems marks nothing observable. */
  readonly traces: Pick<Comparison, 'complete' | 'limit'> | null;
  readonly seconds: number;
}

/**
 * Compares two systems. Throws `ModelError` for one that is outside the contract, and `DefectError`
 * when a run that was found does not replay on the machines.
 */
export async function compare(
  a: SystemDefinition,
  b: SystemDefinition,
  options: CompareOptions = {},
): Promise<CompareReport> {
  const started = performance.now();
  const ofSystem = (system: SystemDefinition): Promise<CheckReport> => {
    const { properties, ...rest } = options;
    const known = askable(system).map(({ name }) => name);
    const asked = properties?.filter((name) => known.includes(name));
    return check(system, { ...rest, ...(asked === undefined ? {} : { properties: asked }) });
  };
  const one = await ofSystem(a);
  const other = await ofSystem(b);
  const traces = areObservable(one, other)
    ? await compareTraces(one.linked, other.linked, tracing(options))
    : null;
  return {
    a: { report: one, shown: traces && replayed(one, traces.a) },
    b: { report: other, shown: traces && replayed(other, traces.b) },
    rows: await rowsOf(one, other, options),
    traces,
    seconds: (performance.now() - started) / 1000,
  };
}

function areObservable(...reports: readonly CheckReport[]): boolean {
  return reports.every(({ linked }) => linked.observations?.some(({ event }) => event !== null));
}

function tracing({ limits, signal, onProgress }: CompareOptions) {
  return {
    now: () => performance.now(),
    ...(limits === undefined ? {} : { limits }),
    ...(signal === undefined ? {} : { signal }),
    onProgress: (explicit: NonNullable<EnginesProgress['explicit']>) =>
      onProgress?.({ explicit, symbolic: null }),
  };
}

/** Runs with names, each replayed on the real machines; one for events that are alike. */
function replayed({ system, linked }: CheckReport, shown: Shown): Side['shown'] {
  const kinds = new Map<string, OnlyHere[]>();
  for (const one of shown.onlyHere) {
    const kind = sameForAll(one.event, system);
    kinds.set(kind, [...(kinds.get(kind) ?? []), one]);
  }
  const onlyHere = [...kinds.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [distinguishing(system, linked, first, others)],
  );
  return { ...shown, onlyHere };
}

/** The words of an event with every interchangeable actor called like the first of them. */
function sameForAll(event: string, { interchangeable }: SystemDefinition): string {
  return interchangeable.reduce((text, columns) => {
    const names = columns.flatMap(([name]) => (name === undefined ? [] : [name]));
    const actor = names.find((name) => text.startsWith(`${name} `));
    return actor === undefined ? text : `${names[0]}${text.slice(actor.length)}`;
  }, event);
}

function distinguishing(
  system: SystemDefinition,
  linked: LinkedSystem,
  found: OnlyHere,
  others: readonly OnlyHere[],
): Distinguishing {
  const run = runOf(system, linked, found.path);
  const seen = shownBy(system, run);
  const expected = [...found.trace, found.event];
  if (!('kind' in seen) && seen.join('\n') === expected.join('\n')) {
    return { ...found, run, alike: others.map(({ event }) => event) };
  }
  throw new DefectError(
    `the run of system ${system.name} that shows ${JSON.stringify(found.event)} does not replay on the machines: ` +
      ('kind' in seen
        ? `at step ${seen.step} expected ${seen.expected}, found ${seen.found}`
        : `it shows ${seen.join(', ')}`),
  );
}

async function rowsOf(
  a: CheckReport,
  b: CheckReport,
  options: CompareOptions,
): Promise<readonly Row[]> {
  const [ofA, ofB] = [await judgedBy(a, options), await judgedBy(b, options)];
  return [...new Set([...ofA.keys(), ...ofB.keys()])].map((name) => {
    const [one, other] = [ofA.get(name) ?? null, ofB.get(name) ?? null];
    const silent = one === null ? a : b;
    const why = silent.system.notAsked.find((skipped) => skipped.name === name)?.why ?? null;
    return { name, a: one, b: other, why, change: changeOf(one, other, why) };
  });
}

async function judgedBy(
  report: CheckReport,
  options: CompareOptions,
): Promise<ReadonlyMap<string, Judged>> {
  const fairness = await fairnessNeeded(report.linked, options);
  return new Map(
    report.findings.map(({ property: { name }, result: { verdict, path } }) => [
      name,
      { verdict, depth: path?.length ?? null, fairness: fairness.get(name) ?? null },
    ]),
  );
}

/** The least that a property of runs needs to hold: its assumptions left out, made weak, or strong. */
async function fairnessNeeded(
  linked: LinkedSystem,
  { limits, signal }: CompareOptions,
): Promise<ReadonlyMap<string, FairnessNeeded>> {
  if (linked.temporal.length === 0) return new Map();
  const judge = async (kind: 'weak' | 'strong' | null) => {
    const temporal = linked.temporal.map((one) => ({
      ...one,
      fairness: kind === null ? [] : one.fairness.map((assumed) => ({ ...assumed, kind })),
    }));
    const { properties } = await judgeRuns(
      { ...linked, temporal },
      {
        now: () => performance.now(),
        ...(limits === undefined ? {} : { limits }),
        ...(signal === undefined ? {} : { signal }),
      },
    );
    return properties;
  };
  const levels = [
    ['none', await judge(null)],
    ['weak', await judge('weak')],
    ['strong', await judge('strong')],
  ] as const;
  return new Map(
    linked.temporal.map(({ name }) => {
      for (const [level, results] of levels) {
        const verdict = results.find((result) => result.name === name)?.verdict;
        if (verdict === 'holds') return [name, level];
        if (verdict !== 'violated') return [name, 'unknown'];
      }
      return [name, 'more'];
    }),
  );
}

function changeOf(a: Judged | null, b: Judged | null, why: string | null): Change {
  const [before, after] = [a?.verdict ?? null, b?.verdict ?? null];
  if (isBad(after) && !isBad(before)) return 'lost';
  if (after === null && why === null) return 'lost';
  if (isBad(before) && after === 'holds') return 'gained';
  return before === after && a?.fairness === b?.fairness ? 'same' : 'other';
}

function isBad(verdict: PropertyVerdict | null): boolean {
  return verdict === 'violated' || verdict === 'vacuous';
}
