/** From a trace to a run that shows it. */

import { HIDDEN } from './alphabet.ts';
import type { ObservedGraph } from './graph.kernel.ts';

/**
 * Step numbers of a shortest run that shows the events in this order and then comes to a state as
 * wanted, by hidden steps; null where there is none.
 */
export function runOf(
  graph: ObservedGraph,
  trace: readonly number[],
  isWanted: (state: number) => boolean = () => true,
): readonly number[] | null {
  const states = [0];
  const shown = [0];
  const parent = [-1];
  const steps = [-1];
  const known = trace.map(() => new Set<number>());
  known.push(new Set());
  known[0]!.add(0);
  for (let at = 0; at < states.length; at++) {
    const [state, seen] = [states[at]!, shown[at]!];
    if (seen === trace.length && isWanted(state)) return stepsTo(at, parent, steps);
    for (let t = graph.first(state); t < graph.end(state); t++) {
      const event = graph.event.at(t);
      if (event !== HIDDEN && event !== trace[seen]) continue;
      const after = event === HIDDEN ? seen : seen + 1;
      const to = graph.to.at(t);
      if (known[after]!.has(to)) continue;
      known[after]!.add(to);
      states.push(to);
      shown.push(after);
      parent.push(at);
      steps.push(graph.step.at(t));
    }
  }
  return null;
}

function stepsTo(end: number, parent: readonly number[], steps: readonly number[]) {
  const run: number[] = [];
  for (let at = end; parent[at]! >= 0; at = parent[at]!) run.push(steps[at]!);
  return run.reverse();
}
