/** The report of a check, for people. A pure function of the result and the layout. */

import { count } from '../../base/words.ts';
import type { ParameterValues } from '../../models/compose/index.ts';
import type { CheckReport } from '../check.ts';
import type { Layout } from '../terminal.ts';
import { duration } from '../units.ts';
import { unseenOf } from './coverage.ts';
import { byDefault, parametersText } from './parameters.ts';
import { block, capped, padded, TITLE_WIDTH, table, widthOf, wrapped } from './text.ts';
import { countsText, headlineOf, paintOf, tally, vacuousLines, verdictTable } from './verdicts.ts';
import { violation } from './violation.ts';
import { walksCounts, walksHeader, walksMeaning } from './walks-text.ts';

/** What the report needs besides the result. */
export interface CheckTextOptions extends Layout {
  /** Default values of the family's parameters. */
  readonly defaults: ParameterValues;
  /** Traces shown in full. */
  readonly tracesMax: number;
  /** Everything that is otherwise cut short. */
  readonly verbose: boolean;
  /** What to do next, one line each: a command, and what it does. */
  readonly next: readonly (readonly [command: string, does: string])[];
}

const LISTED = 8;

/** The whole report. */
export function checkText(report: CheckReport, options: CheckTextOptions): string {
  const { result, random, findings, seconds } = report;
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
    ...wrapped('  ', random === null ? countsText(result) : walksCounts(random), options.width),
    ...(random === null ? [] : walksMeaning(random, options.width)),
    ...(findings.length === 0 ? [] : ['', ...verdictTable(findings, options)]),
    ...vacuousLines(findings, options),
    ...violations(report, options),
    ...closing(report, options),
  ].join('\n');
}

/** What was checked. */
export function headerLines(
  { system, linked, random }: CheckReport,
  options: CheckTextOptions,
): readonly string[] {
  const { given, defaulted } = byDefault(system.parameters, options.defaults);
  const rest = parametersText(defaulted);
  const named = [system.name, parametersText(given), rest === '' ? '' : `(${rest} by default)`];
  const { components, steps } = system;
  return [
    ...block('system', named.filter((part) => part !== '').join('  '), options.width),
    ...block(
      '',
      `${count(components.length, 'component')}, ${count(steps.length, 'step')}, ${count(linked.actors.length, 'actor')}`,
      options.width,
    ),
    ...block(
      'engine',
      random === null ? 'explicit: breadth-first over every reachable state' : walksHeader(random),
      options.width,
    ),
  ];
}

/** Violated properties, the shortest first, with the first few in full. */
function violations(
  { findings, random }: CheckReport,
  options: CheckTextOptions,
): readonly string[] {
  const shown = findings
    .filter(
      ({ result, trace }) => result.verdict === 'violated' || (options.verbose && trace !== null),
    )
    .sort((a, b) => (a.trace?.steps.length ?? 0) - (b.trace?.steps.length ?? 0));
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
  return [...full.flatMap((finding) => ['', ...violation(finding, options, random)]), ...more];
}

/** Coverage, what was not asked, what was assumed, what to do next. */
function closing(report: CheckReport, options: CheckTextOptions): readonly string[] {
  const { system } = report;
  const most = options.verbose ? Number.POSITIVE_INFINITY : LISTED;
  const notAsked = system.notAsked.map(({ name, why }, i) =>
    wrapped(padded(i === 0 ? 'not asked' : '', TITLE_WIDTH), `${name}: ${why}`, options.width),
  );
  const assumptions = (system.assumptions ?? []).map((text, i) =>
    wrapped(padded(i === 0 ? 'assumed' : '', TITLE_WIDTH), text, options.width),
  );
  return [
    '',
    ...coverageLines(report, most, options.width),
    ...notAsked.flat(),
    ...assumptions.flat(),
    ...nextLines(options.next, options),
  ];
}

function coverageLines(
  { linked, result, random }: CheckReport,
  most: number,
  width: number,
): readonly string[] {
  if (!result.complete && random === null)
    return block('coverage', 'not judged, since not everything was visited', width);
  const { steps, neverEnabled, localStates, neverVisited } = unseenOf(linked, result.coverage);
  const seen = `${steps - neverEnabled.length} of ${count(steps, 'step')} enabled, ${localStates - neverVisited.length} of ${count(localStates, 'local state')} visited`;
  const lines = [...block('coverage', seen, width)];
  if (neverEnabled.length > 0) {
    lines.push(...block('', `never enabled: ${capped(neverEnabled, most)}`, width));
  }
  if (neverVisited.length > 0) {
    lines.push(...block('', `never visited: ${capped(neverVisited, most)}`, width));
  }
  return lines;
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
