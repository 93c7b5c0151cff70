/** One property and the run that shows what was found about it. */

import { count } from '../../base/words.ts';
import { renderLanes } from '../../counterexamples/index.ts';
import type { RandomResult } from '../../explorer/index.ts';
import type { Finding } from '../check.ts';
import type { Layout } from '../terminal.ts';
import { wrapped } from './text.ts';
import { paintOf } from './verdicts.ts';
import { walkOf } from './walks-text.ts';

/** The property, what it says, and its trace. */
export function violation(
  finding: Finding,
  layout: Layout,
  random: RandomResult | null = null,
): readonly string[] {
  const { property, result, trace, explanation } = finding;
  const word = result.verdict === 'violated' ? 'VIOLATED' : 'HOLDS';
  const told = word === 'VIOLATED' ? 'should hold' : 'shown';
  const lines = [
    headline(finding, word, layout, random),
    ...wrapped(`  ${told}: `, property.statement, layout.width),
  ];
  if (property.stake !== undefined)
    lines.push(...wrapped('  otherwise: ', property.stake, layout.width));
  if (trace === null) return [...lines, '  no reachable state satisfies it'];
  const walk = random === null ? undefined : walkOf(random, property.name);
  if (walk !== undefined) lines.push(...wrapped('  found by: ', walk, layout.width));
  return [...lines, '', renderLanes(trace, explanation ?? undefined, layout)];
}

/** `VIOLATED  NO-DEADLOCK  in 2 steps  (no shorter run shows it)` */
function headline(
  { property, trace }: Finding,
  word: 'VIOLATED' | 'HOLDS',
  layout: Layout,
  random: RandomResult | null,
): string {
  const { bold, dim } = layout.colors;
  const start = `${paintOf(word, layout)(word)}  ${bold(property.name)}`;
  if (trace === null) return start;
  const proof = random === null ? dim('  (no shorter run shows it)') : '';
  return `${start}  in ${count(trace.steps.length, 'step')}${proof}`;
}
