/**
 * Runs of a system beside an automaton that reads them: the pairs of a state and a state of the
 * automaton that can be reached, with all moves between them.
 *
 * A state without a step stays as it is: its pairs move by no step, which is {@link STAYS}. Pairs of
 * states that were not expanded have no moves.
 */

import type { Automaton } from './automaton.ts';
import type { StateGraph } from './graph.kernel.ts';
import { Words } from './words.kernel.ts';

/** The step of a position where none is taken. */
export const STAYS = -1;

/** A graph whose nodes are numbered nearest first from node 0. */
export interface Product {
  readonly nodes: number;
  /** `state[n]`: the state of node `n`. */
  readonly state: Int32Array;
  /** The edges of node `n` are those from `row[n]` to before `row[n + 1]`. */
  readonly row: Int32Array;
  readonly to: Int32Array;
  /** The step of an edge, or {@link STAYS}. */
  readonly step: Int32Array;
  /** The *until* formulas that an edge puts off. */
  readonly owed: Int32Array;
  /** The edge by which a node was found first; -1 for node 0. */
  readonly foundBy: Int32Array;
  /** The node that edge leaves. */
  readonly foundFrom: Int32Array;
}

/** `answers[s]` is what state `s` says of the atoms, by bits, and `taken[t]` what step `t` does. */
export function productOf(
  graph: StateGraph,
  answers: Int32Array,
  automaton: Automaton,
  taken: Int32Array,
): Product {
  const { moves } = automaton;
  const width = moves.length;
  const numberOf = new Int32Array(graph.states * width).fill(-1);
  const node = {
    state: new Words(),
    at: new Words(),
    foundBy: new Words(),
    foundFrom: new Words(),
  };
  const edge = { to: new Words(), step: new Words(), owed: new Words() };
  const row = new Words();
  const enter = (state: number, at: number, by: number, from: number): number => {
    const known = numberOf[state * width + at]!;
    if (known >= 0) return known;
    const number = node.state.length;
    numberOf[state * width + at] = number;
    node.state.push(state);
    node.at.push(at);
    node.foundBy.push(by);
    node.foundFrom.push(from);
    return number;
  };
  enter(0, 0, -1, -1);
  for (let n = 0; n < node.state.length; n++) {
    row.push(edge.to.length);
    const state = node.state.at(n);
    if (state >= graph.expanded) continue;
    const list = moves[node.at.at(n)]!;
    const first = graph.row[state]!;
    const last = graph.row[state + 1]!;
    const here = answers[state]!;
    const follow = (step: number, to: number, letter: number): void => {
      for (const { care, want, to: at, owed } of list) {
        if ((letter & care) !== want) continue;
        edge.to.push(enter(to, at, edge.to.length, n));
        edge.step.push(step);
        edge.owed.push(owed);
      }
    };
    for (let e = first; e < last; e++) {
      follow(graph.step[e]!, graph.to[e]!, here | taken[graph.step[e]!]!);
    }
    if (first === last) follow(STAYS, state, here);
  }
  row.push(edge.to.length);
  return {
    nodes: node.state.length,
    state: node.state.words,
    row: row.words,
    to: edge.to.words,
    step: edge.step.words,
    owed: edge.owed.words,
    foundBy: node.foundBy.words,
    foundFrom: node.foundFrom.words,
  };
}
