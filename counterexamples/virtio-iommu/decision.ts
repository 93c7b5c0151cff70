/** Rows of the decision table: situations, and what is read off the states in which they come about. */

import type { Seen } from './states.ts';

/** What an endpoint may do in one state. */
export type Verdict = 'identity' | 'allow' | 'block' | 'doorbell';

/** A situation, column by column. */
export interface Situation {
  /** The row of the survey. */
  readonly id: string;
  /** Which of the two bypass bits are offered, and accepted. */
  readonly offered: string;
  readonly negotiated: string;
  readonly bypass: string;
  readonly attached: string;
  /** The page, the mapping, and what else is so. */
  readonly page: string;
}

/** A situation, and what is so in all states in which it comes about. */
export interface Decision extends Situation {
  readonly read: readonly Verdict[];
  readonly write: readonly Verdict[];
  /** In how many states it comes about. */
  readonly states: number;
}

/** A decision in the words of the survey. */
export function wordsOf({ read, write }: Pick<Decision, 'read' | 'write'>): string {
  const words: Readonly<Record<Verdict, string>> = {
    identity: 'allow, identity',
    allow: 'allow',
    block: 'block',
    doorbell: 'doorbell',
  };
  const word = (verdicts: readonly Verdict[]): string => verdicts.map((v) => words[v]).join(' or ');
  const [reads, writes] = [word(read), word(write)];
  if (reads === '' && writes === '') return 'does not come about';
  return reads === writes ? reads : `read: ${reads}; write: ${writes}`;
}

/** The verdicts that come about, each once. */
export function verdictsOf(
  states: readonly Seen[],
  verdict: (state: Seen) => Verdict,
): readonly Verdict[] {
  return [...new Set(states.map(verdict))];
}
