/** Verdicts in words. */

import { count, grouped } from '../../base/words.ts';
import { isStutterInvariant, type LimitReached, type SearchResult } from '../../explorer/index.ts';
import type { Fairness, Property, Temporal } from '../../models/compose/index.ts';
import type { CheckReport, Finding } from '../check.ts';
import type { Layout } from '../terminal.ts';
import { duration, mebibytes } from '../units.ts';
import { type Cell, table, wrapped } from './text.ts';

export type Word = 'HOLDS' | 'VIOLATED' | 'VACUOUS' | 'INCONCLUSIVE' | 'INTERRUPTED';

/** The first word of a report. */
export function headlineOf({ limit, complete, properties }: SearchResult): Word {
  const verdicts = properties.map(({ verdict }) => verdict);
  if (verdicts.includes('violated')) return 'VIOLATED';
  if (limit?.kind === 'interrupted') return 'INTERRUPTED';
  if (verdicts.includes('vacuous')) return 'VACUOUS';
  if (verdicts.includes('inconclusive') || (limit !== null && !complete)) return 'INCONCLUSIVE';
  return 'HOLDS';
}

/** A verdict's colour. It is never the only sign. */
export function paintOf(word: string, { colors }: Layout): (text: string) => string {
  if (word === 'HOLDS') return (text) => colors.bold(colors.green(text));
  if (word === 'VIOLATED' || word === 'VACUOUS') return (text) => colors.bold(colors.red(text));
  return colors.bold;
}

/** `2 of 5 properties violated, 1 vacuous` */
export function tally(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'no property to check';
  const counts = (['violated', 'vacuous', 'inconclusive', 'holds'] as const)
    .map((verdict) => ({
      verdict,
      n: findings.filter(({ result }) => result.verdict === verdict).length,
    }))
    .filter(({ n }) => n > 0);
  return counts
    .map(({ verdict, n }, i) => {
      const many = findings.length === 1 ? 'property' : 'properties';
      return i === 0
        ? `${n} of ${findings.length} ${many} ${words(verdict, n)}`
        : `${n} ${words(verdict, n)}`;
    })
    .join(', ');
}

function words(verdict: Finding['result']['verdict'], n: number): string {
  return verdict === 'holds' ? (n === 1 ? 'holds' : 'hold') : verdict;
}

/** `after 1 000 000 states (--max-states)` */
export function limitText(limit: LimitReached): string {
  switch (limit.kind) {
    case 'states':
      return `stopped at ${count(limit.value, 'state')} (--max-states)`;
    case 'memory':
      return `stopped at ${mebibytes(limit.value)} of memory (--max-memory)`;
    case 'time':
      return `stopped after ${duration(limit.value / 1000)} (--timeout)`;
    case 'walks':
      return `stopped after ${count(limit.value, 'walk')} (--walks)`;
    case 'interrupted':
      return 'interrupted';
    case 'engine':
      return 'not judged: it takes every step of every state, which the explicit engine has, without reductions';
    case 'signatures':
      return `states kept as signatures; the chance that one was missed is at most ${chance(limit.value)} (--store compact)`;
  }
}

/** A small chance, rounded up: `2.8e-7`. */
function chance(value: number): string {
  const power = 10 ** (Math.floor(Math.log10(value)) - 1);
  return value === 0 ? '0' : (Math.ceil(value / power) * power).toPrecision(2);
}

/** States, transitions, depth, deadlocks; how far the search came. */
export function countsText({ result, symbolic }: CheckReport): string {
  const { states, transitions, depth, deadlocks, terminal, complete, limit } = result;
  const stuck = deadlocks > 0n ? countText(deadlocks, 'deadlock') : 'no deadlock';
  const resting =
    terminal > deadlocks ? ` (${countText(terminal - deadlocks, 'state')} at rest)` : '';
  const reach = complete
    ? 'all that is reachable'
    : limit === null
      ? 'stopped when every property was decided'
      : limitText(limit);
  if (symbolic !== null && !complete) return `nothing counted; ${reach}`;
  const counts = [countText(states, 'state'), countText(transitions, 'transition')];
  const steps = depth === null ? [] : [`depth ${depth}`];
  return `${[...counts, ...steps, stuck].join(', ')}${resting}; ${reach}`;
}

/** Digits of a count that are printed in full. */
const DIGITS_MAX = 36;

/** `3 919 104 states`; a count with very many digits as `2.1e383 states (384 digits, in full with --json)`. */
export function countText(n: bigint, noun: string): string {
  const digits = String(n);
  if (digits.length <= DIGITS_MAX) return count(n, noun);
  return `${digits[0]}.${digits.slice(1, 4)}e${digits.length - 1} ${noun}s (${digits.length} digits, in full with --json)`;
}

