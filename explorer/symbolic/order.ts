/**
 * The order of components in a diagram, from the lowest level up. It decides how large diagrams are.
 *
 * Components that take part in the same steps should be near each other. Several orders are made;
 * taken is the one with the least cut (the most steps that cross one boundary between two levels),
 * and of equals the first. Nothing is random. Of the scores that were tried this
 * one was best on the systems of this library; docs/internals/symbolic.md has the figures.
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

/** The order to use. */
export function orderOf(system: LinkedSystem): Order {
  const bundles = bundlesOf(system);
  const scored = candidates(system).map((order) => ({ order, cut: cutOf(order.slots, bundles) }));
  return scored.reduce((best, other) => (other.cut < best.cut ? other : best)).order;
}

/** Every order that is considered. */
export function candidates(system: LinkedSystem): readonly [Order, ...Order[]] {
  const bundles = bundlesOf(system);
  const declared = system.slots.map((_, slot) => slot);
  const graph = componentGraph(system, bundles);
  const grown = cuthillMcKee(graph);
  const first = { name: 'declared', slots: declared };
  const starts = [first, { name: 'cuthill-mckee', slots: grown }];
  const seeds = starts.flatMap(({ name, slots }) => [
    { name, slots },
    { name: `${name}, reversed`, slots: slots.toReversed() },
  ]);
  const forced = seeds.flatMap(({ name, slots }) => {
    return { name: `FORCE from ${name}`, slots: force(slots, bundles) };
  });
  return [first, ...seeds.slice(1), ...forced];
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

/** Most steps that cross any one boundary between two levels. */
function cutOf(order: readonly number[], bundles: readonly Bundle[]): number {
  const place = placesOf(order);
  const change = new Float64Array(order.length);
  for (const { slots, weight } of bundles) {
    const { low, high } = endsOf(slots, place);
    change[low] = (change[low] ?? 0) + weight;
    change[high] = (change[high] ?? 0) - weight;
  }
  let crossing = 0;
  return change.reduce((most, by) => {
    crossing += by;
    return Math.max(most, crossing);
  }, 0);
}

/** Levels from the lowest to the highest participant of each step, in sum. */
function spanOf(order: readonly number[], bundles: readonly Bundle[]): number {
  const place = placesOf(order);
  return bundles.reduce((total, { slots, weight }) => {
    const { low, high } = endsOf(slots, place);
    return total + weight * (high - low);
  }, 0);
}

function endsOf(
  slots: readonly number[],
  place: Float64Array,
): { readonly low: number; readonly high: number } {
  const places = slots.map((slot) => place[slot] ?? 0);
  return { low: Math.min(...places), high: Math.max(...places) };
}

function placesOf(order: readonly number[]): Float64Array {
  const place = new Float64Array(order.length);
  order.forEach((slot, k) => {
    place[slot] = k;
  });
  return place;
}
