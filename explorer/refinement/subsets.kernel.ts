/**
 * A system made deterministic: what is known of its state after a trace is a set of states, those it
 * may be in. Sets are closed under hidden steps, made when they are asked for, and numbered.
 *
 * (Normalisation of specifications in FDR: Roscoe, Model-checking CSP, 1994. The number of sets may be
 * exponential in that of the states.)
 */

import { HIDDEN } from './alphabet.ts';
import type { ObservedGraph } from './graph.kernel.ts';

/** What leads out of a set: events, ascending, and the number of the set each leads to. */
export interface Moves {
  readonly events: Int32Array;
  readonly to: Int32Array;
}

export class Subsets {
  readonly graph: ObservedGraph;
  /** Bytes of the members of all sets. */
  #memberBytes = 0;
  /** `members[n]`: the states of set `n`, ascending. */
  readonly #members: Int32Array[] = [];
  readonly #moves: (Moves | null)[] = [];
  readonly #diverges: (boolean | null)[] = [];
  readonly #numbers = new Map<number, number[]>();
  readonly #includes = new Map<number, boolean>();
  /** `stamps[s] === stamp` for the states of the set that is being made. */
  #stamps = new Int32Array(1 << 10);
  #stamp = 0;

  constructor(graph: ObservedGraph) {
    this.graph = graph;
    this.#intern(this.#closure([0]));
  }

  /** How many sets there are; set 0 is that of the empty trace. */
  get count(): number {
    return this.#members.length;
  }

  /** Bytes of sets and graph. */
  get bytes(): number {
    return this.#memberBytes + this.graph.bytes;
  }

  /** What the system may do next in the states of a set. */
  moves(set: number): Moves {
    const known = this.#moves[set];
    if (known) return known;
    const targets = new Map<number, number[]>();
    const graph = this.graph;
    for (const state of this.#members[set]!) {
      for (let t = graph.first(state); t < graph.end(state); t++) {
        const event = graph.event.at(t);
        if (event === HIDDEN) continue;
        const list = targets.get(event);
        if (list === undefined) targets.set(event, [graph.to.at(t)]);
        else list.push(graph.to.at(t));
      }
    }
    const events = Int32Array.from(targets.keys()).sort();
    const to = events.map((event) => this.#intern(this.#closure(targets.get(event)!)));
    const moves = { events, to };
    this.#moves[set] = moves;
    return moves;
  }

  /** The set after one more event; -1 where the system refuses it. */
  after(set: number, event: number): number {
    const { events, to } = this.moves(set);
    const at = events.indexOf(event);
    return at < 0 ? -1 : to[at]!;
  }

  /** Whether all states of `smaller` are in `larger`. */
  includes(larger: number, smaller: number): boolean {
    if (larger === smaller) return true;
    const [a, b] = [this.#members[larger]!, this.#members[smaller]!];
    if (b.length >= a.length) return false;
    const key = larger * 2 ** 26 + smaller;
    const known = this.#includes.get(key);
    if (known !== undefined) return known;
    let i = 0;
    const all = b.every((state) => {
      while (i < a.length && a[i]! < state) i++;
      return a[i] === state;
    });
    this.#includes.set(key, all);
    return all;
  }

  /** Whether hidden steps alone may go on for ever from some state of a set. */
  diverges(set: number): boolean {
    const known = this.#diverges[set];
    if (known !== null && known !== undefined) return known;
    const found = this.#hasHiddenCycle(this.#members[set]!);
    this.#diverges[set] = found;
    return found;
  }

  /** Takes away, again and again, what no hidden step of the set leads to; a cycle is what is left. */
  #hasHiddenCycle(members: Int32Array): boolean {
    const graph = this.graph;
    const incoming = new Map<number, number>();
    const forHidden = (state: number, visit: (to: number) => void): void => {
      for (let t = graph.first(state); t < graph.end(state); t++) {
        if (graph.event.at(t) === HIDDEN) visit(graph.to.at(t));
      }
    };
    for (const state of members) {
      forHidden(state, (to) => incoming.set(to, (incoming.get(to) ?? 0) + 1));
    }
    const free = [...members].filter((state) => !incoming.has(state));
    let left = members.length - free.length;
    for (let state = free.pop(); state !== undefined; state = free.pop()) {
      forHidden(state, (to) => {
        const n = incoming.get(to)! - 1;
        incoming.set(to, n);
        if (n === 0) {
          left--;
          free.push(to);
        }
      });
    }
    return left > 0;
  }

  /** These states and all that hidden steps lead to, ascending. */
  #closure(seeds: readonly number[]): Int32Array {
    const graph = this.graph;
    const stamp = ++this.#stamp;
    const found: number[] = [];
    const enter = (state: number): void => {
      if (state >= this.#stamps.length) this.#growStamps(state);
      if (this.#stamps[state] === stamp) return;
      this.#stamps[state] = stamp;
      found.push(state);
    };
    for (const state of seeds) enter(state);
    for (let i = 0; i < found.length; i++) {
      const state = found[i]!;
      for (let t = graph.first(state); t < graph.end(state); t++) {
        if (graph.event.at(t) === HIDDEN) enter(graph.to.at(t));
      }
    }
    return Int32Array.from(found).sort();
  }

  #growStamps(state: number): void {
    const larger = new Int32Array(2 ** (32 - Math.clz32(state)));
    larger.set(this.#stamps);
    this.#stamps = larger;
  }

  #intern(members: Int32Array): number {
    let hash = members.length;
    for (const state of members) hash = Math.imul(hash ^ state, 0x9e3779b1) ^ (hash >>> 15);
    const alike = this.#numbers.get(hash) ?? [];
    const known = alike.find((n) => isSame(this.#members[n]!, members));
    if (known !== undefined) return known;
    const number = this.#members.push(members) - 1;
    this.#numbers.set(hash, [...alike, number]);
    this.#memberBytes += members.byteLength;
    return number;
  }
}

function isSame(a: Int32Array, b: Int32Array): boolean {
  return a.length === b.length && a.every((state, i) => state === b[i]);
}
