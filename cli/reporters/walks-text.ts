/** What random walks found, and what it is worth when they found nothing. */

import { count, grouped } from '../../base/words.ts';
import { type RandomResult, ruleOfThree } from '../../explorer/index.ts';
import { wrapped } from './text.ts';

/** The engine, in the header. */
export function walksHeader({ seed, lengthMax }: RandomResult): string {
  return `random: walks of at most ${count(lengthMax, 'step')}, drawn and shrunk by fast-check, seed ${seed}`;
}

/** How much was walked. */
export function walksCounts({ walks, stepsTaken, states, depth }: RandomResult): string {
  return `${count(walks, 'walk')}, ${count(stepsTaken, 'step')} taken, ${count(states, 'distinct state')} seen, longest walk ${depth}`;
}

/** What a pass of random walks means. */
export function walksMeaning(
  { walks, properties }: RandomResult,
  width: number,
): readonly string[] {
  const open = properties.filter(({ verdict }) => verdict === 'inconclusive');
  if (open.length === 0 || walks < 2) return [];
  const once = Math.max(1, Math.floor(1 / ruleOfThree(walks)));
  return wrapped(
    '  ',
    `Nothing is proved about ${open.length === properties.length ? 'any property' : 'the undecided ones'}. If walks of this kind violate one at all, they do so less than once in ${grouped(once)} walks (rule of three, 95 %).`,
    width,
  );
}

/** Where the run of a property comes from: which walk, and how it became short. */
export function walkOf({ found }: RandomResult, property: string): string | undefined {
  const walk = found.find((f) => f.property === property);
  if (walk === undefined) return undefined;
  const { lengths } = walk;
  const story = [`found in ${count(lengths.found, 'step')}`];
  if (lengths.shrunk < lengths.found) story.push(`shrunk to ${lengths.shrunk}`);
  if (lengths.shown < lengths.shrunk) story.push(`shown in ${lengths.shown}`);
  return `walk ${grouped(walk.walk + 1)}, ${story.join(', ')}; there may be a shorter one`;
}
