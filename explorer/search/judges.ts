/**
 * Judges: one per property, told of states and steps by a search, asked for a verdict at the end.
 *
 * They are the same for every engine that visits states one at a time. A judge remembers the first
 * depth at which its property failed, and every violation at that depth, so that the trace that is
 * shown can be chosen by rule instead of by the order of visits. What it knows is plain data: several
 * workers add up theirs, and a search that was interrupted goes on with it.
 */

import { unreachable } from '../../base/errors.ts';
import type { LinkedProperty, LinkedSystem } from '../system.ts';
import type { LimitReached, PropertyResult } from '../verdict.ts';
import { cycleOf, evaluator, waitForEdges } from './evaluate.ts';

/** Where a path to show must end: in this state, or with this step from it. */
export interface Target {
  readonly state: number;
  readonly step: number | null;
}

/** What is known of a property so far. */
export interface Standing {
  /** The least depth of a violation, or of the goal of a `reachable`; infinite when none was seen. */
  depth: number;
  /** Ends of the shortest paths worth showing, all of that depth. */
  targets: Target[];
  /** The companion was met; true for kinds without one. */
  met: boolean;
}

/** The state of one property in a search. */
export interface Judge {
  readonly property: LinkedProperty;
  /**
   * Sees every new state that may matter to it, and the initial one. Only the slots of the support are
   * sure to be those of the state.
   */
  readonly onState: ((state: Int32Array, number: number, depth: number) => void) | null;
  /** Sees every state without an enabled step. True if it is a rest state. */
  readonly onStuck: ((state: Int32Array, number: number, depth: number) => boolean) | null;
  /** Sees every transition by a selected step; `depth` is that of the state it is taken in. */
  readonly onStep:
    | ((before: Int32Array, after: Int32Array, number: number, step: number, depth: number) => void)
    | null;
  readonly standing: Standing;
}

/** Nothing seen later can change the verdict. */
export function isSettled({ depth }: Standing): boolean {
  return depth < Number.POSITIVE_INFINITY;
}

/** What several judges of one property know together. */
export function together(standings: readonly Standing[]): Standing {
  const depth = Math.min(...standings.map((one) => one.depth));
  return {
    depth,
    targets: standings.filter((one) => one.depth === depth).flatMap((one) => one.targets),
    met: standings.some((one) => one.met),
  };
}

/** The judges of a system's properties, in their order. */
export function judgesOf(system: Pick<LinkedSystem, 'properties'>): readonly Judge[] {
  return system.properties.map((property) => judgeOf(property));
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

function newStanding(met: boolean): Standing {
  return { depth: Number.POSITIVE_INFINITY, targets: [], met };
}

/** Adds an end of a path that is `depth` steps long. */
function addEvidence(standing: Standing, state: number, step: number | null, depth: number): void {
  if (depth > standing.depth) return;
  if (depth < standing.depth) standing.targets = [];
  standing.depth = depth;
  standing.targets.push({ state, step });
}

function invariantJudge(property: Kind<'invariant'>): Judge {
  const holds = evaluator(property.holds);
  const companion = evaluator(property.companion.goal);
  const standing = newStanding(false);
  return {
    property,
    onState: (state, number, depth) => {
      standing.met ||= companion(state);
      if (!holds(state)) addEvidence(standing, number, null, depth);
    },
    onStuck: null,
    onStep: null,
    standing,
  };
}

function stepJudge(property: Kind<'stepInvariant'>): Judge {
  const before = evaluator(property.before);
  const after = evaluator(property.after);
  const standing = newStanding(false);
  return {
    property,
    onState: null,
    onStuck: null,
    onStep: (from, to, number, step, depth) => {
      if (!before(from)) return;
      standing.met = true;
      if (!after(to)) addEvidence(standing, number, step, depth + 1);
    },
    standing,
  };
}

function deadlockJudge(property: Kind<'deadlockFree'>): Judge {
  const rest = evaluator(property.rest);
  const companion = evaluator(property.companion.goal);
  const standing = newStanding(false);
  return {
    property,
    onState: (state) => {
      standing.met ||= companion(state);
    },
    onStuck: (state, number, depth) => {
      const resting = rest(state);
      if (!resting) addEvidence(standing, number, null, depth);
      return resting;
    },
    onStep: null,
    standing,
  };
}

function waitJudge(property: Kind<'waitCycleFree'>): Judge {
  const edges = new Int32Array(property.waiters.length);
  const standing = newStanding(false);
  return {
    property,
    onState: (state, number, depth) => {
      waitForEdges(property, state, edges);
      if (!someoneWaits(edges)) return;
      standing.met = true;
      if (cycleOf(edges, property.cycles) !== 0) addEvidence(standing, number, null, depth);
    },
    onStuck: null,
    onStep: null,
    standing,
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
  const standing = newStanding(true);
  return {
    property,
    onState: (state, number, depth) => {
      if (goal(state)) addEvidence(standing, number, null, depth);
    },
    onStuck: null,
    onStep: null,
    standing,
  };
}

/** The verdict on a property: a violation counts even if the search was cut short. */
export function verdictOn(
  { name, kind }: LinkedProperty,
  standing: Standing,
  complete: boolean,
  limit: LimitReached | null,
): Omit<PropertyResult, 'path'> {
  const verdict = sayVerdict(kind === 'reachable', isSettled(standing), standing.met, complete);
  return {
    name,
    kind,
    verdict,
    companion: kind === 'reachable' ? null : standing.met ? 'met' : 'unmet',
    limit: verdict === 'inconclusive' ? limit : null,
  };
}

function sayVerdict(
  isGoal: boolean,
  found: boolean,
  met: boolean,
  complete: boolean,
): PropertyResult['verdict'] {
  if (found) return isGoal ? 'holds' : 'violated';
  if (!complete) return 'inconclusive';
  if (isGoal) return 'violated';
  return met ? 'holds' : 'vacuous';
}
