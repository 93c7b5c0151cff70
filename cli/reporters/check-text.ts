/** The report of a check, for people. A pure function of the result and the layout. */

import { count } from '../../base/words.ts';
import type { Parameters } from '../../models/compose/index.ts';
import type { CheckReport, Finding } from '../check.ts';
import type { Known } from '../known-as.ts';
import type { Layout } from '../terminal.ts';
import { duration } from '../units.ts';
import { coverageLines } from './coverage-text.ts';
import { engineText, nodesLines } from './engine-text.ts';
import { byDefault, defaultsOf, defaultText, parametersText } from './parameters.ts';
import { mayMissShorter } from './reductions.ts';
import { block, padded, TITLE_WIDTH, table, widthOf, wrapped } from './text.ts';
import {
  countsText,
  fairnessLines,
  headlineOf,
  paintOf,
  tally,
  vacuousLines,
  verdictTable,
} from './verdicts.ts';
import { violation } from './violation.ts';
import { walksCounts, walksMeaning } from './walks-text.ts';

/** What the report needs besides the result. */
export interface CheckTextOptions extends Layout {
  /** The parameters of the family; none for a single system. */
  readonly parameters: Parameters;
  /** Names of the catalogue for violated properties. */
  readonly known: Known;
  /** Traces shown in full. */
  readonly tracesMax: number;
  /** How the search was made, beyond its engine, one line each. */
  readonly notes: readonly string[];
  /** Everything that is otherwise cut short. */
  readonly verbose: boolean;
  /** Where the search was saved when it was stopped; null if it was not. */
  readonly saved: string | null;
  /** What to do next, one line each: a command, and what it does. */
  readonly next: readonly (readonly [command: string, does: string])[];
}

/** The whole report. */
export function checkText(report: CheckReport, options: CheckTextOptions): string {
  const { result, random, symbolic, findings, seconds } = report;
  const word = headlineOf(result);
  const head = `${paintOf(word, options)(word)}${' '.repeat(Math.max(2, TITLE_WIDTH - word.length))}${tally(findings)}`;
  const time = duration(seconds);
  const gap = Math.max(
    2,
    options.width -
      widthOf(word) -
      Math.max(2, TITLE_WIDTH - word.length) -
      tally(findings).length -
      time.length,
  );
  return [
    ...headerLines(report, options),
    '',
    `${head}${' '.repeat(gap)}${options.colors.dim(time)}`,
    ...wrapped('  ', random === null ? countsText(report) : walksCounts(random), options.width),
    ...(random === null ? [] : walksMeaning(random, options.width)),
    ...(symbolic === null ? [] : nodesLines(symbolic, options.width)),
    ...(findings.length === 0 ? [] : ['', ...verdictTable(findings, options)]),
    ...spaced(fairnessLines(findings, options.width)),
    ...vacuousLines(findings, options),
    ...violations(report, options),
    ...closing(report, options),
  ].join('\n');
}

/** With a blank line in front, if there are any. */
function spaced(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', ...lines];
}

/** What was checked. */
export function headerLines(report: CheckReport, options: CheckTextOptions): readonly string[] {
  return [
    ...systemLines(report, options.parameters, options.width),
    ...block('engine', engineText(report), options.width),
    ...options.notes.flatMap((note) => block('', note, options.width)),
  ];
}

/** Which system, and how large it is. */
export function systemLines(
  { system, linked }: Pick<CheckReport, 'system' | 'linked'>,
  parameters: Parameters,
  width: number,
): readonly string[] {
  const { given, defaulted } = byDefault(system.parameters, defaultsOf(parameters));
  const rest = Object.keys(defaulted)
    .map((name) => `${name}=${defaultText(parameters[name])}`)
    .join(' ');
  const named = [system.name, parametersText(given), rest === '' ? '' : `(${rest} by default)`];
  const { components, steps } = system;
  return [
    ...block('system', named.filter((part) => part !== '').join('  '), width),
    ...block(
      '',
      `${count(components.length, 'component')}, ${count(steps.length, 'step')}, ${count(linked.actors.length, 'actor')}`,
      width,
    ),
  ];
}

/** Violated properties, the shortest first, with the first few in full. */
function violations(report: CheckReport, options: CheckTextOptions): readonly string[] {
  const { findings, random } = report;
  const mayMiss = mayMissShorter(report);
  const shown = findings
    .filter(
      ({ result, trace }) => result.verdict === 'violated' || (options.verbose && trace !== null),
    )
    .sort(byInterest);
  const full = shown.slice(0, options.tracesMax);
  const rest = shown.slice(options.tracesMax);
  const more =
    rest.length === 0
      ? []
      : [
          '',
          ...wrapped(
            '',
            `${count(rest.length, 'more trace')} not shown (${rest.map(({ property }) => property.name).join(', ')}): --all-traces shows them, --property NAME shows one.`,
            options.width,
          ),
        ];
  const told = full.flatMap((finding) => {
    const known = options.known.get(finding.property.name) ?? [];
    return ['', ...violation(finding, options, { random, known, mayMiss })];
  });
  return [...told, ...more];
}

/**
 * The shortest first. Deadlocks come after everything else: what leads to one is mostly a cycle of
 * waiting, which says more.
 */
export function byInterest(a: Finding, b: Finding): number {
  const last = (finding: Finding): number => (finding.property.kind === 'deadlockFree' ? 1 : 0);
  const length = (finding: Finding): number => finding.trace?.steps.length ?? 0;
  return last(a) - last(b) || length(a) - length(b);
}

/** Coverage, what was not asked, what was assumed, what to do next. */
function closing(report: CheckReport, options: CheckTextOptions): readonly string[] {
  const { system } = report;
  const notAsked = system.notAsked.map(({ name, why }, i) =>
    wrapped(padded(i === 0 ? 'not asked' : '', TITLE_WIDTH), `${name}: ${why}`, options.width),
  );
  const assumptions = (system.assumptions ?? []).map((text, i) =>
    wrapped(padded(i === 0 ? 'assumed' : '', TITLE_WIDTH), text, options.width),
  );
  return [
    '',
    ...coverageLines(report, options),
    ...notAsked.flat(),
    ...assumptions.flat(),
    ...(options.saved === null ? [] : block('saved', options.saved, options.width)),
    ...nextLines(options.next, options),
  ];
}

/** Commands and what they do, in columns where they fit. */
export function nextLines(
  next: CheckTextOptions['next'],
  { width, colors }: Layout,
): readonly string[] {
  if (next.length === 0) return [];
  const rows = next.map(([command, does], i) => [
    { text: padded(i === 0 ? 'next' : '', TITLE_WIDTH - 2) },
    { text: command },
    { text: does, paint: colors.dim },
  ]);
  const lines = table(rows);
  const narrow = lines.some((line) => widthOf(line) > width + 10);
  if (!narrow) return ['', ...lines];
  return [
    '',
    'next',
    ...next.flatMap(([command, does]) => [`  ${command}`, `      ${colors.dim(does)}`]),
  ];
}
