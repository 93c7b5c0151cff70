/**
 * What a search still asks of new states: by step, the properties that may have something to say of them.
 *
 * A property is *alert* in a state when the state violates it (or meets its goal) while that is still
 * asked, or when the state meets a companion that was not met so far. A {@link Look} never misses an
 * alert state; judges decide what it means. Nearly always none is, and the judges are left alone.
 */

import type { Concerns } from './concerns.kernel.ts';

/** Properties in one group: a set of them fits in a small integer of V8. */
export const GROUP = 30;

/** These in groups. */
export function groupsOf<T>(all: readonly T[]): readonly (readonly T[])[] {
  const groups = Math.ceil(all.length / GROUP);
  return Array.from({ length: groups }, (_, g) => all.slice(g * GROUP, (g + 1) * GROUP));
}

/** Words in the tables of what is asked, for so many properties. */
export function questionWords(properties: number, steps: number): number {
  return Math.ceil(properties / GROUP) * steps;
}

/**
 * The first of the new states `k .. end - 1` (places in a list of the members of a batch that are new) in which
 * a property of a group is alert, or `end`.
 */
export type Look = (k: number, end: number, questions: Questions) => number;

/** For one group: what to ask of a state, by the step that led to it; the rest are sets of properties. */
export interface Questions {
  /** `asked[step]`: properties that may have something to say. Written once. */
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
