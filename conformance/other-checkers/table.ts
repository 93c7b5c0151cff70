/** The table of equal counts: a row for each subject, and a summary of all. */

import { messageOf } from '../../base/errors.ts';
import { count, grouped } from '../../base/words.ts';
import { duration } from '../../cli/units.ts';
import { expectedOf } from '../expected-counts.ts';
import type { OtherChecker, OwnSearch } from './answer.ts';
import { type Comparison, compare, type OnStage } from './compare.ts';
import { type Subject, titleOf } from './subjects.ts';

/** How the table is made. */
export interface Making extends OwnSearch {
  /** Who has a column; those that are not `present` are skipped. */
  readonly checkers: readonly OtherChecker[];
  readonly present: readonly OtherChecker[];
  /** The lines of a row, as soon as they are known. */
  readonly onRow: (lines: readonly string[]) => void;
  /** What is being done in the row that is not printed yet. */
  readonly onStage?: OnStage;
  /** Milliseconds from any fixed point. */
  readonly now: () => number;
}

/** How many rows came out how. */
export interface Tally {
  equal: number;
  different: number;
  /** A checker failed, or the system could not be searched. */
  failed: number;
  large: number;
  /** Nobody else was there to be asked. */
  skipped: number;
  /** Rows that an interruption left out. */
  left: number;
}

/** The line above the rows. */
export function header(checkers: readonly OtherChecker[]): string {
  return line('system', ['ours', ...checkers.map(({ name }) => name)], '', '');
}

/** A row for each subject. An interruption leaves out the one that is being made and the rest. */
export async function makeTable(subjects: readonly Subject[], making: Making): Promise<Tally> {
  const { signal, onRow } = making;
  const tally: Tally = { equal: 0, different: 0, failed: 0, large: 0, skipped: 0, left: 0 };
  for (const [done, subject] of subjects.entries()) {
    const row = await rowOf(subject, making);
    if (signal.aborted) {
      tally.left = subjects.length - done;
      break;
    }
    tally[row.outcome]++;
    onRow(row.lines);
  }
  return tally;
}

/** One sentence with all that is not zero. */
export function summary(tally: Tally, present: readonly OtherChecker[]): string {
  const asked = present.map(({ name }) => name).join(' and ');
  const parts = [
    [tally.equal, `equal in ${asked}`],
    [tally.different, 'different'],
    [tally.failed, 'failed'],
    [tally.large, 'too large'],
    [tally.skipped, 'skipped: nobody else was there to be asked'],
    [tally.left, 'left out by the interruption'],
  ] as const;
  const told = parts.filter(([n]) => n > 0).map(([n, text]) => `${n} ${text}`);
  return told.length === 0 ? 'nothing to compare' : told.join(', ');
}

interface Row {
  readonly outcome: Exclude<keyof Tally, 'left'>;
  readonly lines: readonly string[];
}

async function rowOf(subject: Subject, making: Making): Promise<Row> {
  const { present, now, onStage } = making;
  const started = now();
  try {
    const comparison = await compare(subject, present, making, onStage);
    if (comparison === null) {
      return {
        outcome: 'large',
        lines: [line(subject.id, ['too large'], '', titleOf(subject.configuration))],
      };
    }
    return comparedRow(subject, comparison, (now() - started) / 1000, making);
  } catch (error) {
    const lines = [line(subject.id, ['failed'], '', titleOf(subject.configuration))];
    return { outcome: 'failed', lines: [...lines, indented(`FAILED: ${messageOf(error)}`)] };
  }
}

function comparedRow(
  subject: Subject,
  { ours, theirs, differences }: Comparison,
  seconds: number,
  { checkers, present }: Making,
): Row {
  const failures = Object.entries(theirs).flatMap(([name, told]) =>
    'failure' in told ? [`${name} FAILED: ${told.failure}`] : [],
  );
  const wrong = [...pinnedDifferences(subject, ours), ...differences];
  const outcome = outcomeOf(wrong.length, failures.length, present.length);
  const states = checkers.map(({ name }) => {
    const told = theirs[name];
    if (told === undefined) return 'skipped';
    return 'failure' in told ? 'failed' : grouped(told.states);
  });
  const verdicts = Object.keys(ours.found).length + (ours.deadlocks === null ? 0 : 1);
  const known = `${count(ours.transitions, 'transition')}, ${count(verdicts, 'verdict')}`;
  const told = `${duration(seconds).padStart(7)}  ${outcome.padEnd(9)}  ${known}`;
  const cells = [grouped(ours.states), ...states];
  return {
    outcome,
    lines: [
      line(subject.id, cells, told, titleOf(subject.configuration)),
      ...wrong.map((text) => indented(`DIFFERENT: ${text}`)),
      ...failures.map(indented),
    ],
  };
}

function outcomeOf(wrong: number, failures: number, present: number): Row['outcome'] {
  if (wrong > 0) return 'different';
  if (failures > 0) return 'failed';
  return present === 0 ? 'skipped' : 'equal';
}

/** Where our counts are not those that are pinned. */
function pinnedDifferences(subject: Subject, ours: Comparison['ours']): readonly string[] {
  const pinned = expectedOf(subject.configuration);
  if (pinned === undefined) return [];
  return (['states', 'transitions'] as const).flatMap((what) =>
    pinned[what] === ours[what]
      ? []
      : [`${pinned[what]} ${what} are pinned, we count ${ours[what]}`],
  );
}

function line(id: string, counts: readonly string[], told: string, title: string): string {
  const cells = [id.padEnd(26), ...counts.map((text) => text.padStart(10)), told.padEnd(56)];
  return `${cells.join('  ')}  ${title}`.trimEnd();
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '    ');
}
