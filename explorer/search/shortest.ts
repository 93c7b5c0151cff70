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
import type { LinkedSystem } from '../system.ts';
import type { Explored } from './explored.ts';
import type { Target } from './judges.ts';
import {
  appendSuccessors,
  expand,
  hasRoom,
  type Layout,
  newBatch,
  newExpansion,
  pack,
  takeStep,
  undoStep,
} from './successors.kernel.ts';

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
  explored: Explored,
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
  readonly #explored: Explored;
  readonly #batch;
  /** 1 where the hash of a cone's state at the next level begins with these bits. */
  readonly #sieve = new Uint8Array(1 << SIEVE_BITS);
  #cones: readonly Cone[] = [];
  #depth = 0;
  #shard = 0;
  /** Number of the next state of the shard, and of the first one after the level. */
  #number = 0;
  #end = 0;

  constructor(layout: Layout, explored: Explored) {
    this.#layout = layout;
    this.#explored = explored;
    this.#batch = newBatch(layout, 1);
  }

  /** Begins the level at `depth`. */
  enter(depth: number, cones: readonly Cone[]): void {
    const explored = this.#explored;
    this.#depth = depth;
    this.#cones = cones;
    this.#enterShard(0);
    this.#sieve.fill(0);
    for (const cone of cones) {
      for (const state of cone.takeEdge()) {
        this.#sieve[this.#sieveOf(explored.wordsOf(state), explored.at(state))] = 1;
      }
    }
  }

  #enterShard(shard: number): void {
    const { first, end } = this.#explored.rangeAt(this.#depth, shard);
    this.#shard = shard;
    this.#number = first;
    this.#end = end;
  }

  /** Expands some states; false when the level is finished. */
  goOn(): boolean {
    const explored = this.#explored;
    const batch = this.#batch;
    for (let n = 0; n < BLOCK && this.#number < this.#end; n++) {
      const state = this.#number++ * explored.shards + this.#shard;
      batch.count = 0;
      assert(hasRoom(this.#layout, batch), 'a batch holds the successors of one state');
      appendSuccessors(this.#layout, batch, explored.wordsOf(state), explored.at(state), state);
      this.#meet(state);
    }
    if (this.#number < this.#end) return true;
    if (this.#shard + 1 === explored.shards) return false;
    this.#enterShard(this.#shard + 1);
    return true;
  }

  #meet(state: number): void {
    const { words, step, count } = this.#batch;
    for (let i = 0; i < count; i++) {
      const at = i * this.#layout.wordCount;
      if (this.#sieve[this.#sieveOf(words, at)] === 0) continue;
      const to = this.#explored.find(words, at);
      if (to < 0 || !this.#explored.isAt(to, this.#depth + 1)) continue;
      for (const cone of this.#cones) cone.edge(state, step[i] ?? 0, to);
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
  readonly #explored: Explored;
  /** Targets without a last step: nothing remains to be done in them. */
  readonly #ends = new Set<number>();
  /** Last steps to be taken in a state. */
  readonly #lastSteps = new Map<number, number[]>();
  /** For each state and actor that moves next, the fewest switches still to come. */
  readonly #toGo = new Map<number, Int32Array>();
  /** States added since the last {@link takeEdge}. */
  #edge: number[] = [];

  constructor(system: LinkedSystem, explored: Explored, targets: readonly Target[]) {
    this.#system = system;
    this.#explored = explored;
    this.depth = explored.depthOf(targets[0]?.state ?? 0);
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
    const explored = this.#explored;
    const x = newExpansion(layout);
    const path: number[] = [];
    pack(layout, layout.initial, x.words, 0);
    let state = explored.find(x.words);
    let last = -1;
    while (!this.#ends.has(state)) {
      expand(layout, x, explored.wordsOf(state), explored.at(state));
      let best = { cost: UNREACHED, step: -1, to: -1 };
      for (const step of x.enabled.slice(0, x.enabledCount).sort()) {
        takeStep(layout, x, step);
        const to = explored.find(x.nextWords);
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
    if (to < 0 || !this.#explored.isAt(to, depth + 1)) return UNREACHED;
    return this.#switchesFrom(to, this.#actor(step));
  }
}
