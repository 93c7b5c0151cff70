/**
 * Shortest paths to sets of states, by layers: the states at distance 0, 1, 2 and so on from the
 * initial one, each as one diagram.
 *
 * The path is chosen by the rule of the explicit engine: fewest steps, then fewest context switches,
 * then the lowest step numbers. From the first layer that meets the targets backwards, layer by
 * layer, sets are computed of the states from which some actor can go on to a target with at most so
 * many switches; then one state walks forwards through them.
 */

import { assert } from '../../base/errors.ts';
import { EMPTY } from './diagram.kernel.ts';
import { successor } from './encode.ts';
import type { Target } from './judge.ts';
import type { Layers } from './layers.ts';
import type { Workspace } from './workspace.ts';

/** Step numbers of the path to show, from the initial state to the nearest of some targets. */
export async function shortestPath(
  workspace: Workspace,
  layers: Layers,
  targets: readonly Target[],
): Promise<readonly number[]> {
  let all = EMPTY;
  for (const { set } of targets) all = await workspace.union(all, set);
  const depth = await layers.distanceOf(all);
  const cone = new Cone(workspace, layers, targets);
  return workspace.scope(
    () => cone.path(all, depth),
    () => [],
  );
}

/**
 * Frames spent on finding the path with the fewest switches, some seconds. A path that needs more is
 * still a shortest one, but may have more switches than necessary.
 */
const SWITCHES_WORK = 1 << 23;

/** Sets of states from which an actor goes on, by actor. */
type ByActor = Map<number, number>;

class Cone {
  readonly #workspace: Workspace;
  readonly #layers: Layers;
  readonly #targets: readonly Target[];
  /** Relation of the steps of an actor, backwards. */
  readonly #back: ReadonlyMap<number, number>;
  /** `#states[d]`: the states at distance d that are on some shortest path. */
  readonly #states: number[] = [];
  /** `#first[c][d]`: where an actor can go on at distance d with at most c switches to come. */
  readonly #first: ByActor[][] = [];
  /** `#any[c][d]`: the union of these. */
  readonly #any: number[][] = [];

  constructor(workspace: Workspace, layers: Layers, targets: readonly Target[]) {
    this.#workspace = workspace;
    this.#layers = layers;
    this.#targets = targets;
    this.#back = workspace.backwardsByActor();
  }

