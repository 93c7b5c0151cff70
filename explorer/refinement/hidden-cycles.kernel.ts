/** Which states lie on a cycle of hidden steps: from there a system may run for ever and show nothing. */

import { HIDDEN } from './alphabet.ts';
import type { ObservedGraph } from './graph.kernel.ts';

/**
 * `result[s]` is 1 for the states on a cycle, among those that were expanded. The others are expanded
 * no further. (Tarjan, Depth-first search and linear graph algorithms, SIAM J. Comput. 1972, without
 * recursion.)
 */
export function hiddenCycles(graph: ObservedGraph): Uint8Array {
  const { states } = graph;
  const onCycle = new Uint8Array(states);
  /** Number in order of discovery from 1; 0 where nobody was yet. */
  const found = new Int32Array(states);
  const low = new Int32Array(states);
  const onStack = new Uint8Array(states);
  const stack: number[] = [];
  const path: number[] = [];
  const at: number[] = [];
  let number = 0;
  const enter = (state: number): void => {
    found[state] = low[state] = ++number;
    onStack[state] = 1;
    stack.push(state);
    path.push(state);
    at.push(graph.isExpanded(state) ? graph.first(state) : -1);
  };
  const leave = (state: number): void => {
    path.pop();
    at.pop();
    const parent = path.at(-1);
    if (parent !== undefined) low[parent] = Math.min(low[parent]!, low[state]!);
    if (low[state] !== found[state]) return;
    const isCycle = stack.at(-1) !== state;
    for (let member = -1; member !== state; ) {
      member = stack.pop()!;
      onStack[member] = 0;
      if (isCycle) onCycle[member] = 1;
    }
  };
  for (let root = 0; root < states; root++) {
    if (found[root] !== 0) continue;
    enter(root);
    while (path.length > 0) {
      const state = path.at(-1)!;
      const t = at.at(-1)!;
      if (t < 0 || t === graph.end(state)) {
        leave(state);
        continue;
      }
      at[at.length - 1] = t + 1;
      if (graph.event.at(t) !== HIDDEN) continue;
      const to = graph.to.at(t);
      if (to === state) onCycle[state] = 1;
      else if (found[to] === 0) enter(to);
      else if (onStack[to] === 1) low[state] = Math.min(low[state]!, found[to]!);
    }
  }
  return onCycle;
}
