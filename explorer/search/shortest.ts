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
import { hashOfWords } from '../store/table.kernel.ts';
import type { VisitedSet } from '../store/visited.kernel.ts';
import type { LinkedSystem } from '../system.ts';
import type { Target } from './judges.ts';
import {
  appendSuccessors,
  expand,
  hasRoom,
  type Layout,
  newBatch,
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
/** Bits of the hash by which most successors are seen to be in no cone. */
const SIEVE_BITS = 16;
/** States expanded between two pauses: some ten milliseconds. */
const BLOCK = 1 << 14;

/**
 * For each list of targets (all at one depth), step numbers of the path to show; null for none.
 * Awaits `pause` every few tens of milliseconds.
 */
export async function shortestPaths(
  system: LinkedSystem,
  layout: Layout,
  explored: Levels,
  targets: readonly (readonly Target[])[],
  pause: () => Promise<void>,
): Promise<readonly (readonly number[] | null)[]> {
  const cones = targets.map((of) => (of.length === 0 ? null : new Cone(system, explored, of)));
  const made = cones.filter((cone) => cone !== null);
  const deepest = Math.max(-1, ...made.map((cone) => cone.depth));
  const widening = new Widening(layout, explored);
  for (let depth = deepest - 1; depth >= 0; depth--) {
    widening.enter(
      depth,
      made.filter((cone) => cone.depth > depth),
    );
    while (widening.goOn()) await pause();
  }
  return cones.map((cone) => cone?.walk(layout) ?? null);
}

/** Goes through the states of one level and adds to each cone those with a successor in it. */
class Widening {
  readonly #layout: Layout;
  readonly #explored: Levels;
  readonly #batch;
  /** 1 where the hash of a cone's state at the next level begins with these bits. */
  readonly #sieve = new Uint8Array(1 << SIEVE_BITS);
  #cones: readonly Cone[] = [];
  #state = 0;
  /** First state after the level. */
  #end = 0;

  constructor(layout: Layout, explored: Levels) {
    this.#layout = layout;
    this.#explored = explored;
    this.#batch = newBatch(layout, 1);
  }

  /** Begins the level at `depth`. */
  enter(depth: number, cones: readonly Cone[]): void {
    const { visited, levels } = this.#explored;
    this.#cones = cones;
    this.#state = levels[depth] ?? 0;
    this.#end = levels[depth + 1] ?? visited.count;
    this.#sieve.fill(0);
    for (const cone of cones) {
      for (const state of cone.takeEdge()) {
        this.#sieve[this.#sieveOf(visited.wordsOf(state), visited.at(state))] = 1;
      }
    }
  }

  /** Expands some states; false when the level is finished. */
  goOn(): boolean {
    const { visited } = this.#explored;
    const end = Math.min(this.#end, this.#state + BLOCK);
    for (; this.#state < end; this.#state++) {
      const batch = this.#batch;
      batch.count = 0;
      assert(hasRoom(this.#layout, batch), 'a batch holds the successors of one state');
      const words = visited.wordsOf(this.#state);
      appendSuccessors(this.#layout, batch, words, visited.at(this.#state), this.#state);
      this.#meet();
    }
    return this.#state < this.#end;
  }

  #meet(): void {
    const { words, step, count } = this.#batch;
    for (let i = 0; i < count; i++) {
      const at = i * this.#layout.wordCount;
      if (this.#sieve[this.#sieveOf(words, at)] === 0) continue;
      const to = this.#explored.visited.find(words, at);
      if (to < this.#end) continue;
      for (const cone of this.#cones) cone.edge(this.#state, step[i] ?? 0, to);
    }
  }

  #sieveOf(words: Int32Array, at: number): number {
    return hashOfWords(words, at, this.#layout.wordCount) >>> (32 - SIEVE_BITS);
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
  /** States added since the last {@link takeEdge}. */
  #edge: number[] = [];

  constructor(system: LinkedSystem, explored: Levels, targets: readonly Target[]) {
    this.#system = system;
    this.#explored = explored;
    const at = Math.max(...targets.map((target) => target.state));
    this.depth = explored.levels.findLastIndex(
      (first) => first <= at && first < explored.visited.count,
    );
    for (const { state, step } of targets) {
      if (step === null) {
        this.#ends.add(state);
        this.#edge.push(state);
      } else {
        this.#lastSteps.set(state, [...(this.#lastSteps.get(state) ?? []), step]);
        this.#improve(state, this.#actor(step), 0);
      }
    }
  }

  /** The states of the shallowest level reached so far. */
  takeEdge(): readonly number[] {
    const edge = this.#edge;
    this.#edge = [];
    return edge;
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
    let toGo = this.#toGo.get(state);
    if (toGo === undefined) {
      toGo = new Int32Array(this.#system.actors.length).fill(UNREACHED);
      this.#toGo.set(state, toGo);
      this.#edge.push(state);
    }
    toGo[actor] = Math.min(toGo[actor] ?? UNREACHED, switches);
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
      expand(layout, x, visited.wordsOf(state), visited.at(state));
      let best = { cost: UNREACHED, step: -1, to: -1 };
      for (const step of x.enabled.slice(0, x.enabledCount).sort()) {
        takeStep(layout, x, step);
        const to = visited.find(x.nextWords);
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
