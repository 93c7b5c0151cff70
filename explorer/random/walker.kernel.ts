/**
 * One walk at a time over the tables of a system: stands in a state, knows the enabled steps, takes
 * one. Cost per step: one expansion and a pass over the enabled steps; nothing is allocated.
 *
 * Reads are unchecked here: enabled steps and actors are numbers the layout itself gave out.
 */

import {
  type Expansion,
  expand,
  type Layout,
  layOut,
  newExpansion,
  pack,
  takeStep,
} from '../search/successors.kernel.ts';
import type { LinkedSystem } from '../system.ts';

/** In eighths: how likely the actor that moved last moves again is drawn for each walk. */
const EIGHTHS = 8;

export class Walker {
  readonly layout: Layout;
  readonly #x: Expansion;
  readonly #start: Int32Array;
  /** Actor of each step. */
  readonly #actorOf: Int32Array;
  /** Enabled steps of each actor, in the present state. */
  readonly #choices: Int32Array;
  #random = 1;

  constructor(system: LinkedSystem) {
    this.layout = layOut(system);
    this.#x = newExpansion(this.layout);
    this.#start = new Int32Array(this.layout.wordCount);
    pack(this.layout, this.layout.initial, this.#start, 0);
    this.#actorOf = Int32Array.from(system.steps, (step) => step.actor);
    this.#choices = new Int32Array(system.actors.length);
  }

  /** Local state of each slot. Changes as the walk goes on. */
  get state(): Int32Array {
    return this.#x.state;
  }

  /** The state as it is packed. Changes as the walk goes on. */
  get words(): Int32Array {
    return this.#x.words;
  }

  /** The enabled steps; only the first {@link enabledCount} of them count. */
  get enabled(): Int32Array {
    return this.#x.enabled;
  }

  get enabledCount(): number {
    return this.#x.enabledCount;
  }

  /** Goes to the initial state. */
  restart(): void {
    expand(this.layout, this.#x, this.#start, 0);
  }

  isEnabled(step: number): boolean {
    const { enabled, enabledCount } = this.#x;
    for (let i = 0; i < enabledCount; i++) if (enabled[i] === step) return true;
    return false;
  }

  /** What an enabled step leads to, before it is taken; valid until the next call. */
  ahead(step: number): Int32Array {
    takeStep(this.layout, this.#x, step);
    return this.#x.next;
  }

  /** Goes where {@link ahead} has looked. */
  advance(): void {
    expand(this.layout, this.#x, this.#x.nextWords, 0);
  }

  /** The steps of a schedule that can be taken one after the other, the others left out. */
  taken(schedule: readonly number[]): readonly number[] {
    this.restart();
    return schedule.filter((step) => {
      if (!this.isEnabled(step)) return false;
      this.ahead(step);
      this.advance();
      return true;
    });
  }

  /**
   * A random walk from the initial state; it ends where no step is enabled. Actors are equally likely,
   * however many steps they have to choose from, and so are the steps of an actor. How gladly an
   * actor goes on moving is drawn for each walk: some bugs need long runs, others a close interleaving.
   */
  wander(seed: number, lengthMax: number): readonly number[] {
    this.#random = seed | 0 || 1;
    const keenness = this.#draw(EIGHTHS);
    const schedule: number[] = [];
    let last = -1;
    this.restart();
    while (schedule.length < lengthMax && this.#x.enabledCount > 0) {
      const step = this.#choose(this.#draw(EIGHTHS) < keenness ? last : -1);
      last = this.#actorOf[step]!;
      schedule.push(step);
      this.ahead(step);
      this.advance();
    }
    return schedule;
  }

  /** An enabled step, of the preferred actor if it has one. */
  #choose(preferred: number): number {
    const { enabled, enabledCount } = this.#x;
    const choices = this.#choices.fill(0);
    let actors = 0;
    for (let i = 0; i < enabledCount; i++) {
      const actor = this.#actorOf[enabled[i]!]!;
      if (choices[actor] === 0) actors++;
      choices[actor] = choices[actor]! + 1;
    }
    const actor = preferred >= 0 && choices[preferred]! > 0 ? preferred : this.#anActor(actors);
    let nth = this.#draw(choices[actor]!);
    let i = 0;
    while (this.#actorOf[enabled[i]!] !== actor || nth-- > 0) i++;
    return enabled[i]!;
  }

  /** One of the `actors` that have a choice. */
  #anActor(actors: number): number {
    let nth = this.#draw(actors);
    let actor = 0;
    while (this.#choices[actor] === 0 || nth-- > 0) actor++;
    return actor;
  }

  /** A number from 0 to `n - 1` (Marsaglia's xorshift). */
  #draw(n: number): number {
    let x = this.#random;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#random = x;
    return (x >>> 0) % n;
  }
}
