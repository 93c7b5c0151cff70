/**
 * The order of components in a diagram, from the lowest level up. It decides how large diagrams are.
 *
 * Components that take part in the same steps should be near each other. No score that was tried
 * tells a good order from a bad one reliably, so a few are made and then raced. Nothing is random.
 */

import { UndirectedGraph } from 'graphology';
import type { LinkedSystem } from '../system.ts';
import { groupBy } from './groups.ts';

/** What belongs together: some slots, and how many steps they have in common. */
interface Bundle {
  readonly slots: readonly number[];
  readonly weight: number;
}

/** An order and how it came about. `slots[k]` is the slot of level k. */
export interface Order {
  readonly name: string;
  readonly slots: readonly number[];
}

/**
 * Every order that is considered; the first three are different in kind. Which of them is good for a
 * system shows when they are tried: see race.ts.
 */
export function candidates(system: LinkedSystem): readonly Order[] {
  const bundles = bundlesOf(system);
  const declared = system.slots.map((_, slot) => slot);
  const grown = cuthillMcKee(componentGraph(system, bundles));
  const reversed = grown.toReversed();
  const all = [
    { name: 'declared', slots: declared },
    { name: 'cuthill-mckee', slots: grown },
    { name: 'FORCE from cuthill-mckee reversed', slots: force(reversed, bundles) },
    { name: 'cuthill-mckee reversed', slots: reversed },
    { name: 'FORCE from cuthill-mckee', slots: force(grown, bundles) },
    { name: 'FORCE from declared', slots: force(declared, bundles) },
    { name: 'declared reversed', slots: declared.toReversed() },
  ];
  const distinct = groupBy(all, ({ slots }) => slots.join(' '));
  return [...distinct.values()].flatMap(([first]) => (first === undefined ? [] : [first]));
}

/** The steps by the components that take part in them. */
function bundlesOf(system: LinkedSystem): readonly Bundle[] {
  const several = system.steps.filter(({ slots }) => slots.length > 1);
  return [...groupBy(several, ({ slots }) => slots.join(' ')).values()].map((steps) => ({
    slots: steps[0]?.slots ?? [],
    weight: steps.length,
  }));
}

/** Components, joined where they meet in a step; the weight of an edge is the number of such steps. */
function componentGraph(
  system: LinkedSystem,
  bundles: readonly Bundle[],
): UndirectedGraph<object, { weight: number }> {
  const graph = new UndirectedGraph<object, { weight: number }>();
  for (const slot of system.slots.keys()) graph.addNode(slot);
  for (const { slots, weight } of bundles) {
    slots.forEach((a, k) => {
      for (const b of slots.slice(k + 1)) {
        graph.updateEdge(a, b, (edge) => ({ weight: (edge.weight ?? 0) + weight }));
      }
    });
  }
  return graph;
}

/**
 * Breadth-first from a component far from the middle, those with few neighbours first. Cuthill and
 * McKee, "Reducing the bandwidth of sparse symmetric matrices" (1969).
 */
function cuthillMcKee(graph: UndirectedGraph<object, { weight: number }>): readonly number[] {
  const visited = new Set<string>();
  const byDegree = (nodes: readonly string[]): string[] =>
    [...nodes].sort((a, b) => graph.degree(a) - graph.degree(b) || Number(a) - Number(b));
  const breadthFirst = (start: string): string[] => {
    const found = new Set([start]);
    for (const node of found) {
      for (const next of byDegree(graph.neighbors(node))) found.add(next);
    }
    return [...found];
  };
  const order: string[] = [];
  for (const node of byDegree(graph.nodes())) {
    if (visited.has(node)) continue;
    const far = breadthFirst(node).at(-1) ?? node;
    for (const member of breadthFirst(far)) {
      visited.add(member);
      order.push(member);
    }
  }
  return order.map(Number);
}

/**
 * Moves components to the middle of what they meet with until that helps no more. Aloul, Markov and
 * Sakallah, "FORCE: a fast and easy-to-implement variable-ordering heuristic" (GLSVLSI 2003).
 */
function force(start: readonly number[], bundles: readonly Bundle[]): readonly number[] {
  let best = start;
  let bestSpan = spanOf(start, bundles);
  let order = start;
  let idle = 0;
  for (let round = 0; round < ROUNDS_MAX && idle < IDLE_MAX; round++) {
    order = pulled(order, bundles);
    const span = spanOf(order, bundles);
    idle = span < bestSpan ? 0 : idle + 1;
    if (span < bestSpan) [best, bestSpan] = [order, span];
  }
  return best;
}

const ROUNDS_MAX = 200;
const IDLE_MAX = 10;

function pulled(order: readonly number[], bundles: readonly Bundle[]): readonly number[] {
  const place = placesOf(order);
  const sum = new Float64Array(order.length);
  const weight = new Float64Array(order.length);
  for (const bundle of bundles) {
    const centre =
      bundle.slots.reduce((total, slot) => total + (place[slot] ?? 0), 0) / bundle.slots.length;
    for (const slot of bundle.slots) {
      sum[slot] = (sum[slot] ?? 0) + bundle.weight * centre;
      weight[slot] = (weight[slot] ?? 0) + bundle.weight;
    }
  }
  const target = place.map((own, slot) => {
    const pull = weight[slot] ?? 0;
    return pull === 0 ? own : (sum[slot] ?? 0) / pull;
  });
  return [...order].sort(
    (a, b) => (target[a] ?? 0) - (target[b] ?? 0) || (place[a] ?? 0) - (place[b] ?? 0),
  );
}

/** Levels from the lowest to the highest participant of each step, in sum. */
function spanOf(order: readonly number[], bundles: readonly Bundle[]): number {
  const place = placesOf(order);
  return bundles.reduce((total, { slots, weight }) => {
    const places = slots.map((slot) => place[slot] ?? 0);
    return total + weight * (Math.max(...places) - Math.min(...places));
  }, 0);
}

function placesOf(order: readonly number[]): Float64Array {
  const place = new Float64Array(order.length);
  order.forEach((slot, k) => {
    place[slot] = k;
  });
  return place;
}
