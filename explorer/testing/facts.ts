/**
 * What there is to find out about a linked system, by the slow and obvious way: states in a map, one
 * after the other, and every formula evaluated in all of them. Successors may be chosen from outside.
 */

import { cycleOf, evaluator, waitForEdges } from '../search/evaluate.ts';
import type { LinkedProperty, LinkedSystem } from '../system.ts';

/** What the states and transitions of a search show. */
export interface Facts {
  readonly states: number;
  readonly transitions: number;
  /** States without an enabled step, in order. */
  readonly terminal: readonly string[];
  /** Steps that were taken, and `slot local` for the local states that were visited, in order. */
  readonly steps: readonly number[];
  readonly locals: readonly string[];
  /** Per property, whether a violation (of `reachable`: the goal) and the companion were found. */
  readonly evidence: readonly boolean[];
  readonly companion: readonly boolean[];
}

/** The steps to take of those that are enabled in a state that was reached as `number`-th. */
export type Choose = (
  state: Int32Array,
  enabled: readonly number[],
  number: number,
) => readonly number[];

/** Visits the states that can be reached by chosen steps; null when there are more than `statesMax`. */
export function factsOf(
  system: LinkedSystem,
  statesMax: number,
  choose: Choose = (_, enabled) => enabled,
  expandedMax = Number.POSITIVE_INFINITY,
): Facts | null {
  const first = new Int32Array(system.slots.length);
  const states = new Map<string, Int32Array>([[first.join(), first]]);
  const terminal: string[] = [];
  const steps = new Set<number>();
  const locals = new Set<string>();
  const seen = system.properties.map((property) => new Seen(property));
  let transitions = 0;
  let number = 0;
  for (const [key, state] of states) {
    if (states.size > statesMax) return null;
    state.forEach((local, slot) => {
      locals.add(`${slot} ${local}`);
    });
    for (const look of seen) look.state(state);
    if (number === expandedMax) break;
    const enabled = [...system.steps.keys()].filter((s) => after(system, state, s) !== null);
    if (enabled.length === 0) {
      terminal.push(key);
      for (const look of seen) look.stuck(state);
    }
    for (const s of choose(state, enabled, number++)) {
      const next = after(system, state, s) ?? state;
      transitions++;
      steps.add(s);
      for (const look of seen) look.step(s, state, next);
      if (!states.has(next.join())) states.set(next.join(), next);
    }
  }
  return {
    states: states.size,
    transitions,
    terminal: terminal.sort(),
    steps: [...steps].sort((a, b) => a - b),
    locals: [...locals].sort(),
    evidence: seen.map((look) => look.evidence),
    companion: seen.map((look) => look.companion),
  };
}

/** A transition from a state: the step, and the number of the state it leads to. */
export interface Edge {
  readonly step: number;
  readonly to: number;
}

/** The graph of reachable states, the initial one first; null when there are more than `statesMax`. */
export function graphOf(
  system: LinkedSystem,
  statesMax: number,
): readonly (readonly Edge[])[] | null {
  const states = [new Int32Array(system.slots.length)];
  const numbers = new Map([[String(states[0]), 0]]);
  const graph: Edge[][] = [];
  for (const state of states) {
    if (states.length > statesMax) return null;
    const edges: Edge[] = [];
    for (const step of system.steps.keys()) {
      const next = after(system, state, step);
      if (next === null) continue;
      const to = numbers.get(String(next)) ?? states.push(next) - 1;
      numbers.set(String(next), to);
      edges.push({ step, to });
    }
    graph.push(edges);
  }
  return graph;
}

/** The state after a step; null where it is not enabled. */
function after(
  system: LinkedSystem,
  state: Int32Array,
  number: number,
): Int32Array<ArrayBuffer> | null {
  const step = system.steps[number];
  const next = Int32Array.from(state);
  step?.slots.forEach((slot, k) => {
    next[slot] = step.next[k]?.[state[slot] ?? 0] ?? -1;
  });
  return next.includes(-1) ? null : next;
}

/** What was seen of one property. */
class Seen {
  evidence = false;
  companion = false;
  readonly #property: LinkedProperty;

  constructor(property: LinkedProperty) {
    this.#property = property;
  }

  state(state: Int32Array): void {
    const property = this.#property;
    if ('companion' in property && evaluator(property.companion.goal)(state)) this.companion = true;
    if (property.kind === 'invariant' && !evaluator(property.holds)(state)) this.evidence = true;
    if (property.kind === 'reachable' && evaluator(property.goal)(state)) this.evidence = true;
    if (property.kind !== 'waitCycleFree') return;
    const edges = new Int32Array(property.waiters.length);
    waitForEdges(property, state, edges);
    if (edges.some((set) => set !== 0)) this.companion = true;
    if (cycleOf(edges, property.cycles) !== 0) this.evidence = true;
  }

  stuck(state: Int32Array): void {
    const property = this.#property;
    if (property.kind === 'deadlockFree' && !evaluator(property.rest)(state)) this.evidence = true;
  }

  step(number: number, before: Int32Array, next: Int32Array): void {
    const property = this.#property;
    if (property.kind !== 'stepInvariant' || property.steps[number] !== 1) return;
    if (!evaluator(property.before)(before)) return;
    this.companion = true;
    if (!evaluator(property.after)(next)) this.evidence = true;
  }
}
