/**
 * What systems show, by slow and obvious ways that share nothing with the engine: states with the
 * answers of all actors as text, sets of them as sorted lists of text, and no set left out.
 */

import type { LinkedObservation, LinkedSystem } from '../../system.ts';

/** A transition: what is seen of it ('' for nothing), the step, and where it leads. */
export interface Edge {
  readonly event: string;
  readonly step: number;
  readonly to: string;
}

/** States by their text, the initial one first. */
export type Graph = ReadonlyMap<string, readonly Edge[]>;

/** The graph of what a system shows; null when it has more than `statesMax` states. */
export function shownGraph(system: LinkedSystem, statesMax: number): Graph | null {
  const first = { locals: system.slots.map(() => 0), answers: system.actors.map(() => 'nothing') };
  const graph = new Map<string, Edge[]>();
  const open = [first];
  while (open.length > 0) {
    const state = open.pop() as typeof first;
    const key = JSON.stringify(state);
    if (graph.has(key)) continue;
    if (graph.size >= statesMax) return null;
    const edges: Edge[] = [];
    graph.set(key, edges);
    for (const [number, step] of system.steps.entries()) {
      const locals = [...state.locals];
      step.slots.forEach((slot, k) => {
        locals[slot] = step.next[k]?.[state.locals[slot] ?? 0] ?? -1;
      });
      if (locals.includes(-1)) continue;
      const seen = system.observations?.find((one) => one.step === number);
      const told = tellingOf(seen, state.answers[step.actor] ?? '');
      const answers = state.answers.with(step.actor, told.answer);
      const next = { locals, answers };
      edges.push({ event: told.event, step: number, to: JSON.stringify(next) });
      open.push(next);
    }
  }
  return graph;
}

/** What is seen of a step, and what the actor knows then, from what it knew before. */
function tellingOf(seen: LinkedObservation | undefined, known: string) {
  if (seen === undefined) return { event: '', answer: known };
  const tells = seen.event?.includes('{answer}') === true;
  const event = (seen.event ?? '').split('{answer}').join(known);
  return { event, answer: seen.answer ?? (tells ? 'nothing' : known) };
}

/** These states and all that hidden steps lead to, as text. */
export function closed(graph: Graph, states: Iterable<string>): readonly string[] {
  const found = new Set(states);
  for (const state of found) {
    for (const { event, to } of graph.get(state) ?? []) if (event === '') found.add(to);
  }
  return [...found].sort();
}

/** The initial state of a graph. */
export function initialOf(graph: Graph): string {
  return [...graph.keys()][0] ?? '';
}

/** Where the states of a set are after an event. */
export function afterEvent(graph: Graph, set: readonly string[], event: string): readonly string[] {
  const edges = set.flatMap((state) => graph.get(state) ?? []);
  return closed(
    graph,
    edges.filter((edge) => edge.event === event).map(({ to }) => to),
  );
}

/** The set a system may be in after a trace; empty where it refuses the trace. */
export function afterTrace(graph: Graph, trace: readonly string[]): readonly string[] {
  return trace.reduce<readonly string[]>(
    (set, event) => afterEvent(graph, set, event),
    closed(graph, [initialOf(graph)]),
  );
}

/** Whether hidden steps may go on for ever from a state: it leads to a state that leads to itself. */
export function canDiverge(graph: Graph, set: readonly string[]): boolean {
  return closed(graph, set).some((state) => {
    const next = (graph.get(state) ?? []).filter(({ event }) => event === '');
    return closed(
      graph,
      next.map(({ to }) => to),
    ).includes(state);
  });
}

/** What a naive search over all traces finds of one system beside another. */
export interface NaiveFinding {
  /** For each event by which the first parts from the second, how many events the shortest trace has. */
  readonly partings: ReadonlyMap<string, number>;
  /** Steps of the shortest run whose last step is refused; null where there is none. */
  readonly shortest: number | null;
  readonly newDivergence: boolean;
}

/** Looks at all pairs of a state of `one` and a set of `other`, and of two sets, nearest first. */
export function naive(one: Graph, other: Graph): NaiveFinding {
  const start = closed(other, [initialOf(other)]);
  return {
    ...bySets(one, other, start),
    shortest: shortestRun(one, other, start),
  };
}

function bySets(one: Graph, other: Graph, start: readonly string[]) {
  const partings = new Map<string, number>();
  let newDivergence = false;
  const known = new Set<string>();
  let level = [{ own: closed(one, [initialOf(one)]), theirs: start }];
  for (let length = 1; level.length > 0; length++) {
    const next: typeof level = [];
    for (const { own, theirs } of level) {
      const key = JSON.stringify([own, theirs]);
      if (known.has(key)) continue;
      known.add(key);
      if (canDiverge(one, own) && !canDiverge(other, theirs)) newDivergence = true;
      const events = own.flatMap((state) => (one.get(state) ?? []).map(({ event }) => event));
      for (const event of new Set(events.filter((text) => text !== ''))) {
        const after = afterEvent(other, theirs, event);
        if (after.length > 0) next.push({ own: afterEvent(one, own, event), theirs: after });
        else if (!partings.has(event)) partings.set(event, length);
      }
    }
    level = next;
  }
  return { partings, newDivergence };
}

function shortestRun(one: Graph, other: Graph, start: readonly string[]): number | null {
  const known = new Set<string>();
  let level = [{ state: initialOf(one), set: start }];
  for (let length = 1; level.length > 0; length++) {
    const next: typeof level = [];
    for (const { state, set } of level) {
      const key = JSON.stringify([state, set]);
      if (known.has(key)) continue;
      known.add(key);
      for (const { event, to } of one.get(state) ?? []) {
        const after = event === '' ? set : afterEvent(other, set, event);
        if (after.length === 0) return length;
        next.push({ state: to, set: after });
      }
    }
    level = next;
  }
  return null;
}

/** What is seen of a run, from the initial state; null where some step is not enabled. */
export function traceOfRun(graph: Graph, path: readonly number[]): readonly string[] | null {
  let state = initialOf(graph);
  const trace: string[] = [];
  for (const step of path) {
    const edge = graph.get(state)?.find((one) => one.step === step);
    if (edge === undefined) return null;
    if (edge.event !== '') trace.push(edge.event);
    state = edge.to;
  }
  return trace;
}
