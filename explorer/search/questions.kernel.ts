/** What a search still asks of new states: by step, the properties that may have something to say of them. */

import type { Concerns } from './concerns.kernel.ts';

/** Properties in one group: a set of them fits in a small integer of V8. */
export const GROUP = 30;

/** For one group: what to ask of a state, by the step that led to it; the rest are sets of properties. */
export interface Questions {
  /** `asked[step]`: properties that may have something to say. */
  readonly asked: Int32Array;
  /** Their violations still matter. */
  open: number;
  /** Their companions were not met so far. */
  unmet: number;
}

/** What is known of a property. */
export interface Known {
  /** Nothing more is to be said of its violation or goal. */
  readonly isSettled: boolean;
  readonly isMet: boolean;
}

/** What to ask, by groups of properties, given what is known of each. */
export function questionsOf(
  concerns: readonly Concerns[],
  known: readonly Known[],
  stepCount: number,
): readonly Questions[] {
  return Array.from({ length: Math.ceil(known.length / GROUP) }, (_, g) => {
    const questions = { asked: new Int32Array(stepCount), open: 0, unmet: 0 };
    for (let p = g * GROUP; p < Math.min((g + 1) * GROUP, known.length); p++) {
      const bit = 1 << (p - g * GROUP);
      const { found, met } = concerns[p]!;
      if (!known[p]!.isSettled) ask(questions, 'open', bit, found);
      if (!known[p]!.isMet) ask(questions, 'unmet', bit, met);
    }
    return questions;
  });
}

/** Adds a question about one property, to be asked after the steps where `after` is 1. */
function ask(questions: Questions, what: 'open' | 'unmet', bit: number, after: Uint8Array): void {
  questions[what] |= bit;
  for (let step = 0; step < after.length; step++) {
    if (after[step] === 1) questions.asked[step]! |= bit;
  }
}

/** The properties to ask after a step, by number. */
export function askedAfter(questions: readonly Questions[], step: number): number[] {
  return questions.flatMap(({ asked }, g) =>
    Array.from({ length: GROUP }, (_, p) => g * GROUP + p).filter(
      (_, p) => (asked[step]! & (1 << p)) !== 0,
    ),
  );
}
