/** A comparison for people: narrow enough for a mail. A pure function of report and layout. */

import { count, grouped } from '../../base/words.ts';
import { renderLanes, type Trace } from '../../counterexamples/index.ts';
import type { CompareFlags } from '../commands/compare.ts';
import type { Change, CompareReport, Distinguishing, Judged, Row, Side } from '../compare.ts';
import type { Layout } from '../terminal.ts';
import { block, padded, TITLE_WIDTH, table, wrapped } from './text.ts';
import { limitText } from './verdicts.ts';

/** A comparison and what the designs are called. */
export interface Compared {
  /** Heads of the columns: what tells the designs apart. */
  readonly a: string;
  readonly b: string;
  readonly report: CompareReport;
  readonly failOn: CompareFlags['failOn'];
}

/** A mail is this wide. */
const WIDTH_MAX = 80;
/** Events of one side that are listed. */
const EVENTS_MAX = 20;

/** The whole report. */
export function compareText(compared: Compared, layout: Layout): string {
  const { report } = compared;
  const narrow = { ...layout, width: Math.min(WIDTH_MAX, layout.width) };
  return [
    ...block('compare', systemsText(report), narrow.width),
    ...block('A', compared.a, narrow.width),
    ...block('B', compared.b, narrow.width),
    '',
    ...table(
      [['', 'A', 'B', ''], ...matrixRows(report)].map((cells) => cells.map((text) => ({ text }))),
      2,
    ),
    ...spaced(whyLines(report.rows, narrow.width)),
    ...shownLines(compared, narrow),
    '',
    ...block('conclusion', conclusionOf(report).join(' '), narrow.width),
    ...assumedLines(report, narrow.width),
  ].join('\n');
}

function systemsText({ a, b }: CompareReport): string {
  const names = [a.report.system.name, b.report.system.name];
  return [...new Set(names)].join(' and ');
}

/** Name, A, B, and a mark, for every row: sizes, verdicts, what can be seen. */
export function matrixRows(report: CompareReport): readonly (readonly string[])[] {
  const { a, b, rows } = report;
  const pair = (name: string, of: (side: Side) => string, mark = ''): readonly string[] => [
    name,
    of(a),
    of(b),
    mark,
  ];
  return [
    pair('components / steps', sizesText),
    pair('states', ({ report: { result } }) => grouped(result.states), factorText(a, b)),
    pair('depth', ({ report: { result } }) => String(result.depth ?? '–')),
    ...rows.map((row) => [row.name, judgedText(row.a), judgedText(row.b), marks[row.change]]),
    ...rows
      .filter((row) => (row.a?.fairness ?? row.b?.fairness ?? null) !== null)
      .map((row) => [`  fairness needed`, fairnessText(row.a), fairnessText(row.b), '']),
    ...(report.traces === null ? [] : [pair('seen only here', onlyText)]),
    ...(report.traces === null ? [] : [pair('silent for ever', divergesText)]),
  ];
}

const marks: Readonly<Record<Change, string>> = {
  same: '',
  lost: '◀ regression',
  gained: '◀ gained',
  other: '◀ differs',
};

function sizesText({ report: { system } }: Side): string {
  return `${system.components.length} / ${grouped(system.steps.length)}`;
}

/** `×0.61`: how many states B has for one of A. */
function factorText(a: Side, b: Side): string {
  const [before, after] = [a.report.result.states, b.report.result.states].map(Number);
  return before === undefined || after === undefined || before === 0
    ? ''
    : `×${(after / before).toPrecision(2)}`;
}

function judgedText(judged: Judged | null): string {
  if (judged === null) return 'not asked';
  const word = judged.verdict.toUpperCase();
  return judged.depth === null || judged.verdict === 'holds'
    ? word
    : `${word} in ${grouped(judged.depth)}`;
}

function fairnessText(judged: Judged | null): string {
  const words = {
    none: 'none',
    weak: 'weak is enough',
    strong: 'strong',
    more: 'strong is not enough',
    unknown: 'unknown',
  };
  return judged?.fairness ? words[judged.fairness] : '–';
}

function onlyText({ shown }: Side): string {
  const n = shown?.onlyHere.length ?? 0;
  return n === 0 ? 'nothing' : count(n, 'event');
}

function divergesText({ shown }: Side): string {
  if (shown?.diverges !== true) return 'never';
  return shown.newDivergence === null ? 'may be' : 'may be, only here';
}

/** With a blank line in front, if there are any. */
function spaced(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', ...lines];
}

function whyLines(rows: readonly Row[], width: number): readonly string[] {
  const skipped = rows.filter(({ a, b, why }) => (a === null || b === null) && why !== null);
  return skipped.flatMap(({ name, a, why }, i) =>
    wrapped(
      padded(i === 0 ? 'not asked' : '', TITLE_WIDTH),
      `${name} of ${a === null ? 'A' : 'B'}: ${why}`,
      width,
    ),
  );
}

function shownLines(compared: Compared, layout: Layout): readonly string[] {
  const { a, b, traces } = compared.report;
  if (traces === null) {
    return [
      '',
      ...wrapped(
        padded('seen', TITLE_WIDTH),
        'What can be seen from outside is not compared: not both designs mark steps as observable. A step is marked with `observable: "words"`; see docs/regression-checks.md.',
        layout.width,
      ),
    ];
  }
  const limit = traces.limit === null ? 'not all was looked at' : limitText(traces.limit);
  return [
    ...(traces.complete
      ? []
      : [
          '',
          ...block('incomplete', `What is seen only here may be more: ${limit}.`, layout.width),
        ]),
    ...sideLines('A', 'B', a, layout),
    ...sideLines('B', 'A', b, layout),
  ];
}

