/** One property and the run that shows what was found about it. */

import { count } from '../../base/words.ts';
import { type DefectEntry, renderLanes } from '../../counterexamples/index.ts';
import type { RandomResult } from '../../explorer/index.ts';
import type { Finding } from '../check.ts';
import type { Layout } from '../terminal.ts';
import { widthOf, wrapped } from './text.ts';
import { limitText, paintOf } from './verdicts.ts';
import { walkOf } from './walks-text.ts';

/** What is known of a finding besides what the search found. */
export interface Circumstances {
  /** The walks it comes from. */
  readonly random?: RandomResult | null;
  /** States may have been missed, and with them a shorter trace. */
  readonly mayMiss?: boolean;
  /** Defects of the catalogue it may be. */
  readonly known?: readonly DefectEntry[];
}

/** The property, what it says, its trace, and what it is known as. */
export function violation(
  finding: Finding,
  layout: Layout,
  { random = null, mayMiss = false, known = [] }: Circumstances = {},
): readonly string[] {
  const { property, result, trace, explanation } = finding;
  const word = result.verdict === 'violated' ? 'VIOLATED' : 'HOLDS';
  const told = word === 'VIOLATED' ? 'should hold' : 'shown';
  const lines = [
    headline(finding, word, layout, random === null ? proofText(mayMiss) : ''),
    ...wrapped(`  ${told}: `, property.statement, layout.width),
  ];
  if (property.stake !== undefined)
    lines.push(...wrapped('  otherwise: ', property.stake, layout.width));
  if (trace === null) return [...lines, ...withoutTrace(result, layout)];
  const walk = random === null ? undefined : walkOf(random, property.name);
  if (walk !== undefined) lines.push(...wrapped('  found by: ', walk, layout.width));
  const lanes = renderLanes(trace, explanation ?? undefined, layout);
  return [...lines, '', lanes, ...remedyLines(result, layout), ...knownLines(known, layout)];
}

/** Why there is no run to show. */
function withoutTrace({ limit }: Finding['result'], { width }: Layout): readonly string[] {
  if (limit === null) return ['  no reachable state satisfies it'];
  return wrapped(
    '  ',
    `There are reachable states that violate it. Looking for the shortest run to one was ${limitText(limit)}.`,
    width,
  );
}

/** `would hold  with strong fairness of cpu0 as well` */
function remedyLines(
  { ruledOutBy, path, loopFrom }: Finding['result'],
  { width }: Layout,
): readonly string[] {
  if (ruledOutBy === undefined) return [];
  if (ruledOutBy.length === 0) {
    const even =
      path?.length === loopFrom
        ? 'no assumption about fairness would rule this out'
        : 'not even strong fairness of every actor, and of every step that is passed over, would rule this out';
    return ['', ...wrapped('', even, width)];
  }
  const assumed = ruledOutBy.map(({ kind, label }) => `${kind} fairness of ${label}`).join(' and ');
  return ['', ...wrapped('would hold  ', `with ${assumed} as well, if that can be assumed`, width)];
}

const KNOWN = 'known as  ';

/** `known as  V-06 confirmed  S1: two toggles wait for each other   (npx interlock catalogue V-06)` */
function knownLines(known: readonly DefectEntry[], { width }: Layout): readonly string[] {
  if (known.length === 0) return [];
  const lines = known.flatMap(({ id, confidence, title }, i) => {
    const lead = `${i === 0 ? KNOWN : ' '.repeat(KNOWN.length)}${id} ${confidence}  `;
    const command = `(npx interlock catalogue ${id})`;
    const line = `${lead}${title}   ${command}`;
    if (widthOf(line) <= width) return [line];
    return [...wrapped(lead, title, width), `${' '.repeat(widthOf(lead))}${command}`];
  });
  return ['', ...lines];
}

/** `VIOLATED  NO-DEADLOCK  in 2 steps  (no shorter run shows it)` */
function headline(
  { property, result, trace }: Finding,
  word: 'VIOLATED' | 'HOLDS',
  layout: Layout,
  proof: string,
): string {
  const { bold, dim } = layout.colors;
  const start = `${paintOf(word, layout)(word)}  ${bold(property.name)}`;
  if (trace === null) return start;
  const loop = result.isLoopShortest === false ? '  (a shorter loop may do as well)' : '';
  return `${start}  in ${lengthText(trace)}${dim(trace.lasso === null ? proof : loop)}`;
}

/** `5 steps`, `2 steps and a loop of 3` */
function lengthText({ steps, lasso }: NonNullable<Finding['trace']>): string {
  if (lasso === null || lasso.start === steps.length) return count(steps.length, 'step');
  return `${count(lasso.start, 'step')} and a loop of ${steps.length - lasso.start}`;
}

function proofText(mayMiss: boolean): string {
  return mayMiss ? '  (no shorter run was found)' : '  (no shorter run shows it)';
}
