/** What differs between a stored verdict table and the one of this run. */

import type { Baseline, BaselineRun } from './table.ts';

type Judged = BaselineRun['properties'][number];

/**
 * `regression`: something that did not fail fails, or is no longer asked. `repaired`: something that
 * failed holds. `undecided`: a limit left open what was decided. `changed`: the same verdict after
 * another number of steps, or a property or run that is new and does not fail.
 */
export type Kind = 'regression' | 'undecided' | 'repaired' | 'changed';

/** One property of one run that is not as it was. */
export interface Difference {
  readonly run: string;
  /** Null where the whole run is new or gone. */
  readonly property: string | null;
  /** `holds`, `violated in 12`; `not there`. */
  readonly before: string;
  readonly after: string;
  readonly kind: Kind;
}

/** A baseline beside a run. */
export interface BaselineDifference {
  readonly differences: readonly Difference[];
  /** Runs that both have, and properties of these. */
  readonly runs: number;
  readonly properties: number;
  /** What explains differences, one sentence each: another Interlock, another model, other states. */
  readonly notes: readonly string[];
}

/** Compares tables. `isWhole`: the run made all there is, so what the baseline has besides is gone. */
export function differencesOf(
  before: Baseline,
  after: Baseline,
  isWhole = true,
): BaselineDifference {
  const now = new Map(after.runs.map((run) => [run.id, run]));
  const then = new Map(before.runs.map((run) => [run.id, run]));
  const both = before.runs.flatMap((old) => {
    const run = now.get(old.id);
    return run === undefined ? [] : [{ old, run }];
  });
  const gone = isWhole ? before.runs.filter(({ id }) => !now.has(id)) : [];
  return {
    differences: [
      ...both.flatMap(({ old, run }) => withinRun(old, run)),
      ...gone.map(({ id }): Difference => {
        const texts = { before: 'there', after: THERE_IS_NONE };
        return { run: id, property: null, ...texts, kind: 'regression' };
      }),
      ...after.runs.filter(({ id }) => !then.has(id)).flatMap(ofNewRun),
    ],
    runs: both.length,
    properties: both.reduce((n, { run }) => n + run.properties.length, 0),
    notes: notesOf(before, after, both),
  };
}

const THERE_IS_NONE = 'not there';

function withinRun(old: BaselineRun, run: BaselineRun): readonly Difference[] {
  const now = new Map(run.properties.map((one) => [one.name, one]));
  const then = new Map(old.properties.map((one) => [one.name, one]));
  return [...new Set([...then.keys(), ...now.keys()])].flatMap((name) => {
    const [one, other] = [then.get(name), now.get(name)];
    const kind = kindOf(one, other);
    if (kind === null) return [];
    return [{ run: run.id, property: name, before: textOf(one), after: textOf(other), kind }];
  });
}

/** A run that nobody had before: what it violates is a regression, since nobody agreed to it. */
function ofNewRun(run: BaselineRun): readonly Difference[] {
  return withinRun({ ...run, properties: [] }, run);
}

function kindOf(before: Judged | undefined, after: Judged | undefined): Kind | null {
  if (after === undefined) return 'regression';
  const [was, is] = [before?.verdict ?? null, after.verdict];
  if (fails(is)) {
    if (!fails(was)) return 'regression';
    return was === is && before?.depth === after.depth ? null : 'changed';
  }
  if (is === 'inconclusive') return was === 'inconclusive' ? null : 'undecided';
  if (fails(was)) return 'repaired';
  return was === is ? null : 'changed';
}

function fails(verdict: Judged['verdict'] | null): boolean {
  return verdict === 'violated' || verdict === 'vacuous';
}

function textOf(judged: Judged | undefined): string {
  if (judged === undefined) return THERE_IS_NONE;
  const { verdict, depth } = judged;
  return verdict === 'violated' && depth !== null ? `violated in ${depth}` : verdict;
}

function notesOf(
  before: Baseline,
  after: Baseline,
  both: readonly { readonly old: BaselineRun; readonly run: BaselineRun }[],
): readonly string[] {
  const other = both.filter(({ old, run }) => old.fingerprint !== run.fingerprint);
  const moved = both.filter(({ old, run }) => old.parameters !== run.parameters);
  const counts = both.filter(({ old, run }) => old.states !== run.states);
  return [
    ...(before.tool === after.tool
      ? []
      : [`The baseline was written by Interlock ${before.tool}; this is ${after.tool}.`]),
    ...other.map(
      ({ run }) => `The model ${run.id} is not the one of the baseline: it was changed.`,
    ),
    ...moved.map(
      ({ old, run }) =>
        `${run.id} had the parameters ${old.parameters}, and has ${run.parameters}.`,
    ),
    ...counts
      .slice(0, NOTES_MAX)
      .map(({ old, run }) => `${run.id} had ${old.states} states, and has ${run.states}.`),
    ...(counts.length > NOTES_MAX
      ? [`${counts.length - NOTES_MAX} more runs have another number of states.`]
      : []),
  ];
}

const NOTES_MAX = 10;
