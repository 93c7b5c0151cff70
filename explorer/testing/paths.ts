/** Paths the slow and obvious way, to compare the engines' choice of a path with. */

import { evaluator } from '../search/evaluate.ts';
import type { LinkedProperty, LinkedSystem } from '../system.ts';

/** How often another actor moves than the one before. */
export function switches(system: LinkedSystem, path: readonly number[]): number {
  const actors = path.map((step) => system.steps[step]?.actor);
  return actors.filter((actor, i) => i > 0 && actor !== actors[i - 1]).length;
}

/** The state a step leads to, or null where it is not enabled. */
export function successor(
  system: LinkedSystem,
  state: Int32Array,
  step: number,
): Int32Array | null {
  const { slots = [], next = [] } = system.steps[step] ?? {};
  const after = Int32Array.from(state);
  for (const [k, slot] of slots.entries()) {
    const to = next[k]?.[state[slot] ?? 0] ?? -1;
    if (to < 0) return null;
    after[slot] = to;
  }
  return after;
}

/** Every path of `length` steps, in lexicographic order, with the last two states. */
export function* pathsOfLength(
  system: LinkedSystem,
  length: number,
  path: readonly number[] = [],
  before: Int32Array | null = null,
  state: Int32Array = new Int32Array(system.slots.length),
): Generator<{ path: readonly number[]; before: Int32Array | null; state: Int32Array }> {
  if (length === 0) {
    yield { path, before, state };
    return;
  }
  for (let step = 0; step < system.steps.length; step++) {
    const after = successor(system, state, step);
    if (after !== null) yield* pathsOfLength(system, length - 1, [...path, step], state, after);
  }
}

/** The path to show by the rule: fewest switches among all of this length, then the first. */
export function bestPath(
  system: LinkedSystem,
  property: LinkedProperty,
  length: number,
): readonly number[] | null {
  const ends = endsIn(system, property);
  let best: readonly number[] | null = null;
  for (const { path, before, state } of pathsOfLength(system, length)) {
    if (!ends(path.at(-1) ?? -1, before, state)) continue;
    if (best === null || switches(system, path) < switches(system, best)) best = path;
  }
  return best;
}

type Ends = (step: number, before: Int32Array | null, state: Int32Array) => boolean;

/** Whether a path that ends with this step and state shows what the property is about. */
function endsIn(system: LinkedSystem, property: LinkedProperty): Ends {
  switch (property.kind) {
    case 'invariant': {
      const holds = evaluator(property.holds);
      return (_step, _before, state) => !holds(state);
    }
    case 'reachable': {
      const goal = evaluator(property.goal);
      return (_step, _before, state) => goal(state);
    }
    case 'deadlockFree': {
      const rest = evaluator(property.rest);
      const isStuck = (state: Int32Array): boolean =>
        system.steps.every((_, step) => successor(system, state, step) === null);
      return (_step, _before, state) => isStuck(state) && !rest(state);
    }
    case 'stepInvariant': {
      const first = evaluator(property.before);
      const then = evaluator(property.after);
      return (step, before, state) =>
        before !== null && property.steps[step] === 1 && first(before) && !then(state);
    }
    case 'waitCycleFree':
      return () => false;
  }
}