/** The events by which a design parts from the other, and the shortest run to one of them. */
function sideLines(own: string, other: string, { shown }: Side, layout: Layout): readonly string[] {
  const [first, ...rest] = inOrder(shown?.onlyHere ?? []);
  if (first === undefined) {
    return ['', `Whatever ${own} shows, ${other} may show too: ${own} refines ${other}.`];
  }
  const more = rest.slice(0, EVENTS_MAX - 1);
  return [
    '',
    ...wrapped('', `Only ${own}, after ${traceText(first)}:`, layout.width),
    `  ${first.event}${alikeText(first)}`,
    ...wrapped('  ', allowedText(other, first), layout.width),
    '',
    renderLanes(asTrace(first), undefined, layout),
    ...(more.length === 0 ? [] : ['', `Only ${own} as well, and how many events come before:`]),
    ...more.flatMap((one) =>
      wrapped(
        `  ${String(one.trace.length).padStart(3)}  `,
        `${one.event}${alikeText(one)}`,
        layout.width,
      ),
    ),
    ...(rest.length > more.length
      ? [`       and ${count(rest.length - more.length, 'more event')}`]
      : []),
  ];
}

/** Shortest traces first; of equal ones, first those whose event the other design knows. */
export function inOrder(events: readonly Distinguishing[]): readonly Distinguishing[] {
  const rank = ({ trace, isUnknown, path }: Distinguishing): number =>
    trace.length * 1e6 + (isUnknown === true ? 1e5 : 0) + path.length;
  return [...events].sort((x, y) => rank(x) - rank(y));
}

/** `vcpu0 writes config of dev0 · dom0 makes a hypercall` */
export function traceText({ trace }: Distinguishing): string {
  return trace.length === 0 ? 'nothing' : trace.join(' · ');
}

function alikeText({ alike, isUnknown }: Distinguishing): string {
  const others = alike.map((event) => event.split(' ')[0]);
  return [
    others.length === 0 ? '' : `, ${[...new Set(others)].join(', ')} too`,
    isUnknown === true ? ' (never seen of the other)' : '',
  ].join('');
}

/** What the other design might show instead. */
export function allowedText(other: string, { allowed }: Distinguishing): string {
  return allowed.length === 0
    ? `${other} can show nothing more.`
    : `${other} might show: ${allowed.join('; ')}.`;
}

/** A run as a trace that shows something which can come about. */
export function asTrace({ run, event }: Distinguishing): Trace {
  return { ...run, property: event, shows: 'witness', statement: event, lasso: null };
}

/** Sentences. */
export function conclusionOf({ a, b, rows, traces }: CompareReport): readonly string[] {
  const named = (change: Change): readonly string[] =>
    rows.filter((row) => row.change === change).map(({ name }) => name);
  const [lost, gained] = [named('lost'), named('gained')];
  const [onlyA, onlyB] = [a, b].map(({ shown }) => shown?.onlyHere.length ?? 0);
  return [
    lost.length === 0
      ? 'B breaks no property that A keeps.'
      : `B breaks, or no longer states, ${lost.join(', ')}.`,
    ...(gained.length === 0 ? [] : [`It keeps ${gained.join(', ')}, which A breaks.`]),
    ...(traces === null
      ? []
      : [
          onlyB === 0 && onlyA === 0
            ? 'Nobody outside can tell the two apart.'
            : `Seen from outside, B adds ${countOf(onlyB)} and takes ${countOf(onlyA)} away.`,
        ]),
    ...(onlyA === 0 && onlyB === 0 ? [] : boundsOf(a, b)),
  ];
}

/** What runs end at that might go on, and so may be told apart by one design coming there earlier. */
function boundsOf(a: Side, b: Side): readonly string[] {
  const other = b.report.system.bounds ?? [];
  return (a.report.system.bounds ?? []).flatMap(({ name, value, max }) => {
    const inB = other.find((bound) => bound.name === name)?.value ?? value;
    const larger = Math.max(value, inB) + 1;
    const values = value === inB ? `${value}` : `${value} in A and ${inB} in B`;
    const then =
      larger > max
        ? 'no larger one is supported'
        : `compare again with \`--set ${name}=${larger}\` to see what stays`;
    return [
      `Runs may end at the bound ${name}=${values}, and some of it may come of that: ${then}.`,
    ];
  });
}

function countOf(n = 0): string {
  return n === 0 ? 'nothing' : count(n, 'kind of event', 'kinds of events');
}

/** What was assumed, of both or of one. */
function assumedLines({ a, b }: CompareReport, width: number): readonly string[] {
  const [ofA, ofB] = [a, b].map(({ report }) => report.system.assumptions ?? []);
  const all = [...new Set([...(ofA ?? []), ...(ofB ?? [])])];
  return all.flatMap((text, i) => {
    const both = ofA?.includes(text) === true && ofB?.includes(text) === true;
    const whose = ofA?.includes(text) === true ? 'A: ' : 'B: ';
    return wrapped(
      padded(i === 0 ? 'assumed' : '', TITLE_WIDTH),
      `${both ? '' : whose}${text}`,
      width,
    );
  });
}
