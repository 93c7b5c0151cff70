/**
 * Which of the shortest paths to show: one with the fewest context switches, and among these the one
 * whose step numbers come first in lexicographic order.
 *
 * The rule does not mention the order of visits, so any engine with any number of workers that knows
 * the levels shows the same trace. Method: from the targets backwards, level by level, expand the
 * states again and keep, for every state on a shortest path and every actor, the fewest context
 * switches still to come if that actor moves next (a 0/1-weighted search restricted to the shortest
 * paths). Then walk forwards, always taking the best and lowest step.
 */

import { assert } from '../../base/errors.ts';
import type { VisitedSet } from '../store/visited.kernel.ts';
import type { LinkedSystem } from '../system.ts';
import type { Target } from './judges.ts';
import {
  type Expansion,
  expand,
  type Layout,
  newExpansion,
  takeStep,
  undoStep,
} from './successors.kernel.ts';

/** Visited states in order of depth; `levels[d]` is the number of the first state at depth `d`. */
export interface Levels {
  readonly visited: VisitedSet;
  readonly levels: readonly number[];
}

const UNREACHED = 0x7fffffff;

/** For each list of targets (all at one depth), step numbers of the path to show; null for none. */
export function shortestPaths(
  system: LinkedSystem,
  layout: Layout,
  explored: Levels,
  targets: readonly (readonly Target[])[],
): readonly (readonly number[] | null)[] {
  const cones = targets.map((of) => (of.length === 0 ? null : new Cone(system, explored, of)));
  const x = newExpansion(layout);
  const deepest = Math.max(-1, ...cones.map((cone) => cone?.depth ?? -1));
  for (let depth = deepest - 1; depth >= 0; depth--) {
    const concerned = cones.filter((cone) => cone !== null && cone.depth > depth);
    const end = explored.levels[depth + 1] ?? explored.visited.count;
    for (let s = explored.levels[depth] ?? 0; s < end; s++) {
      expand(layout, x, explored.visited.words, s * layout.wordCount);
      widen(layout, explored, x, s, end, concerned as Cone[]);
    }
  }
  return cones.map((cone) => cone?.walk(layout) ?? null);
}

/** Adds state `s` to every cone that one of its successors at the next depth is in. */
function widen(
  layout: Layout,
  { visited }: Levels,
  x: Expansion,
  s: number,
  nextLevel: number,
  cones: readonly Cone[],
): void {
  for (let i = 0; i < x.enabledCount; i++) {
    const step = x.enabled[i] ?? 0;
    takeStep(layout, x, step);
    const t = visited.find(x.nextWords, x.nextHash);
    undoStep(layout, x, step);
    if (t >= nextLevel) for (const cone of cones) cone.edge(s, step, t);
  }
}

/** The states on shortest paths to some targets. */
class Cone {
  readonly depth: number;
  readonly #system: LinkedSystem;
  readonly #explored: Levels;
  /** Targets without a last step: nothing remains to be done in them. */
  readonly #ends = new Set<number>();
  /** Last steps to be taken in a state. */
  readonly #lastSteps = new Map<number, number[]>();
  /** For each state and actor that moves next, the fewest switches still to come. */
  readonly #toGo = new Map<number, Int32Array>();

  constructor(system: LinkedSystem, explored: Levels, targets: readonly Target[]) {
    this.#system = system;
    this.#explored = explored;
    const at = Math.max(...targets.map((target) => target.state));
    this.depth = explored.levels.findLastIndex(
      (first) => first <= at && first < explored.visited.count,
    );
    for (const { state, step } of targets) {
      if (step === null) this.#ends.add(state);
      else {
        this.#lastSteps.set(state, [...(this.#lastSteps.get(state) ?? []), step]);
        this.#improve(state, this.#actor(step), 0);
      }
    }
  }

  /** Learns that `step` leads from `from` to `to`, one level deeper. */
  edge(from: number, step: number, to: number): void {
    const actor = this.#actor(step);
    const rest = this.#switchesFrom(to, actor);
    if (rest < UNREACHED) this.#improve(from, actor, rest);
  }

  /** Switches from `state` on, when `actor` has just moved. */
  #switchesFrom(state: number, actor: number): number {
    if (this.#ends.has(state)) return 0;
    const toGo = this.#toGo.get(state);
    let best = UNREACHED;
    toGo?.forEach((switches, next) => {
      if (switches < UNREACHED) best = Math.min(best, switches + (next === actor ? 0 : 1));
    });
    return best;
  }

  #improve(state: number, actor: number, switches: number): void {
    const toGo =
      this.#toGo.get(state) ?? new Int32Array(this.#system.actors.length).fill(UNREACHED);
    toGo[actor] = Math.min(toGo[actor] ?? UNREACHED, switches);
    this.#toGo.set(state, toGo);
  }

  #actor(step: number): number {
    return this.#system.steps[step]?.actor ?? 0;
  }

  /** The path: from the initial state, always the best step, and the lowest of equals. */
  walk(layout: Layout): readonly number[] {
    const { visited } = this.#explored;
    const x = newExpansion(layout);
    const path: number[] = [];
    let state = 0;
    let last = -1;
    while (!this.#ends.has(state)) {
      expand(layout, x, visited.words, state * layout.wordCount);
      let best = { cost: UNREACHED, step: -1, to: -1 };
      for (const step of x.enabled.slice(0, x.enabledCount).sort()) {
        takeStep(layout, x, step);
        const to = visited.find(x.nextWords, x.nextHash);
        undoStep(layout, x, step);
        const cost =
          this.#cost(state, step, to, path.length) +
          (last === -1 || this.#actor(step) === last ? 0 : 1);
        if (cost < best.cost) best = { cost, step, to };
      }
      assert(best.step >= 0, 'a shortest path leads to its target');
      path.push(best.step);
      if (
        this.#lastSteps.get(state)?.includes(best.step) === true &&
        path.length === this.depth + 1
      )
        break;
      state = best.to;
      last = this.#actor(best.step);
    }
    return path;
  }

  #cost(state: number, step: number, to: number, depth: number): number {
    if (depth === this.depth && this.#lastSteps.get(state)?.includes(step) === true) return 0;
    const first = this.#explored.levels[depth + 1];
    if (first === undefined || to < first) return UNREACHED;
    return this.#switchesFrom(to, this.#actor(step));
  }
}
