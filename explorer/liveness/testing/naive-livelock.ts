/** Livelocks by their definition, asked of each state by itself. */

import type { LinkedSystem } from '../../system.ts';
import type { Edge } from '../../testing/facts.ts';

type Graph = readonly (readonly Edge[])[];

/** What is so of each state, by number. */
export interface Lost {
  /** Progress can be made from here on, without faults. */
  readonly hasProgress: readonly boolean[];
  /** It is in a livelock. */
  readonly isTrapped: readonly boolean[];
  /** How many states can be reached from here without faults. */
  readonly ahead: readonly number[];
  /** How many edges it is from the initial one. */
  readonly depth: readonly number[];
  /** Edges of a shortest way back to it without faults; infinite where there is none. */
  readonly roundTrip: readonly number[];
  /** A fault may come there. */
  readonly mayFault: readonly boolean[];
  /** Progress is made somewhere, and not by a fault. */
  readonly isMade: boolean;
}

/** Everything, of a graph whose progress and content states are given. */
export function lostIn(
  { steps }: LinkedSystem,
  graph: Graph,
  progress: Uint8Array,
  isContent: readonly boolean[],
): Lost {
  const isFault = ({ step }: Edge): boolean => steps[step]?.fault === true;
  const calm = graph.map((edges) => edges.filter((edge) => !isFault(edge)));
  const ahead = calm.map((_, s) => distances(calm, s));
  const makes = calm.map(
    (edges, s) => isContent[s] === true || edges.some(({ step }) => progress[step] === 1),
  );
  const hasProgress = ahead.map((reach) => [...reach.keys()].some((s) => makes[s]));
  const isTerminal = ahead.map((reach, s) => [...reach.keys()].every((t) => ahead[t]?.has(s)));
  const depth = distances(graph, 0);
  return {
    hasProgress,
    isTrapped: calm.map(
      (edges, s) => edges.length > 0 && isTerminal[s] === true && !hasProgress[s],
    ),
    ahead: ahead.map(({ size }) => size),
    depth: graph.map((_, s) => depth.get(s) ?? -1),
    roundTrip: calm.map((edges, s) => {
      const lengths = edges.map(({ to }) => ahead[to]?.get(s) ?? Number.POSITIVE_INFINITY);
      return 1 + Math.min(...lengths);
    }),
    mayFault: graph.map((edges) => edges.some(isFault)),
    isMade: makes.includes(true),
  };
}

/** The states that can be reached, nearest first, and how many edges away. */
function distances(graph: Graph, from: number): ReadonlyMap<number, number> {
  const known = new Map([[from, 0]]);
  for (const [state, distance] of known) {
    for (const { to } of graph[state] ?? []) if (!known.has(to)) known.set(to, distance + 1);
  }
  return known;
}