/** One row per property. */
export function verdictTable(findings: readonly Finding[], layout: Layout): readonly string[] {
  const header: readonly Cell[] = ['property', 'verdict', 'depth', 'companion'].map((text, c) => ({
    text,
    right: c === 2,
    paint: layout.colors.dim,
  }));
  return table([header, ...findings.map((finding) => rowOf(finding, layout))], 2);
}

function rowOf({ property, result }: Finding, layout: Layout): readonly Cell[] {
  const word = result.verdict.toUpperCase();
  const depth = result.path === null ? '' : grouped(result.path.length);
  return [
    { text: property.name },
    { text: word, paint: paintOf(word, layout) },
    { text: depth === '' ? '–' : depth, right: true },
    { text: result.companion ?? '–' },
  ];
}

/** What is noted of a refinement that holds. */
const divergences = {
  never: 'something is seen again and again, or everybody rests',
  'as specified': 'steps that nobody sees may go on for ever, as in the specification',
  'only here':
    'steps that nobody sees may go on for ever where the specification must show something',
} as const;

/** What properties of runs assume of the scheduler, or why they are undecided. */
export function fairnessLines(findings: readonly Finding[], width: number): readonly string[] {
  return findings.flatMap(({ property, result: { limit, divergence } }) => {
    if (property.kind === 'refines') {
      const told = divergence === undefined ? [] : [divergences[divergence]];
      const texts = limit === null ? told : [limitText(limit)];
      return texts.flatMap((text) => wrapped(`  ${property.name}: `, text, width));
    }
    if (property.kind !== 'temporal' && property.kind !== 'noLivelock') return [];
    if (limit !== null) return wrapped(`  ${property.name}: `, limitText(limit), width);
    if (property.kind === 'noLivelock') {
      return wrapped(
        `  ${property.name}: `,
        'violated only where progress can no longer be made, whoever is scheduled',
        width,
      );
    }
    return [
      ...assumedLines(property, width),
      ...(isStutterInvariant(property.formula) ? [] : wrapped(indent(property), silent, width)),
    ];
  });
}

/** What is noted of a formula that may count steps which change nothing it reads. */
const silent =
  'it may count steps that change nothing it speaks of, so a model that is cut more finely may get another verdict';

function indent({ name }: Property): string {
  return ' '.repeat(name.length + 4);
}

function assumedLines(property: Temporal, width: number): readonly string[] {
  const lead = `  ${property.name}: `;
  if (property.fairness.length === 0) {
    return wrapped(lead, 'nothing is assumed of the scheduler', width);
  }
  return groupsOf(property.fairness).flatMap(({ kind, labels, why }, i) => {
    const reason = why === undefined ? '' : `: ${why}`;
    const head = i === 0 ? lead : indent(property);
    return wrapped(head, `${kind} fairness of ${labels.join(', ')}${reason}`, width);
  });
}

/** Assumptions of one kind and for one reason together, weak ones first. */
function groupsOf(fairness: readonly Fairness[]) {
  const inOrder = [...fairness].sort(
    (a, b) => Number(a.kind === 'strong') - Number(b.kind === 'strong'),
  );
  const groups: { kind: Fairness['kind']; why: string | undefined; labels: string[] }[] = [];
  for (const { kind, why, label } of inOrder) {
    const group = groups.find((one) => one.kind === kind && one.why === why);
    if (group === undefined) groups.push({ kind, why, labels: [label] });
    else group.labels.push(label);
  }
  return groups;
}

/** Why a vacuous pass means nothing, loudly. */
export function vacuousLines(findings: readonly Finding[], layout: Layout): readonly string[] {
  return findings
    .filter(({ result }) => result.verdict === 'vacuous')
    .flatMap(({ property }) => [
      '',
      `${paintOf('VACUOUS', layout)('VACUOUS')}  ${property.name}`,
      ...wrapped(
        '  ',
        `was never violated, but never put to the test either: ${companionOf(property)}.`,
        layout.width,
      ),
      ...wrapped(
        '  ',
        'A pass like this proves nothing. Look at what keeps the model from getting there.',
        layout.width,
      ),
    ]);
}

/** What would have to be reachable for a pass to mean something. */
function companionOf(property: Finding['property']): string {
  switch (property.kind) {
    case 'refines':
      return 'nothing is ever seen of the system';
    case 'invariant':
    case 'deadlockFree':
    case 'temporal':
      return `no reachable state has "${property.companion.label}"`;
    case 'stepInvariant':
      return 'none of the steps it speaks about is ever taken where its premise is true';
    case 'waitCycleFree':
      return 'nobody ever waits for anybody';
    case 'noLivelock':
      return 'nothing that is progress is ever done';
    case 'reachable':
      return 'its goal is never reached';
  }
}
