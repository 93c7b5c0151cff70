/**
 * Trace inclusion: whether whatever an implementation shows is something its specification may show.
 *
 * Breadth-first over pairs of a state of the implementation and the set of states its specification
 * may be in after the same trace. A step that shows what no state of the set allows ends the search: it is
 * the last one of a shortest run. A pair is left out where a smaller set was met with the same state:
 * what the larger one refuses, the smaller one refused no later.
 *
 * Sources: Roscoe, Model-checking CSP (1994), for pairs with a normalised specification; De Wulf,
 * Doyen, Henzinger and Raskin, Antichains: a new algorithm for checking universality of finite
 * automata (CAV 2006), and Abdulla, Chen, Holik, Mayr and Vojnar, When simulation meets antichains
 * (TACAS 2010), for the pairs that are left out.
 */

import { Words } from '../liveness/words.kernel.ts';
import { HIDDEN } from './alphabet.ts';
import type { ObservedGraph } from './graph.kernel.ts';
import { hiddenCycles } from './hidden-cycles.kernel.ts';
import { Lent } from './lent.ts';
import type { Ask } from './limited.ts';
import type { Subsets } from './subsets.kernel.ts';

/** What the specification refuses. */
export interface RefusedAt {
  readonly event: number;
  /** Steps of the implementation; the last one shows the event. */
  readonly path: readonly number[];
  /** The set of the specification that refuses it. */
  readonly set: number;
}

/** What was found; numbers of events are those of the alphabet that both systems were read with. */
export interface Inclusion {
  /** Everything was looked at. */
  readonly isWhole: boolean;
  readonly refused: RefusedAt | null;
  /** Pairs that were met. */
  readonly pairs: number;
  /** The nearest run after which hidden steps may go on for ever; null where there is none. */
  readonly divergence: readonly number[] | null;
  /** The same where the specification must come to show something. */
  readonly newDivergence: readonly number[] | null;
}

const ASK_EVERY = 2_048;

export class InclusionSearch {
  readonly #implementation: ObservedGraph;
  readonly #specification: Subsets;
  readonly #lent = new Lent();
  readonly #state = new Words(this.#lent);
  readonly #set = new Words(this.#lent);
  /** The pair it was found from, and the step of the implementation. */
  readonly #parent = new Words(this.#lent);
  readonly #step = new Words(this.#lent);
  /** Pairs of a state: the latest one and, for each pair, the one before; -1 ends the list. */
  readonly #latest = new Words(this.#lent);
  readonly #before = new Words(this.#lent);
  #refused: RefusedAt | null = null;

  constructor(implementation: ObservedGraph, specification: Subsets) {
    this.#implementation = implementation;
    this.#specification = specification;
  }

  get #bytes(): number {
    return this.#lent.bytes + this.#implementation.bytes + this.#specification.bytes;
  }

  async run(ask: Ask): Promise<Inclusion> {
    this.#enter(0, 0, -1, -1);
    let next = 0;
    const asked = (): Promise<boolean> =>
      ask({
        states: this.#implementation.states + this.#specification.graph.states,
        pairs: this.#state.length,
        frontier: this.#state.length - next,
        bytes: this.#bytes,
      });
    let goesOn = await asked();
    while (goesOn && this.#refused === null && next < this.#state.length) {
      if (!this.#hasExpanded(next)) break;
      next++;
      if (next % ASK_EVERY !== 0) continue;
      goesOn = await asked();
    }
    const cycles = hiddenCycles(this.#implementation);
    return {
      isWhole: next === this.#state.length,
      refused: this.#refused,
      pairs: this.#state.length,
      divergence: this.#nearest((pair) => cycles[this.#state.at(pair)] === 1),
      newDivergence: this.#nearest(
        (pair) =>
          cycles[this.#state.at(pair)] === 1 && !this.#specification.diverges(this.#set.at(pair)),
      ),
    };
  }

  /** False where there is no memory for what the pair leads to. */
  #hasExpanded(pair: number): boolean {
    try {
      this.#expand(pair);
      return true;
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  }

  #expand(pair: number): void {
    const graph = this.#implementation;
    const [state, set] = [this.#state.at(pair), this.#set.at(pair)];
    for (let t = graph.first(state); t < graph.end(state); t++) {
      const event = graph.event.at(t);
      const to = event === HIDDEN ? set : this.#specification.after(set, event);
      if (to >= 0) this.#enter(graph.to.at(t), to, pair, graph.step.at(t));
      else {
        this.#refused = { event, path: [...this.#pathTo(pair), graph.step.at(t)], set };
        return;
      }
    }
  }

  #enter(state: number, set: number, parent: number, step: number): void {
    while (this.#latest.length < this.#implementation.states) this.#latest.push(-1);
    const latest = this.#latest.at(state);
    for (let pair = latest; pair >= 0; pair = this.#before.at(pair)) {
      const known = this.#set.at(pair);
      if (this.#specification.includes(set, known)) return;
    }
    this.#latest.set(state, this.#state.length);
    this.#before.push(latest);
    this.#state.push(state);
    this.#set.push(set);
    this.#parent.push(parent);
    this.#step.push(step);
  }

  #pathTo(pair: number): readonly number[] {
    const steps: number[] = [];
    for (let at = pair; this.#parent.at(at) >= 0; at = this.#parent.at(at)) {
      steps.push(this.#step.at(at));
    }
    return steps.reverse();
  }

  #nearest(isSought: (pair: number) => boolean): readonly number[] | null {
    for (let pair = 0; pair < this.#state.length; pair++) {
      if (isSought(pair)) return this.#pathTo(pair);
    }
    return null;
  }
}
