/** The fewest things that make an expression what it is in the end, and since when they are so. */

import { assert } from '../../base/errors.ts';
import {
  describeExpression,
  type Expression,
  not,
  type SystemDefinition,
} from '../../models/compose/index.ts';
import { holdsIn, readView, type Snapshots, stateOf } from '../replay/snapshots.ts';

/** Something that is true in a state, and the part of the state that makes it true. */
export interface Fact {
  readonly when: 'before the last step' | 'in the last state';
  /** `cpu0 is at work`, or `not (cpu0 is at work)`. */
  readonly text: string;
  /** The step after which it has been true without a break, counted from 1; 0 for the start. */
  readonly since: number;
  /** Local states, or values of views, that decide it. */
  readonly because: readonly {
    readonly component: string;
    /** The component, or the component and the view. */
    readonly what: string;
    readonly is: string;
  }[];
}

type Leaf = Extract<Expression, { kind: 'atom' | 'relation' }>;

/** Why `expression` is what it is in the last of `states`, the states of a run in order. */
export function factsOf(
  expression: Expression,
  system: SystemDefinition,
  states: readonly Snapshots[],
  when: Fact['when'],
): readonly Fact[] {
  const end = states.at(-1);
  assert(end !== undefined, 'a run has a first state');
  return reasonOf(expression, end).map((leaf) => {
    const holds = holdsIn(leaf, end);
    return {
      when,
      text: describeExpression(holds ? leaf : not(leaf)),
      since: states.findLastIndex((state) => holdsIn(leaf, state) !== holds) + 1,
      because: becauseOf(leaf, system, end),
    };
  });
}

/**
 * The fewest leaves that make an expression what it is: one part is enough to make a conjunction
 * false or a disjunction true, otherwise every part counts.
 */
function reasonOf(expression: Expression, state: Snapshots): readonly Leaf[] {
  switch (expression.kind) {
    case 'constant':
      return [];
    case 'atom':
    case 'relation':
      return [expression];
    case 'not':
      return reasonOf(expression.of, state);
    case 'and':
    case 'or': {
      const deciding = expression.kind === 'or';
      const decisive = expression.of.filter((part) => holdsIn(part, state) === deciding);
      if (decisive.length === 0)
        return unique(expression.of.flatMap((part) => reasonOf(part, state)));
      return decisive
        .map((part) => reasonOf(part, state))
        .reduce((best, reason) => (reason.length < best.length ? reason : best));
    }
  }
}

/** The same atom may be part of several expressions. */
function unique(leaves: readonly Leaf[]): readonly Leaf[] {
  return [...new Map(leaves.map((leaf) => [describeExpression(leaf), leaf])).values()];
}

function becauseOf(leaf: Leaf, system: SystemDefinition, state: Snapshots): Fact['because'] {
  if (leaf.kind === 'atom') {
    const { component } = leaf;
    return [{ component, what: component, is: stateOf(system, state, component) }];
  }
  return leaf.views.map((view) => ({
    component: view.component,
    what: `${view.component} ${view.label}`,
    is: String(readView(view, state)),
  }));
}
