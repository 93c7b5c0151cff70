/**
 * The states on shortest paths to some targets, and how many context switches are still to come from each
 * (`shortest.ts`).
 */

import { assert } from '../../base/errors.ts';
import type { Images } from '../reduce/symmetry-images.ts';
import type { LinkedSystem } from '../system.ts';
import type { ConeStates } from './cone-states.ts';
import type { Explored } from './explored.ts';
import type { Target } from './judges.ts';
import {
  expand,
  type Layout,
  newExpansion,
  pack,
  takeStep,
  undoStep,
} from './successors.kernel.ts';

const NONE: readonly number[] = [];
const UNREACHED = 0x7fffffff;

/** The states on shortest paths to some targets. */
export class Cone {
  readonly depth: number;
  readonly #system: LinkedSystem;
  readonly #explored: Explored;
  readonly #images: Images | null;
  /** Targets without a last step: nothing remains to be done in them. */
  readonly #ends = new Set<number>();
  /** Last steps to be taken in a state. */
  readonly #lastSteps = new Map<number, number[]>();
  /** For each state and actor that moves next, the fewest switches still to come. */
  readonly #toGo = new Map<number, Int32Array>();

  constructor(
    system: LinkedSystem,
    explored: Explored,
    images: Images | null,
    targets: readonly Target[],
  ) {
    this.#system = system;
    this.#explored = explored;
    this.#images = images;
    this.depth = explored.depthOf(targets[0]?.state ?? 0);
    for (const { state, step } of targets) {
      if (step === null) {
        this.#ends.add(state);
      } else {
        this.#lastSteps.set(state, [...(this.#lastSteps.get(state) ?? []), step]);
        this.#improve(state, this.#actor(step), 0);
      }
    }
  }

  /** The states where the paths end, before a last step if they have one. */
  get targets(): readonly number[] {
    return [...this.#ends, ...this.#lastSteps.keys()];
  }

  /**
   * Learns that `step` leads from `from` to a state of which `to` is the representative, one level
   * deeper. True if this puts `from` on a shortest path.
   */
  edge(from: number, step: number, to: number, applied: readonly number[]): boolean {
    const actor = this.#actor(step);
    const rest = this.#switchesFrom(to, this.#images?.actor(actor, applied) ?? actor);
    if (rest < UNREACHED) this.#improve(from, actor, rest);
    return rest < UNREACHED;
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
    }
    toGo[actor] = Math.min(toGo[actor] ?? UNREACHED, switches);
  }

  #actor(step: number): number {
    return this.#system.steps[step]?.actor ?? 0;
  }

  /** The path: from the initial state, always the best step, and the lowest of equals. */
  walk(layout: Layout, states: ConeStates): readonly number[] {
    const x = newExpansion(layout);
    const path: number[] = [];
    const words = new Int32Array(layout.wordCount);
    pack(layout, layout.initial, words, 0);
    let here: Place = { words, state: this.#explored.initial, applied: NONE };
    while (!this.#ends.has(here.state)) {
      expand(layout, x, here.words, 0);
      let best: { cost: number; step: number; to: Place } | null = null;
      for (const step of x.enabled.slice(0, x.enabledCount).sort()) {
        takeStep(layout, x, step);
        const to = this.#place(x.nextWords.slice(), states, path.length + 1);
        undoStep(layout, x, step);
        const cost = this.#cost(here, step, to, path.length) + this.#switch(path.at(-1), step);
        if (cost < (best?.cost ?? UNREACHED)) best = { cost, step, to };
      }
      assert(best !== null, 'a shortest path leads to its target');
      const isLast = this.#isLastStep(here, best.step, path.length);
      path.push(best.step);
      if (isLast) break;
      here = best.to;
    }
    return path;
  }

  /** Where a packed state of this depth is among those on shortest paths. */
  #place(words: Int32Array, states: ConeStates, depth: number): Place {
    const image = words.slice();
    const applied = this.#images?.track(image) ?? NONE;
    return { words, state: states.find(image, 0, depth), applied };
  }

  #switch(before: number | undefined, step: number): number {
    return before === undefined || this.#actor(step) === this.#actor(before) ? 0 : 1;
  }

  #isLastStep({ state, applied }: Place, step: number, depth: number): boolean {
    const image = this.#images?.step(step, applied) ?? step;
    return depth === this.depth && this.#lastSteps.get(state)?.includes(image) === true;
  }

  #cost(from: Place, step: number, to: Place, depth: number): number {
    if (this.#isLastStep(from, step, depth)) return 0;
    if (to.state < 0) return UNREACHED;
    const actor = this.#actor(step);
    return this.#switchesFrom(to.state, this.#images?.actor(actor, to.applied) ?? actor);
  }
}

/** A state on the way. */
interface Place {
  readonly words: Int32Array;
  /** The name of its representative (of itself, without symmetry), or -1. */
  readonly state: number;
  /** The exchanges that lead to the representative. */
  readonly applied: readonly number[];
}