  /** The path, given the union of the targets and their distance. */
  async path(all: number, depth: number): Promise<readonly number[]> {
    await this.#narrow(all, depth);
    const start = new Int32Array(this.#workspace.encoded.system.slots.length);
    if (depth === 0 && this.#endsInState) return [];
    const workMax = this.#workspace.machine.work + SWITCHES_WORK;
    for (let switches = 0; ; switches++) {
      if (!(await this.#allow(switches, workMax))) return this.#walkAnyhow(start);
      const begins = this.#any[switches]?.[0] ?? EMPTY;
      if (this.#workspace.contains(begins, start)) return this.#walk(start, switches);
    }
  }

  get #endsInState(): boolean {
    return this.#targets.every(({ step }) => step === null);
  }

  /** Finds the states on shortest paths, from the targets backwards. */
  async #narrow(all: number, depth: number): Promise<void> {
    const workspace = this.#workspace;
    this.#states[depth] = await workspace.meet(this.#layers.sets[depth] ?? EMPTY, all);
    const back = workspace.backwards();
    for (let d = depth - 1; d >= 0; d--) {
      this.#states[d] = await workspace.one(async () => {
        const before = await workspace.image(this.#states[d + 1] ?? EMPTY, back);
        return workspace.meet(before, this.#layers.sets[d] ?? EMPTY);
      });
    }
  }

  /** Computes where actors go on with at most so many switches to come; false if that is too much. */
  async #allow(switches: number, workMax: number): Promise<boolean> {
    const workspace = this.#workspace;
    const last = this.#states.length - 1;
    const first: ByActor[] = [];
    const any: number[] = [];
    this.#first[switches] = first;
    this.#any[switches] = any;
    for (let d = last; d >= 0; d--) {
      const here: ByActor = new Map();
      first[d] = here;
      if (this.#workspace.machine.work > workMax) return false;
      if (d === last) await this.#end(here);
      else {
        for (const [actor, back] of this.#back) {
          const set = await workspace.one(async () => {
            const before = await workspace.image(await this.#after(d, actor, switches), back);
            return workspace.meet(before, this.#states[d] ?? EMPTY);
          });
          if (set !== EMPTY) here.set(actor, set);
        }
      }
      any[d] = await workspace.one(async () => {
        let all = EMPTY;
        for (const set of here.values()) all = await workspace.union(all, set);
        return all;
      });
    }
    return true;
  }

  /** The last steps, where a step is what is to be shown. */
  async #end(here: ByActor): Promise<void> {
    const workspace = this.#workspace;
    for (const { set, step } of this.#targets) {
      if (step === null) continue;
      const actor = this.#actor(step);
      const near = await workspace.meet(set, this.#states.at(-1) ?? EMPTY);
      const all = await workspace.union(here.get(actor) ?? EMPTY, near);
      if (all !== EMPTY) here.set(actor, all);
    }
  }

  /** Where an actor may lead that moves at distance d, with at most so many switches to come. */
  async #after(d: number, actor: number, switches: number): Promise<number> {
    if (d + 2 === this.#states.length && this.#endsInState) return this.#states[d + 1] ?? EMPTY;
    return this.#workspace.union(
      this.#first[switches]?.[d + 1]?.get(actor) ?? EMPTY,
      this.#any[switches - 1]?.[d + 1] ?? EMPTY,
    );
  }

  /** Whether a state is where `actor` may lead. */
  #isAfter(d: number, actor: number, switches: number, state: Int32Array): boolean {
    const workspace = this.#workspace;
    if (switches < 0) return false;
    if (d + 2 === this.#states.length && this.#endsInState) {
      return workspace.contains(this.#states[d + 1] ?? EMPTY, state);
    }
    return (
      workspace.contains(this.#first[switches]?.[d + 1]?.get(actor) ?? EMPTY, state) ||
      workspace.contains(this.#any[switches - 1]?.[d + 1] ?? EMPTY, state)
    );
  }

  /** From the initial state, always the lowest step that needs no more switches than are left. */
  #walk(start: Int32Array, switchesMin: number): readonly number[] {
    const { steps } = this.#workspace.encoded.system;
    const path: number[] = [];
    let state = start;
    let switches = switchesMin;
    let last = -1;
    while (path.length < this.#states.length - 1) {
      const d = path.length;
      let found = false;
      for (let s = 0; s < steps.length && !found; s++) {
        const actor = this.#actor(s);
        const left = switches - (last === -1 || actor === last ? 0 : 1);
        const next = left < 0 ? null : successor(this.#workspace.encoded.system, state, s);
        if (next === null || !this.#isAfter(d, actor, left, next)) continue;
        path.push(s);
        [state, switches, last, found] = [next, left, actor, true];
      }
      assert(found, 'a shortest path leads to its target');
    }
    if (!this.#endsInState) path.push(this.#lastStep(state, switches, last));
    return path;
  }

  /** A shortest path without a promise about switches: the same actor if possible, the lowest step. */
  #walkAnyhow(start: Int32Array): readonly number[] {
    const workspace = this.#workspace;
    const { system } = workspace.encoded;
    const path: number[] = [];
    let state = start;
    let last = -1;
    while (path.length < this.#states.length - 1) {
      const cone = this.#states[path.length + 1] ?? EMPTY;
      const ways = [...system.steps.keys()].flatMap((s) => {
        const next = successor(system, state, s);
        return next !== null && workspace.contains(cone, next) ? [{ s, next }] : [];
      });
      const way = ways.find(({ s }) => this.#actor(s) === last) ?? ways[0];
      assert(way !== undefined, 'a shortest path leads to its target');
      path.push(way.s);
      [state, last] = [way.next, this.#actor(way.s)];
    }
    if (!this.#endsInState) path.push(this.#lastStep(state, 1, last));
    return path;
  }

  /** The lowest of the steps to be shown in a state. */
  #lastStep(state: Int32Array, switches: number, last: number): number {
    const wanted = this.#targets
      .filter(({ set }) => this.#workspace.contains(set, state))
      .flatMap(({ step }) => (step === null ? [] : [step]))
      .filter((step) => switches > 0 || last === -1 || this.#actor(step) === last);
    assert(wanted.length > 0, 'a shortest path ends with a step to be shown');
    return Math.min(...wanted);
  }

  #actor(step: number): number {
    return this.#workspace.encoded.system.steps[step]?.actor ?? 0;
  }
}
