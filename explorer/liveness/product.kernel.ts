/**
 * Runs of a system beside an automaton that reads them: the pairs of a state and a state of the
 * automaton that can be reached.
 *
 * A state without a step stays as it is: its pairs move by no step, which is {@link STAYS}. Pairs of
 * states that were not expanded have no moves. Edges are not kept: {@link Edges} reads them off the
 * graph and the automaton whenever they are wanted.
 *
 * Cost: 12 bytes for each pair that is reached, and 4 for each that there could be.
 */

import type { Automaton } from './automaton.ts';
import type { StateGraph } from './graph.kernel.ts';
import type { Pace } from './pace.ts';

/** The step of a position where none is taken. */
export const STAYS = -1;

/** What a product is made of. */
export interface Factors {
  readonly graph: StateGraph;
  readonly automaton: Automaton;
  /** `answers[s]`: what state `s` says of the atoms, by bits. */
  readonly answers: Int32Array;
  /** `taken[t]`: what step `t` says of them. */
  readonly taken: Int32Array;
}

/** A graph whose nodes are numbered nearest first from node 0. */
export interface Product extends Factors {
  readonly nodes: number;
  /** `state[n]` and `at[n]`: the state of node `n`, and its state of the automaton. */
  readonly state: Int32Array;
  readonly at: Int32Array;
  /** The node that `n` was found from first; -1 for node 0. */
  readonly foundFrom: Int32Array;
  /** `levels[d]`: the first of the nodes that are `d` edges away from node 0. */
  readonly levels: readonly number[];
  /** `numberOf[state * width + at]`: 1 more than the number of a pair, 0 where it is not reached. */
  readonly numberOf: Int32Array;
}

/** Throws {@link Stopped}. */
export async function productOf(factors: Factors, pace: Pace): Promise<Product> {
  await pace.rest('product', 0);
  const { graph, automaton } = factors;
  const width = automaton.moves.length;
  const numberOf = pace.words(graph.states * width);
  const state = pace.list();
  const at = pace.list();
  const foundFrom = pace.list();
  const edges = new Edges({ ...factors, numberOf });
  const enter = (pair: number, from: number): void => {
    state.push(Math.trunc(pair / width));
    at.push(pair % width);
    foundFrom.push(from);
    numberOf[pair] = state.length;
  };
  const levels = [0];
  enter(0, -1);
  for (let n = 0, end = 1; n < state.length; n++) {
    if (n === end) {
      levels.push(end);
      end = state.length;
    }
    let read = 0;
    edges.leave(state.at(n), at.at(n));
    for (let e = edges.next(0); e > 0; e = edges.next(e), read++) {
      if (edges.to < 0) enter(edges.pair, n);
    }
    if (pace.worked(read + 1)) await pace.rest('product', state.length);
  }
  return {
    ...factors,
    nodes: state.length,
    state: state.words,
    at: at.words,
    foundFrom: foundFrom.words,
    levels,
    numberOf,
  };
}

/** Reads the edges out of one pair after the other; what it read last is in its fields. */
export class Edges {
  /** Where the edge leads: as a pair, and as a node, -1 where that pair has no number. */
  pair = 0;
  to = -1;
  /** The step, or {@link STAYS}. */
  step = STAYS;
  /** The *until* formulas that it puts off, by bits. */
  owed = 0;
  readonly #factors: Factors & Pick<Product, 'numberOf'>;
  readonly #moves: FlatMoves;
  readonly #width: number;
  /** The pair whose edges are read: its state, what that says, its transitions and its moves. */
  #state = 0;
  #answers = 0;
  #row = 0;
  #transitions = 0;
  #first = 0;
  #count = 0;

  constructor(factors: Factors & Pick<Product, 'numberOf'>) {
    this.#factors = factors;
    this.#moves = flat(factors.automaton);
    this.#width = factors.automaton.moves.length;
  }

  /** From now on edges out of this pair are read. */
  leave(state: number, at: number): void {
    const { graph, answers } = this.#factors;
    this.#state = state;
    this.#answers = answers[state]!;
    this.#first = this.#moves.first[at]!;
    this.#count = state < graph.expanded ? this.#moves.first[at + 1]! - this.#first : 0;
    this.#row = graph.row[state]!;
    this.#transitions = graph.row[state + 1]! - this.#row;
  }

  /** Reads the edge after the one that `after` was returned for, the first after 0; 0 if there is none. */
  next(after: number): number {
    const { graph, taken, numberOf } = this.#factors;
    const { care, want, to, owed } = this.#moves;
    const count = this.#count;
    if (count === 0) return 0;
    let t = Math.trunc(after / count);
    let m = after - t * count;
    for (const end = Math.max(1, this.#transitions); t < end; t++, m = 0) {
      const step = this.#transitions === 0 ? STAYS : graph.step[this.#row + t]!;
      const letter = step === STAYS ? this.#answers : this.#answers | taken[step]!;
      for (; m < count; m++) {
        const move = this.#first + m;
        if ((letter & care[move]!) !== want[move]!) continue;
        const state = step === STAYS ? this.#state : graph.to[this.#row + t]!;
        this.pair = state * this.#width + to[move]!;
        this.to = numberOf[this.pair]! - 1;
        this.step = step;
        this.owed = owed[move]!;
        return t * count + m + 1;
      }
    }
    return 0;
  }
}

/** Moves in arrays; those of state `q` are from `first[q]` to before `first[q + 1]`. */
interface FlatMoves {
  readonly first: Int32Array;
  readonly care: Int32Array;
  readonly want: Int32Array;
  readonly to: Int32Array;
  readonly owed: Int32Array;
}

function flat({ moves }: Automaton): FlatMoves {
  const all = moves.flat();
  const first = new Int32Array(moves.length + 1);
  moves.forEach((list, q) => {
    first[q + 1] = first[q]! + list.length;
  });
  return {
    first,
    care: Int32Array.from(all, ({ care }) => care),
    want: Int32Array.from(all, ({ want }) => want),
    to: Int32Array.from(all, ({ to }) => to),
    owed: Int32Array.from(all, ({ owed }) => owed),
  };
}
