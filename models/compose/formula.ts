/**
 * Formulas of linear temporal logic, as data: what a run does in the long run. Constructors are in
 * `properties/kinds`.
 *
 * A run is infinite. Each position has a state and the step that is taken there; a run that comes to
 * a state without an enabled step stays there for ever and takes no step.
 */

import { type Expression, supportOf } from './expression.ts';
import type { Step } from './step.ts';

export type Formula =
  | { readonly kind: 'state'; readonly holds: Expression }
  /** One of these steps is taken here. */
  | { readonly kind: 'taken'; readonly label: string; readonly steps: (step: Step) => boolean }
  | { readonly kind: 'not' | 'next' | 'finally' | 'globally'; readonly of: Formula }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Formula[] }
  | { readonly kind: 'until'; readonly left: Formula; readonly right: Formula };

/**
 * An assumption about how steps are scheduled. Weak: if from some position on one of the steps can
 * always be taken, one of them is taken again and again. Strong: the same if they can be taken again
 * and again.
 */
export interface Fairness {
  readonly kind: 'weak' | 'strong';
  /** Whom or what it is about, as people read it. */
  readonly label: string;
  /** What in the real system warrants it, in a clause; printed with every verdict that leans on it. */
  readonly why?: string;
  readonly steps: (step: Step) => boolean;
}

/** Names of the components a formula reads, each once. */
export function formulaSupport(formula: Formula): readonly string[] {
  switch (formula.kind) {
    case 'state':
      return supportOf(formula.holds);
    case 'taken':
      return [];
    case 'until':
      return [...new Set([formula.left, formula.right].flatMap(formulaSupport))];
    case 'and':
    case 'or':
      return [...new Set(formula.of.flatMap(formulaSupport))];
    default:
      return formulaSupport(formula.of);
  }
}
