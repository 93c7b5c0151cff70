/**
 * Judges: one per property, told of states and steps by a search, asked for a verdict at the end.
 *
 * They are the same for every engine that visits states one at a time. A judge remembers the first
 * depth at which its property failed, and every violation at that depth, so that the trace that is
 * shown can be chosen by rule instead of by the order of visits.
 */

import { unreachable } from '../../base/errors.ts';
import type { LinkedProperty, LinkedSystem } from '../system.ts';
import type { LimitReached, PropertyResult } from '../verdict.ts';
import { cycleOf, evaluator, type StatePredicate, waitForEdges } from './evaluate.ts';

/** Where a path to show must end: in this state, or with this step from it. */
export interface Target {
  readonly state: number;
  readonly step: number | null;
}

/** The state of one property in a search. */
export interface Judge {
  readonly property: LinkedProperty;
  /**
   * Sees every new state whose support has changed, and the initial one. Only the slots of the support
   * are sure to be those of the state.
   */
  readonly onState: ((state: Int32Array, number: number, depth: number) => void) | null;
  /** Sees every state without an enabled step. True if it is a rest state. */
  readonly onStuck: ((state: Int32Array, number: number, depth: number) => boolean) | null;
  /** Sees every transition by a selected step; `depth` is that of the state it is taken in. */
  readonly onStep:
    | ((before: Int32Array, after: Int32Array, number: number, step: number, depth: number) => void)
    | null;
  /** Ends of the shortest paths worth showing. */
  readonly targets: readonly Target[];
  /** Nothing seen later can change what it says. */
  readonly settled: () => boolean;
  /** Nothing seen at a greater depth can change its verdict, its targets or its companion. */
  readonly idle: () => boolean;
  readonly result: (complete: boolean, limit: LimitReached | null) => Omit<PropertyResult, 'path'>;
}

/** The judges of a system's properties, in their order. */
export function judgesOf(system: LinkedSystem): readonly Judge[] {
  return system.properties.map((property) => judgeOf(property));
}

/** Collects targets of the least depth. */
class Evidence {
  readonly targets: Target[] = [];
  #depth = Number.POSITIVE_INFINITY;

  add(state: number, step: number | null, depth: number): void {
    if (depth > this.#depth) return;
    if (depth < this.#depth) this.targets.length = 0;
    this.#depth = depth;
    this.targets.push({ state, step });
  }

  get found(): boolean {
    return this.targets.length > 0;
  }
}

function judgeOf(property: LinkedProperty): Judge {
  switch (property.kind) {
    case 'invariant':
      return invariantJudge(property);
    case 'stepInvariant':
      return stepJudge(property);
    case 'deadlockFree':
      return deadlockJudge(property);
    case 'waitCycleFree':
      return waitJudge(property);
    case 'reachable':
      return reachableJudge(property);
    default:
      return unreachable(property);
  }
}

type Kind<K extends LinkedProperty['kind']> = Extract<LinkedProperty, { kind: K }>;

function invariantJudge(property: Kind<'invariant'>): Judge {
  const holds = evaluator(property.holds);
  const companion = new Met(evaluator(property.companion.goal));
  const evidence = new Evidence();
  return {
    property,
    onState: (state, number, depth) => {
      companion.look(state);
      if (!holds(state)) evidence.add(number, null, depth);
    },
    onStuck: null,
    onStep: null,
    targets: evidence.targets,
    settled: () => evidence.found,
    idle: () => evidence.found && companion.met,
    result: safety(property, evidence, () => companion.met),
  };
}

function stepJudge(property: Kind<'stepInvariant'>): Judge {
  const before = evaluator(property.before);
  const after = evaluator(property.after);
  const evidence = new Evidence();
  let taken = false;
  return {
    property,
    onState: null,
    onStuck: null,
    onStep: (from, to, number, step, depth) => {
      if (!before(from)) return;
      taken = true;
      if (!after(to)) evidence.add(number, step, depth + 1);
    },
    targets: evidence.targets,
    settled: () => evidence.found,
    idle: () => evidence.found && taken,
    result: safety(property, evidence, () => taken),
  };
}

function deadlockJudge(property: Kind<'deadlockFree'>): Judge {
  const rest = evaluator(property.rest);
  const companion = new Met(evaluator(property.companion.goal));
  const evidence = new Evidence();
  return {
    property,
    onState: (state) => companion.look(state),
    onStuck: (state, number, depth) => {
      const resting = rest(state);
      if (!resting) evidence.add(number, null, depth);
      return resting;
    },
    onStep: null,
    targets: evidence.targets,
    settled: () => evidence.found,
    idle: () => evidence.found && companion.met,
    result: safety(property, evidence, () => companion.met),
  };
}

function waitJudge(property: Kind<'waitCycleFree'>): Judge {
  const edges = new Int32Array(property.waiters.length);
  const evidence = new Evidence();
  let waited = false;
  return {
    property,
    onState: (state, number, depth) => {
      waitForEdges(property, state, edges);
      if (!someoneWaits(edges)) return;
      waited = true;
      if (cycleOf(edges, property.cycles) !== 0) evidence.add(number, null, depth);
    },
    onStuck: null,
    onStep: null,
    targets: evidence.targets,
    settled: () => evidence.found,
    idle: () => evidence.found && waited,
    result: safety(property, evidence, () => waited),
  };
}

function someoneWaits(edges: Int32Array): boolean {
  for (let w = 0; w < edges.length; w++) {
    if (edges[w] !== 0) return true;
  }
  return false;
}

function reachableJudge(property: Kind<'reachable'>): Judge {
  const goal = evaluator(property.goal);
  const evidence = new Evidence();
  const { name, kind } = property;
  return {
    property,
    onState: (state, number, depth) => {
      if (goal(state)) evidence.add(number, null, depth);
    },
    onStuck: null,
    onStep: null,
    targets: evidence.targets,
    settled: () => evidence.found,
    idle: () => evidence.found,
    result: (complete, limit) => {
      const verdict = evidence.found ? 'holds' : complete ? 'violated' : 'inconclusive';
      return {
        name,
        kind,
        verdict,
        companion: null,
        limit: verdict === 'inconclusive' ? limit : null,
      };
    },
  };
}

/** Whether some state satisfied a goal. */
class Met {
  met = false;
  readonly #goal: StatePredicate;

  constructor(goal: StatePredicate) {
    this.#goal = goal;
  }

  look(state: Int32Array): void {
    if (!this.met && this.#goal(state)) this.met = true;
  }
}

/** The verdict of a safety property: a violation counts even if the search was cut short. */
function safety(
  property: LinkedProperty,
  evidence: Evidence,
  companionMet: () => boolean,
): Judge['result'] {
  const { name, kind } = property;
  return (complete, limit) => {
    const companion = companionMet() ? 'met' : 'unmet';
    if (evidence.found) return { name, kind, verdict: 'violated', companion, limit: null };
    if (!complete) return { name, kind, verdict: 'inconclusive', companion, limit };
    return {
      name,
      kind,
      verdict: companion === 'met' ? 'holds' : 'vacuous',
      companion,
      limit: null,
    };
  };
}
