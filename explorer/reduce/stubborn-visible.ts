/**
 * When a step may not be taken ahead of others, because what a property looks for could be lost:
 * the *visible* steps of a state.
 *
 * A search looks for states (a violation, a companion, a goal) and, for step invariants, for steps. If
 * a step is taken early on the way to such a state, all that can go wrong is that it makes the formula
 * false that holds there. So a step is visible only where it may lose a formula that is still looked
 * for (`stubborn-losses.ts`); one that can only make it true is not.
 */

import { unreachable } from '../../base/errors.ts';
import type { LinkedExpression, LinkedProperty, LinkedSystem } from '../system.ts';
import { alternatives, type Conjunction } from './stubborn-formulas.ts';
import { type Acting, acting, type Box, lossesOf, moves } from './stubborn-losses.ts';
import { waitLosses } from './stubborn-waiting.ts';

/** What is still looked for on behalf of one property. */
export interface Sought {
  /** A violation; the goal of a `reachable`. */
  readonly evidence: boolean;
  /** A state or step that meets the companion. */
  readonly companion: boolean;
}

/**
 * For each step, boxes that together contain all states in which taking it may lose something that is
 * looked for on behalf of a property. An empty box is every state.
 */
export function visibleBoxes(
  system: LinkedSystem,
  sought: readonly Sought[],
): readonly (readonly Box[])[] {
  const goals = system.properties.map((property, p) => goalsOf(property, sought[p]));
  const actors = system.steps.map((step) => acting(step));
  return actors.map((actor, s) => [
    ...goals.flat().flatMap((goal) => lossesOfGoal(system, actor, goal)),
    ...system.properties.flatMap((property, p) => special(system, property, sought[p], actors, s)),
  ]);
}

/** A formula looked for: its alternatives, or only the slots it reads where there are too many. */
type Goal = readonly Conjunction[] | { readonly reads: ReadonlySet<number> };

function goalsOf(property: LinkedProperty, sought: Sought | undefined): readonly Goal[] {
  const evidence = sought?.evidence !== false;
  const companion = sought?.companion !== false;
  switch (property.kind) {
    case 'invariant':
      return [
        ...(evidence ? [goal(property.holds, false)] : []),
        ...(companion ? [goal(property.companion.goal, true)] : []),
      ];
    case 'deadlockFree':
      return companion ? [goal(property.companion.goal, true)] : [];
    case 'reachable':
      return evidence ? [goal(property.goal, true)] : [];
    case 'stepInvariant':
      return [
        ...(evidence || companion ? [goal(property.before, true)] : []),
        ...(evidence ? [goal(property.after, false)] : []),
      ];
    case 'waitCycleFree':
      return [];
    default:
      return unreachable(property);
  }
}

function goal(expression: LinkedExpression, value: boolean): Goal {
  return alternatives(expression, value) ?? { reads: readsOf(expression) };
}

function readsOf(expression: LinkedExpression): ReadonlySet<number> {
  switch (expression.kind) {
    case 'constant':
      return new Set();
    case 'atom':
      return new Set([expression.slot]);
    case 'relation':
      return new Set(expression.slots);
    case 'not':
      return readsOf(expression.of);
    case 'and':
    case 'or':
      return new Set(expression.of.flatMap((part) => [...readsOf(part)]));
    default:
      return unreachable(expression);
  }
}

function lossesOfGoal(system: LinkedSystem, actor: Acting, sought: Goal): readonly Box[] {
  if ('reads' in sought) {
    return [...sought.reads].some((slot) => moves(actor, slot)) ? [new Map()] : [];
  }
  return sought.flatMap((conjunction) => lossesOf(system, actor, conjunction));
}

/** What concerns a property beside its formulas. */
function special(
  system: LinkedSystem,
  property: LinkedProperty,
  sought: Sought | undefined,
  actors: readonly Acting[],
  number: number,
): readonly Box[] {
  const evidence = sought?.evidence !== false;
  const companion = sought?.companion !== false;
  const actor = actors[number];
  if (actor === undefined || (!evidence && !companion)) return [];
  if (property.kind === 'waitCycleFree') return waitLosses(system, actor, property, companion);
  if (property.kind !== 'stepInvariant' || property.steps[number] !== 1) return [];
  return timeMatters(system, property, actors, number) ? [new Map()] : [];
}

/**
 * Whether it matters when a selected step is taken: another step may make `before` true or `after`
 * false, so that the step shows something later that it does not show now.
 */
function timeMatters(
  system: LinkedSystem,
  { before, after }: Extract<LinkedProperty, { kind: 'stepInvariant' }>,
  actors: readonly Acting[],
  number: number,
): boolean {
  const [absent, kept] = [goal(before, false), goal(after, true)];
  return actors.some(
    (other, s) =>
      s !== number &&
      [absent, kept].some((formula) => lossesOfGoal(system, other, formula).length > 0),
  );
}
