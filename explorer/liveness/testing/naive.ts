/**
 * Runs in the long run, by slow and obvious ways that share nothing with the engine: a formula
 * evaluated position by position on a lasso, and the answer to "can a fair run stay among these states
 * for ever" by fixpoints of sets.
 */

import { evaluator } from '../../search/evaluate.ts';
import type { LinkedFairness, LinkedFormula, LinkedSystem } from '../../system.ts';
import type { Edge } from '../../testing/facts.ts';

/** A state, and what is taken there; -1 where the run stays. */
export interface Position {
  readonly state: Int32Array;
  readonly step: number;
}

/** The positions of a lasso, those of the loop from `start` on; null if some step is not enabled. */
export function positionsOf(
  system: LinkedSystem,
  { stem, loop }: { readonly stem: readonly number[]; readonly loop: readonly number[] },
): { readonly positions: readonly Position[]; readonly start: number } | null {
  let state = new Int32Array(system.slots.length);
  const positions: Position[] = [];
  for (const step of [...stem, ...loop]) {
    const next = after(system, state, step);
    if (next === null) return null;
    positions.push({ state, step });
    state = next;
  }
  if (loop.length === 0) {
    if (system.steps.some((_, s) => after(system, state, s) !== null)) return null;
    positions.push({ state, step: -1 });
  } else if (String(state) !== String(positions[stem.length]?.state)) return null;
  return { positions, start: stem.length };
}

/** Whether the run that goes round the loop for ever satisfies a formula. */
export function satisfies(
  positions: readonly Position[],
  start: number,
  formula: LinkedFormula,
): boolean {
  return truths(positions, start, formula)[0] === true;
}

/** Whether the loop is fair. */
export function isFair(
  system: LinkedSystem,
  positions: readonly Position[],
  start: number,
  fairness: readonly LinkedFairness[],
): boolean {
  const loop = positions.slice(start);
  return fairness.every(({ kind, steps }) => {
    const able = loop.map(({ state }) =>
      system.steps.some((_, s) => steps[s] === 1 && after(system, state, s) !== null),
    );
    const isTaken = loop.some(({ step }) => steps[step] === 1);
    return isTaken || (kind === 'weak' ? !able.every(Boolean) : !able.some(Boolean));
  });
}

/** For each position, whether the formula is true there; *until* as a least fixpoint. */
function truths(
  positions: readonly Position[],
  start: number,
  formula: LinkedFormula,
): readonly boolean[] {
  const of = (part: LinkedFormula): readonly boolean[] => truths(positions, start, part);
  const next = (i: number): number => (i + 1 < positions.length ? i + 1 : start);
  switch (formula.kind) {
    case 'state': {
      const holds = evaluator(formula.holds);
      return positions.map(({ state }) => holds(state));
    }
    case 'taken':
      return positions.map(({ step }) => formula.steps[step] === 1);
    case 'not':
      return of(formula.of).map((value) => !value);
    case 'and':
    case 'or': {
      const parts = formula.of.map(of);
      return positions.map((_, i) =>
        formula.kind === 'and' ? parts.every((p) => p[i]) : parts.some((p) => p[i]),
      );
    }
    case 'next': {
      const value = of(formula.of);
      return positions.map((_, i) => value[next(i)] === true);
    }
    case 'finally':
      return fixpoint(
        positions.length,
        next,
        positions.map(() => true),
        of(formula.of),
      );
    case 'globally':
      return of({ kind: 'not', of: { kind: 'finally', of: { kind: 'not', of: formula.of } } });
    case 'until':
      return fixpoint(positions.length, next, of(formula.left), of(formula.right));
  }
}

function fixpoint(
  length: number,
  next: (i: number) => number,
  left: readonly boolean[],
  right: readonly boolean[],
): readonly boolean[] {
  const value = [...right];
  for (let round = 0; round <= length; round++) {
    for (let i = length - 1; i >= 0; i--) {
      if (left[i] === true && value[next(i)] === true) value[i] = true;
    }
  }
  return value;
}

