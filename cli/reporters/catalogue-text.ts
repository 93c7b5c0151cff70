/** The catalogue for people: a line per run, the story of an entry, the closing summary. */

import { count, grouped } from '../../base/words.ts';
import {
  type CatalogueEntry,
  type Configuration,
  type DefectEntry,
  type DesignEntry,
  lengthText,
} from '../../counterexamples/index.ts';
import type { Family } from '../../models/compose/index.ts';
import type { FullOutcome, Outcome, Run } from '../catalogue-rows.ts';
import type { Layout } from '../terminal.ts';
import { duration } from '../units.ts';
import { parametersText, settingsText } from './parameters.ts';
import { padded, widthOf, wrapped } from './text.ts';
import { violation } from './violation.ts';

/** Columns of a line per run. */
export class RowPrinter {
  readonly #layout: Layout;
  readonly #widths: readonly number[];

  constructor(runs: readonly Run[], layout: Layout) {
    this.#layout = layout;
    const most = (texts: readonly string[]): number => Math.max(...texts.map(widthOf));
    this.#widths = [
      1,
      most(['id', ...runs.map(({ entry }) => entry.id)]),
      most(['run', ...runs.map(runText)]),
      most(['verdict', ...runs.map(expectedText), 'inconclusive']),
      most(['expected', ...runs.map(expectedText)]),
      11,
      5,
      8,
      7,
    ];
  }

  /** The heading of the columns. */
  header(): string {
    const cells = [
      '',
      'id',
      'run',
      'verdict',
      'expected',
      'states',
      'depth',
      'engine',
      'time',
      'what it is',
    ];
    return this.#layout.colors.dim(this.#line(cells));
  }

  /** What stands above the runs of a family. */
  heading({ name, title }: Pick<Family, 'name' | 'title'>): string {
    const { bold } = this.#layout.colors;
    return title === undefined ? bold(name) : `${bold(name)}  ${title}`;
  }

  /** One run, and what is not as expected below it. */
  row(outcome: Outcome): string {
    const { run, found, differences, seconds } = outcome;
    const good = differences.length === 0;
    const states = found === null ? '–' : grouped(found.states);
    const cells = [
      good ? '✓' : '✗',
      run.role === 'fixed' ? '' : run.entry.id,
      runText(run),
      verdictText(outcome),
      expectedText(run),
      states,
      String(found?.depth ?? '–'),
      found?.engine ?? '–',
      duration(seconds),
      run.role === 'fixed' ? '' : run.entry.title,
    ];
    const paint = good ? this.#layout.colors.green : this.#layout.colors.red;
    const line = this.#line(cells).replace(/^./, paint);
    const wrong = differences.flatMap((text) =>
      wrapped('    NOT AS EXPECTED: ', text, this.#layout.width),
    );
    return [line, ...wrong.map((text) => this.#layout.colors.red(text))].join('\n');
  }

  #line(cells: readonly string[]): string {
    const text = this.#widths
      .map((width, c) => {
        const cell = cells[c] ?? '';
        return c >= 5 && c !== 7 ? cell.padStart(width) : padded(cell, width);
      })
      .join('  ');
    const left = this.#layout.width - widthOf(text) - 2;
    const title = cells.at(-1) ?? '';
    if (left < TITLE_LEAST) return text.trimEnd();
    const shown = widthOf(title) <= left ? title : `${title.slice(0, left - 1).trimEnd()}…`;
    return `${text}  ${shown}`.trimEnd();
  }
}

/** Narrower than this, titles say nothing. */
const TITLE_LEAST = 16;

function runText({ role, property }: Run): string {
  return property === null ? role : `${padded(role, 6)} ${property}`;
}

function expectedText({ violated, loops, property }: Run): string {
  const depths = Object.values(violated);
  if (depths.length === 0) return 'holds';
  if (property === null) return `${depths.length} violated`;
  return `violated at ${lengthText(depths[0] ?? null, loops[property] ?? null)}`;
}

/** In the words of {@link expectedText}, so that the two columns can be compared by eye. */
function verdictText({ run, found }: Outcome): string {
  if (found === null) return 'error';
  const of = (wanted: string) => found.properties.filter(({ verdict }) => verdict === wanted);
  const violated = of('violated');
  if (violated.length > 0) {
    const { depth = null, loop = null } = violated[0] ?? {};
    return run.property === null
      ? `${violated.length} violated`
      : `violated at ${lengthText(depth, loop)}`;
  }
  if (of('vacuous').length > 0) return 'vacuous';
  return of('inconclusive').length > 0 ? 'inconclusive' : 'holds';
}

/** What an entry is about, with the trace of its defect and what removes it. */
export function entryText(outcomes: readonly FullOutcome[], layout: Layout): string {
  const entry = outcomes[0]?.run.entry;
  if (entry === undefined) return '';
  const lines = entry.kind === 'defect' ? defectLines(entry, layout) : designLines(entry, layout);
  const traces = outcomes
    .filter(({ run }) => run.role !== 'fixed')
    .flatMap(({ report }) => report?.findings ?? [])
    .filter(({ result, trace }) => result.verdict === 'violated' && trace !== null)
    .flatMap((finding) => ['', ...violation(finding, layout)]);
  const fix = entry.kind === 'defect' ? ['', ...fixLines(entry, layout)] : [];
  return [...lines, ...traces, ...fix].join('\n');
}

function defectLines(entry: DefectEntry, layout: Layout): readonly string[] {
  return [
    layout.colors.bold(`${entry.id}  ${entry.title}`),
    ...wrapped('story       ', entry.story, layout.width),
    ...wrapped('source      ', `${entry.source} (${entry.confidence})`, layout.width),
    ...wrapped('system      ', configurationText(entry.defect), layout.width),
  ];
}

function designLines(entry: DesignEntry, layout: Layout): readonly string[] {
  return [
    layout.colors.bold(`${entry.id}  ${entry.title}`),
    ...wrapped('system      ', configurationText(entry.design), layout.width),
    ...(entry.remarks === undefined ? [] : wrapped('remarks     ', entry.remarks, layout.width)),
  ];
}

/** What removes a defect, and a command that shows it; the command is one line, to be copied. */
function fixLines({ fix, fixed, property }: DefectEntry, { width }: Layout): readonly string[] {
  if (fixed === null)
    return wrapped('fix         ', `${fix} No repaired configuration is known.`, width);
  return [
    ...wrapped('fix         ', fix, width),
    `repaired    ${checkCommand(fixed)} --property ${property}`,
  ];
}

/** `npx interlock check trial --set vcpus=1` */
function checkCommand({ system, parameters }: Configuration): string {
  return `npx interlock check ${system} ${settingsText(parameters)}`.trimEnd();
}

function configurationText({ system, parameters }: Configuration): string {
  return `${system}  ${parametersText(parameters)}`.trimEnd();
}

/** The last lines: how many are as expected, and how to go on. */
export function summaryText(
  outcomes: readonly Outcome[],
  total: number,
  seconds: number,
  layout: Layout,
): string {
  const good = outcomes.filter(({ differences }) => differences.length === 0).length;
  const paint = good === total ? layout.colors.green : layout.colors.red;
  const defects = new Set(
    outcomes.filter(({ run }) => run.role === 'defect').map(({ run }) => run.entry),
  );
  const designs = outcomes.filter(({ run }) => run.role === 'design').length;
  const stopped = outcomes.length < total ? `, interrupted after ${outcomes.length}` : '';
  return [
    `${layout.colors.bold(paint(`${good} of ${total} as expected`))}${stopped} (${count(designs, 'design')}, ${count(defects.size, 'defect')}; ${duration(seconds)})`,
    ...hints(outcomes.map(({ run }) => run.entry)),
  ].join('\n');
}

function hints(entries: readonly CatalogueEntry[]): readonly string[] {
  const defect = entries.find((entry) => entry.kind === 'defect');
  const example = (defect ?? entries[0]) as CatalogueEntry | undefined;
  if (example === undefined) return [];
  const configuration = example.kind === 'defect' ? example.defect : example.design;
  return [
    '',
    `one entry in full      npx interlock catalogue ${example.id}`,
    `try a design yourself  ${checkCommand(configuration)}`,
    'what can be set        npx interlock list',
    'your own patch         docs/check-your-patch.md',
    'your own machines      docs/check-your-own.md',
  ];
}
