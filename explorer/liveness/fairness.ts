/**
 * Assumptions about how steps are scheduled.
 *
 * Weak: if from some position on one of the steps can always be taken, one of them is taken again and
 * again. Strong: the same if they can be taken again and again. In a state without a step nothing can
 * be taken, so staying there is fair.
 *
 * Source: Francez, Fairness (1986); as lists of sets of steps in Manna and Pnueli, The Temporal Logic
 * of Reactive and Concurrent Systems (1992), 2.6.
 */

import { ModelError } from '../../base/errors.ts';
import type { LinkedFairness } from '../system.ts';
import { enabledIn, type StateGraph } from './graph.kernel.ts';
import type { Pace } from './pace.ts';

/** Assumptions as bits: bit `i` is about assumption `i`. */
export interface Assumptions {
  readonly weak: number;
  readonly strong: number;
  /** `serves[s]`: the assumptions that step `s` is one of the steps of. */
  readonly serves: Int32Array;
  /** `enabled[state]`: the assumptions one of whose steps can be taken there. */
  readonly enabled: Int32Array;
}

/** Assumptions are bits of a number. */
export const ASSUMPTIONS_MAX = 31;

/** Throws `MODEL-PROPERTY` beyond 31 assumptions. */
export function assumptionsOf(
  fairness: readonly LinkedFairness[],
  steps: number,
  graph: StateGraph,
  pace: Pace,
): Assumptions {
  if (fairness.length > ASSUMPTIONS_MAX) {
    throw new ModelError(
      'MODEL-PROPERTY',
      `a property assumes ${fairness.length} kinds of fairness; at most ${ASSUMPTIONS_MAX} are supported`,
      { hint: 'State fairness per actor instead of per step.' },
    );
  }
  const bits = (kind: LinkedFairness['kind']): number =>
    fairness.reduce((set, one, i) => (one.kind === kind ? set | (1 << i) : set), 0);
  const serves = Int32Array.from({ length: steps }, (_, s) =>
    fairness.reduce((set, one, i) => (one.steps[s] === 1 ? set | (1 << i) : set), 0),
  );
  const enabled = enabledIn(graph, serves, pace);
  return { weak: bits('weak'), strong: bits('strong'), serves, enabled };
}
