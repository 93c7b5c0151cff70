/** Reports on certificates, for people. */

import { count } from '../../base/words.ts';
import type { Certified, Finding } from '../../explorer/index.ts';
import type { Parameters } from '../../models/compose/index.ts';
import type { CheckReport } from '../check.ts';
import type { Layout } from '../terminal.ts';
import { duration } from '../units.ts';
import { nextLines, systemLines } from './check-text.ts';
import type { Next } from './next.ts';
import { block, padded, TITLE_WIDTH, table, widthOf, wrapped } from './text.ts';
import { limitText, paintOf } from './verdicts.ts';

interface Told extends Layout {
  readonly system: Pick<CheckReport, 'system' | 'linked'>;
  readonly parameters: Parameters;
  readonly seconds: number;
}

/** What came of `interlock certify`. */
export function certifyText(
  { properties, set, limit, text }: Certified,
  told: Told & {
    readonly written: string;
    /** Properties of the system that the certificate says nothing about. */
    readonly unclaimed: readonly string[];
    readonly next: Next;
  },
): string {
  const holding = properties.filter(({ verdict }) => verdict === 'holds').length;
  const word = text !== null ? 'CERTIFIED' : 'NOTHING CERTIFIED';
  const tally = `${holding} of ${count(properties.length, 'property', 'properties')} ${holding === 1 ? 'holds' : 'hold'}`;
  const size =
    set === null
      ? []
      : [`${count(set.states, 'state')}, all that is reachable, in ${count(set.nodes, 'node')}`];
  return [
    ...systemLines(told.system, told.parameters, told.width),
    '',
    headline(word, tally, text !== null, told),
    ...[...size, ...(limit === null ? [] : [limitText(limit)])].flatMap((line) =>
      wrapped('  ', line, told.width),
    ),
    ...rows(
      properties.map(({ name, verdict }) => [name, verdict.toUpperCase(), verdict === 'holds']),
      told,
    ),
    '',
    ...block('written', told.written, told.width),
    ...notSaid(told.unclaimed, told.width),
    ...nextLines(told.next, told),
  ].join('\n');
}

/** What came of `interlock verify-certificate`. */
export interface VerifiedText extends Told {
  readonly states: string;
  readonly findings: readonly { readonly name: string; readonly finding: Finding | 'missing' }[];
  /** Why nothing is proved; null if the set is an inductive one. */
  readonly rejected: string | null;
  /** Properties of the system that the certificate says nothing about. */
  readonly unclaimed: readonly string[];
}

/** The report of the kernel. */
export function verifiedText(told: VerifiedText): string {
  const { findings, rejected, unclaimed, states } = told;
  const proved = findings.filter(({ finding }) => finding === 'proved').length;
  const isGood = rejected === null && proved === findings.length;
  const tally = `${proved} of ${count(findings.length, 'property', 'properties')} proved`;
  const basis = `no run leaves a set of ${count(BigInt(states), 'state')}`;
  return [
    ...systemLines(told.system, told.parameters, told.width),
    '',
    headline(isGood ? 'ACCEPTED' : 'REJECTED', rejected === null ? tally : '', isGood, told),
    ...wrapped('  ', rejected ?? basis, told.width),
    ...rows(
      rejected !== null
        ? []
        : findings.map(({ name, finding }) => [name, words[finding], finding === 'proved']),
      told,
    ),
    ...(unclaimed.length === 0 ? [] : ['', ...notSaid(unclaimed, told.width)]),
  ].join('\n');
}

function notSaid(unclaimed: readonly string[], width: number): readonly string[] {
  if (unclaimed.length === 0) return [];
  return block('not said', `nothing is claimed of ${unclaimed.join(', ')}`, width);
}

const words: Readonly<Record<Finding | 'missing', string>> = {
  proved: 'PROVED',
  violated: 'NOT PROVED: a state of the set violates it',
  unwitnessed: 'NOT PROVED: its witness does not lead to its companion or goal',
  missing: 'NOT PROVED: the certificate does not claim it',
};

function headline(word: string, tally: string, isGood: boolean, told: Told): string {
  const time = duration(told.seconds);
  const head = `${padded(word, TITLE_WIDTH - 2)}  ${tally}`.trimEnd();
  const gap = Math.max(2, told.width - widthOf(head) - time.length);
  const paint = paintOf(isGood ? 'HOLDS' : 'VIOLATED', told);
  return `${paint(word)}${head.slice(word.length)}${' '.repeat(gap)}${told.colors.dim(time)}`;
}

type Row = readonly [name: string, word: string, isGood: boolean];

function rows(all: readonly Row[], told: Told): readonly string[] {
  if (all.length === 0) return [];
  const cells = all.map(([name, text, isGood]) => {
    const paint = paintOf(isGood ? 'HOLDS' : 'VIOLATED', told);
    return [{ text: name }, { text, paint }];
  });
  return ['', ...table(cells, 2)];
}
