/**
 * Which of the shortest paths to show: one with the fewest context switches, and among these the one
 * whose step numbers come first in lexicographic order.
 *
 * The rule does not mention the order of visits, so any engine with any number of workers that knows
 * the levels shows the same trace. Method: from the targets backwards, level by level, expand the
 * states again that can lead to one on a shortest path, and keep, for every state on a shortest path
 * and every actor, the fewest context switches still to come if that actor moves next (a 0/1-weighted
 * search restricted to the shortest paths). Then walk forwards, always taking the best and lowest step.
 *
 * Where only representatives of orbits were kept, the costs are those of representatives: the same for
 * all members, with actors renamed. The walk goes through states themselves and asks for the costs of
 * their representatives, so the trace is the one that a search of all states shows.
 */

import { assert } from '../../base/errors.ts';
import type { Symmetry } from '../reduce/symmetry.ts';
import { Images } from '../reduce/symmetry-images.ts';
import { PackedStates } from '../store/packed-states.kernel.ts';
import type { LinkedSystem } from '../system.ts';
import { ConeStates } from './cone-states.ts';
import type { Explored } from './explored.ts';
import type { Target } from './judges.ts';
import { Predecessors } from './predecessors.kernel.ts';
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

const NONE: readonly number[] = [];
const UNREACHED = 0x7fffffff;
/** States looked at between two pauses, some ten milliseconds: one that is expanded counts as many others. */
const BLOCK = 1 << 18;
const EXPANDED = 1 << 4;
/** For fewer ways back it does not pay to look for them. */
const WAYS_MIN = 16;

/** How to find paths. */
export interface HowToFind {
  /** Only representatives of its orbits were kept. */
  readonly symmetry: Symmetry | null;
  /** As in `tuning.ts`. */
  readonly waysBack: number;
  /** Awaited every few tens of milliseconds. */
  readonly pause: () => Promise<void>;
}

/** For each list of targets (all at one depth), step numbers of the path to show; null for none. */
export async function shortestPaths(
  system: LinkedSystem,
  layout: Layout,
  explored: Explored,
  targets: readonly (readonly Target[])[],
  how: HowToFind,
): Promise<readonly (readonly number[] | null)[]> {
  const images = how.symmetry === null ? null : new Images(how.symmetry, layout);
  const cones = targets.map((of) =>
    of.length === 0 ? null : new Cone(system, explored, images, of),
  );
  const made = cones.filter((cone) => cone !== null);
  const deepest = Math.max(-1, ...made.map((cone) => cone.depth));
  const states = new ConeStates(layout.wordCount);
  const widening = new Widening(system, layout, {
    explored,
    states,
    images,
    waysBack: how.waysBack,
  });
  for (let depth = deepest - 1; depth >= 0; depth--) {
    widening.enter(
      depth,
      made.filter((cone) => cone.depth > depth),
    );
    while (widening.goOn()) await how.pause();
  }
  return cones.map((cone) => cone?.walk(layout, states) ?? null);
}

/** What {@link Widening} goes through and fills. */
interface Widened {
  readonly explored: Explored;
  readonly states: ConeStates;
  readonly images: Images | null;
  readonly waysBack: number;
}

/** Goes through the states of one level after the other and adds to each cone those with a successor in it. */
class Widening {
  readonly #layout: Layout;
  readonly #explored: Explored;
  readonly #images: Images | null;
  readonly #batch;
  readonly #states: ConeStates;
  readonly #predecessors: Predecessors;
  readonly #waysBack: number;
  #cones: readonly Cone[] = [];
  #depth = 0;
  /** Only these can have a successor in a cone; null where all are to be expanded. */
  #candidates: PackedStates | null = null;
  #shard = 0;
  /** Number of the next state of the shard, and of the first one after the level. */
  #number = 0;
  #end = 0;

  constructor(
    system: LinkedSystem,
    layout: Layout,
    { explored, states, images, waysBack }: Widened,
  ) {
    this.#layout = layout;
    this.#waysBack = waysBack;
    this.#predecessors = new Predecessors(system, layout);
    this.#images = images;
    this.#explored = explored;
    this.#states = states;
    this.#batch = newBatch(layout, 1);
  }

  /** Begins the level at `depth`. */
  enter(depth: number, cones: readonly Cone[]): void {
    const explored = this.#explored;
    this.#depth = depth;
    this.#cones = cones;
    const last = cones.filter((cone) => cone.depth === depth + 1);
    if (last.length > 0) explored.open(depth + 1);
    for (const state of last.flatMap((cone) => cone.targets)) {
      this.#states.add(explored.wordsOf(state), explored.at(state), state, depth + 1);
    }
    this.#candidates = this.#predecessorsOf(depth + 1);
    explored.open(depth);
    this.#enterShard(0);
  }

  /**
   * The states from which a step leads to one that is in a cone at this depth, or representatives of theirs.
   * Null where there are so many that it is quicker to expand whatever is at the depth before.
   */
  #predecessorsOf(depth: number): PackedStates | null {
    let left = this.#explored.countAt(depth - 1) * this.#waysBack;
    if (left < WAYS_MIN) return null;
    const before = new PackedStates(this.#layout.wordCount);
    const add = (words: Int32Array): boolean => {
      before.add(this.#images?.of(words, 1) ?? words, 0);
      return --left > 0;
    };
    for (const { words, at } of this.#states.at(depth)) {
      if (!this.#predecessors.of(words, at, add)) return null;
    }
    return before;
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
    for (let n = 0; n < BLOCK && this.#number < this.#end; ) {
      const others = this.#countOthers();
      this.#number += others;
      n += others;
      if (others > 0) continue;
      const state = this.#number++ * explored.shards + this.#shard;
      n += EXPANDED;
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

  /** How many of the next states, up to the end of a run, are no candidates. */
  #countOthers(): number {
    if (this.#candidates === null) return 0;
    const explored = this.#explored;
    const state = this.#number * explored.shards + this.#shard;
    const words = explored.wordsOf(state);
    const run = Math.min(explored.run(state), this.#end - this.#number);
    return this.#candidates.firstOf(words, explored.at(state), run);
  }

  #meet(state: number): void {
    const explored = this.#explored;
    const { step, count } = this.#batch;
    const words = this.#images?.of(this.#batch.words, count) ?? this.#batch.words;
    for (let i = 0; i < count; i++) {
      const to = this.#states.find(words, i * this.#layout.wordCount, this.#depth + 1);
      if (to < 0) continue;
      const applied = this.#images?.leadingTo(this.#batch.words, i) ?? NONE;
      for (const cone of this.#cones) {
        if (!cone.edge(state, step[i] ?? 0, to, applied)) continue;
        this.#states.add(explored.wordsOf(state), explored.at(state), state, this.#depth);
      }
    }
  }
}

/** The states on shortest paths to some targets. */
class Cone {
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
