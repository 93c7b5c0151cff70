/** What differs from a baseline, as text and as Markdown. */

import { count } from '../../base/words.ts';
import type { BaselineDifference, Difference, Kind } from '../baseline/difference.ts';
import { table, wrapped } from './text.ts';

const order: readonly Kind[] = ['regression', 'undecided', 'repaired', 'changed'];

/** Regressions first. */
function sorted(differences: readonly Difference[]): readonly Difference[] {
  return [...differences].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

/** `1 regression, 2 repaired` */
function tallyOf({ differences, runs, properties }: BaselineDifference): string {
  const asked = `${count(properties, 'verdict')} in ${count(runs, 'run')} compared`;
  if (differences.length === 0) return `as in the baseline: ${asked}`;
  const counts = order.flatMap((kind) => {
    const n = differences.filter((one) => one.kind === kind).length;
    if (n === 0) return [];
    return [kind === 'regression' ? count(n, kind) : `${n} ${kind}`];
  });
  return `${counts.join(', ')}: ${asked}`;
}

/** For people. */
export function baselineText(difference: BaselineDifference, width: number): string {
  const rows = sorted(difference.differences).map(({ kind, run, property, before, after }) =>
    [kind, run, property ?? '', `${before} → ${after}`].map((text) => ({ text })),
  );
  return [
    `baseline   ${tallyOf(difference)}`,
    ...table(rows, 2),
    ...difference.notes.flatMap((note) => wrapped('  ', note, width)),
  ].join('\n');
}

/** For a pull request; the last line ends in a newline. */
export function baselineMarkdown(difference: BaselineDifference): string {
  const rows = sorted(difference.differences).map(({ kind, run, property, before, after }) => {
    const cells = [kind, `\`${run}\``, property ?? '', before, after];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  const head = ['| | run | property | baseline | now |', '| --- | --- | --- | --- | --- |'];
  const tally = tallyOf(difference);
  return `${[
    `### Verdicts: ${tally}`,
    ...(rows.length === 0 ? [] : [[...head, ...rows].join('\n')]),
    ...(difference.notes.length === 0
      ? []
      : [difference.notes.map((note) => `- ${note}`).join('\n')]),
  ].join('\n\n')}\n`;
}
