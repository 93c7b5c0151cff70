/** Whether a path shows what a verdict says, found out by walking it step by step on the tables. */

import {
  cycleOf,
  evaluator,
  type StatePredicate,
  waitForEdges,
} from '../explorer/search/evaluate.ts';
import type { LinkedProperty, LinkedSystem } from '../explorer/system.ts';
import { successor } from '../explorer/testing/paths.ts';

/** What is wrong with a path as evidence of a violation, or of a goal that was met; null for nothing. */
export function whatIsWrong(
  system: LinkedSystem,
  property: LinkedProperty,
  path: readonly number[],
): string | null {
  let before: Int32Array | null = null;
  let state: Int32Array = new Int32Array(system.slots.length);
  for (const [at, step] of path.entries()) {
    const after = successor(system, state, step);
    if (after === null) return `step ${at + 1} (${system.steps[step]?.name}) is not enabled there`;
    [before, state] = [state, after];
  }
  if (property.kind === 'stepInvariant') {
    const isBroken =
      before !== null &&
      property.steps[path.at(-1) ?? -1] === 1 &&
      evaluator(property.before)(before) &&
      !evaluator(property.after)(state);
    return isBroken ? null : 'the last step keeps the step invariant';
  }
  return shows(system, property)(state) ? null : `nothing is to be seen after ${path.length} steps`;
}

/** Whether a state shows it. */
function shows(
  system: LinkedSystem,
  property: Exclude<LinkedProperty, { kind: 'stepInvariant' }>,
): StatePredicate {
  switch (property.kind) {
    case 'invariant': {
      const holds = evaluator(property.holds);
      return (state) => !holds(state);
    }
    case 'reachable':
      return evaluator(property.goal);
    case 'deadlockFree': {
      const rests = evaluator(property.rest);
      return (state) =>
        !rests(state) && system.steps.every((_, step) => successor(system, state, step) === null);
    }
    case 'waitCycleFree': {
      const edges = new Int32Array(property.waiters.length);
      return (state) => {
        waitForEdges(property, state, edges);
        return cycleOf(edges, property.cycles) !== 0;
      };
    }
  }
}