function after(system: LinkedSystem, state: Int32Array, number: number) {
  const step = system.steps[number];
  const next = Int32Array.from(state);
  step?.slots.forEach((slot, k) => {
    next[slot] = step.next[k]?.[state[slot] ?? 0] ?? -1;
  });
  return next.includes(-1) ? null : next;
}

/**
 * The states from which a fair run can stay among `allowed` for ever. Each strong assumption is either
 * served again and again, or never possible from some point on; every choice of these is tried, and
 * each is a question about sets to be visited again and again (Emerson and Lei, Efficient model
 * checking in fragments of the propositional mu-calculus, LICS 1986).
 */
export function canStay(
  graph: readonly (readonly Edge[])[],
  allowed: readonly boolean[],
  fairness: readonly LinkedFairness[],
): readonly boolean[] {
  const strong = fairness.filter(({ kind }) => kind === 'strong');
  const weak = fairness.filter(({ kind }) => kind === 'weak');
  const result = graph.map(() => false);
  for (let choice = 0; choice < 2 ** strong.length; choice++) {
    const served = strong.filter((_, i) => (choice >> i) & 1);
    const avoided = strong.filter((_, i) => !((choice >> i) & 1));
    const able = (state: number, { steps }: LinkedFairness): boolean =>
      (graph[state] ?? []).some(({ step }) => steps[step] === 1);
    const inside = allowed.map((is, s) => is && !avoided.some((one) => able(s, one)));
    const visits = [
      ...served.map((one) => (s: number, step: number) => one.steps[step] === 1 && s >= 0),
      ...weak.map((one) => (s: number, step: number) => one.steps[step] === 1 || !able(s, one)),
    ];
    const stay = forEver(graph, inside, visits);
    // A run may take any way among the allowed states to where it stays.
    const reach = backward(graph, allowed, stay);
    for (const s of graph.keys()) if (reach[s]) result[s] = true;
  }
  return result;
}

type Visit = (state: number, step: number) => boolean;

/** The greatest set of states of which each can, within it, make every visit and go on. */
function forEver(
  graph: readonly (readonly Edge[])[],
  inside: readonly boolean[],
  visits: readonly Visit[],
): readonly boolean[] {
  let set = [...inside];
  for (;;) {
    let smaller = set.map((is, s) => is && moves(graph, s).some(({ to }) => set[to]));
    for (const visit of visits) {
      const made = smaller.map(
        (is, s) => is && moves(graph, s).some(({ step, to }) => smaller[to] && visit(s, step)),
      );
      smaller = [...backward(graph, smaller, made)];
    }
    if (smaller.every((is, s) => is === set[s])) return set;
    set = smaller;
  }
}

/** A state without a step stays. */
function moves(graph: readonly (readonly Edge[])[], state: number): readonly Edge[] {
  const edges = graph[state] ?? [];
  return edges.length === 0 ? [{ step: -1, to: state }] : edges;
}

/** The states that reach a goal through `through`. */
function backward(
  graph: readonly (readonly Edge[])[],
  through: readonly boolean[],
  goal: readonly boolean[],
): readonly boolean[] {
  const reach = [...goal];
  for (let changed = true; changed; ) {
    changed = false;
    for (const s of graph.keys()) {
      if (reach[s] || !through[s] || !(graph[s] ?? []).some(({ to }) => reach[to])) continue;
      reach[s] = true;
      changed = true;
    }
  }
  return reach;
}

/** The states of a graph, by number. */
export function statesOf(
  system: LinkedSystem,
  graph: readonly (readonly Edge[])[],
): readonly Int32Array[] {
  const states: Int32Array[] = [new Int32Array(system.slots.length)];
  for (const [number, edges] of graph.entries()) {
    for (const { step, to } of edges) {
      states[to] ??= after(system, states[number] ?? new Int32Array(), step) ?? new Int32Array();
    }
  }
  return states;
}
