/**
 * Every event by which one system parts from another: after some trace of both, the first may show it
 * and the second may not.
 *
 * Breadth-first over pairs of sets of states, of both systems made deterministic, so a trace that
 * leads to an event is one with the fewest events. Sets of the first that allow the same are not told
 * apart by the interleavings of hidden steps, of which there are far more than of events.
 */

import { Words } from '../liveness/words.kernel.ts';
import { Lent } from './lent.ts';
import type { Ask } from './limited.ts';
import type { Subsets } from './subsets.kernel.ts';

/** An event that one system shows after a trace and the other refuses. */
export interface Parting {
  readonly event: number;
  /** Events before it. */
  readonly trace: readonly number[];
  /** The set of the other system after the trace. */
  readonly set: number;
}

/** What was found. */
export interface Partings {
  /** Everything was looked at. */
  readonly isWhole: boolean;
  /** One for each event, those with the shortest traces first. */
  readonly found: readonly Parting[];
  readonly pairs: number;
  /** The shortest trace after which only the first system may go on for ever and show nothing. */
  readonly newDivergence: readonly number[] | null;
}

const ASK_EVERY = 256;

export class PartingSearch {
  readonly #one: Subsets;
  readonly #other: Subsets;
  readonly #lent = new Lent();
  readonly #ones = new Words(this.#lent);
  readonly #others = new Words(this.#lent);
  readonly #parent = new Words(this.#lent);
  readonly #event = new Words(this.#lent);
  readonly #known = new Set<number>();
  readonly #found = new Map<number, Parting>();
  #newDivergence: readonly number[] | null = null;

  constructor(one: Subsets, other: Subsets) {
    this.#one = one;
    this.#other = other;
  }

  async run(ask: Ask): Promise<Partings> {
    this.#enter(0, 0, -1, -1);
    let next = 0;
    const asked = (): Promise<boolean> =>
      ask({
        states: this.#one.graph.states + this.#other.graph.states,
        pairs: this.#ones.length,
        frontier: this.#ones.length - next,
        bytes: this.#lent.bytes + this.#one.bytes + this.#other.bytes,
      });
    let goesOn = await asked();
    while (goesOn && next < this.#ones.length) {
      if (!this.#hasExpanded(next)) break;
      next++;
      if (next % ASK_EVERY !== 0) continue;
      goesOn = await asked();
    }
    return {
      isWhole: next === this.#ones.length,
      found: [...this.#found.values()],
      pairs: this.#ones.length,
      newDivergence: this.#newDivergence,
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
    const [one, other] = [this.#ones.at(pair), this.#others.at(pair)];
    const { events, to } = this.#one.moves(one);
    for (let i = 0; i < events.length; i++) {
      const event = events[i]!;
      const after = this.#other.after(other, event);
      if (after >= 0) this.#enter(to[i]!, after, pair, event);
      else if (!this.#found.has(event)) {
        this.#found.set(event, { event, trace: this.#traceTo(pair), set: other });
      }
    }
    if (this.#newDivergence === null && this.#one.diverges(one) && !this.#other.diverges(other)) {
      this.#newDivergence = this.#traceTo(pair);
    }
  }

  #enter(one: number, other: number, parent: number, event: number): void {
    const key = one * 2 ** 26 + other;
    if (this.#known.has(key)) return;
    this.#known.add(key);
    this.#ones.push(one);
    this.#others.push(other);
    this.#parent.push(parent);
    this.#event.push(event);
  }

  #traceTo(pair: number): readonly number[] {
    const events: number[] = [];
    for (let at = pair; this.#parent.at(at) >= 0; at = this.#parent.at(at)) {
      events.push(this.#event.at(at));
    }
    return events.reverse();
  }
}
