/**
 * The order of components in a diagram, from the lowest level up. It decides how large diagrams are.
 *
 * Components that take part in the same steps should be near each other. No score that was tried
 * tells a good order from a bad one reliably, so a few are made and then raced. Nothing is random.
 */

import { UndirectedGraph } from 'graphology';
import { UsageError } from '../../base/errors.ts';
import { byActors, ownersOf } from './actors.ts';
import type { Case, Variables } from './encode.ts';
import { groupBy } from './groups.ts';

/** What belongs together: some digits, and how many steps they have in common. */
interface Bundle {
  readonly digits: readonly number[];
  readonly weight: number;
}

/** An order, the lowest level first, and how it came about. */
export interface Order {
  readonly name: string;
  /** All slots by their lowest level; those without one are at the end. */
  readonly slots: readonly number[];
  /** `digits[k]`: the digit of level k, as a place in {@link Variables.digits}. */
  readonly digits: readonly number[];
  /** What level k tells: a slot, or what only one of the actors that share it changes. */
  readonly levels: readonly { readonly slot: number; readonly part: string }[];
}

/** An order of all digits, with a name. */
function named(variables: Variables, name: string, digits: readonly number[]): Order {
  const levels = digits.map((digit) => {
    const { slot = 0, label = '' } = variables.digits[digit] ?? {};
    return { slot, part: label };
  });
  const slots = [...new Set([...levels.map(({ slot }) => slot), ...variables.ofSlot.keys()])];
  return { name, slots, digits, levels };
}

/**
 * The order that somebody gives by slots. What a shared slot tells of one actor is right below the
 * lowest slot that only this actor changes. Throws `USAGE-ORDER` if some slot is not there once.
 */
export function given(variables: Variables, slots: readonly number[]): Order {
  const count = variables.ofSlot.length;
  const wrong = slots.findIndex(
    (slot, k) => !(slot in variables.ofSlot) || slots.indexOf(slot) < k,
  );
  if (wrong >= 0 || slots.length !== count) {
    const found =
      wrong < 0
        ? `${slots.length} numbers for ${count} components`
        : `${slots[wrong]} in place ${wrong}`;
    throw new UsageError('USAGE-ORDER', `an order of components has ${found}`, {
      hint: `Name each component from 0 to ${count - 1} once, that of the lowest level first.`,
    });
  }
  const owners = ownersOf(variables);
  const home = new Map<number, number>();
  for (const slot of slots) {
    const [digit, ...others] = variables.ofSlot[slot] ?? [];
    const owner = digit === undefined || others.length > 0 ? null : (owners[digit] ?? null);
    if (owner !== null && !home.has(owner)) home.set(owner, slot);
  }
  const place = new Map(slots.map((slot, k) => [slot, k]));
  const digits = variables.digits
    .map(({ slot, actor }, digit) => {
      const at = actor === null ? slot : (home.get(actor) ?? slot);
      return { digit, place: place.get(at) ?? 0, isHome: at === slot ? 1 : 0 };
    })
    .sort((a, b) => a.place - b.place || a.isHome - b.isHome || a.digit - b.digit)
    .map(({ digit }) => digit);
  return named(variables, 'given', digits);
}

/** The first of the {@link candidates}; all but the likeliest one are only made when asked for. */
export function* likeliest(variables: Variables, count: number): Generator<Order, void> {
  yield named(variables, 'by actors', byActors(variables));
  yield* candidates(variables).slice(1, count);
}

/**
 * Every order that is considered; the first three are different in kind. Which of them is good for a
 * system shows when they are tried: see race.ts.
 */
export function candidates(variables: Variables): readonly Order[] {
  const bundles = bundlesOf(variables);
  const declared = variables.digits.map((_, digit) => digit);
  const grown = cuthillMcKee(digitGraph(variables, bundles));
  const reversed = grown.toReversed();
  const all: readonly (readonly [string, readonly number[]])[] = [
    ['by actors', byActors(variables)],
    ['declared', declared],
    ['cuthill-mckee', grown],
    ['FORCE from cuthill-mckee reversed', force(reversed, bundles)],
    ['cuthill-mckee reversed', reversed],
    ['FORCE from cuthill-mckee', force(grown, bundles)],
    ['FORCE from declared', force(declared, bundles)],
    ['declared reversed', declared.toReversed()],
  ];
  const distinct = groupBy(all, ([, digits]) => digits.join(' '));
  return [...distinct.values()].flatMap(([first]) =>
    first === undefined ? [] : [named(variables, ...first)],
  );
}

/** The cases of steps by the digits that take part in them. */
function bundlesOf(variables: Variables): readonly Bundle[] {
  const several = variables.steps.flat().filter((one) => one.length > 1);
  const digitsOf = (one: Case): readonly number[] =>
    one.map(({ digit }) => digit).sort((a, b) => a - b);
  return [...groupBy(several, (one) => digitsOf(one).join(' ')).values()].map((cases) => ({
    digits: digitsOf(cases[0] ?? []),
    weight: cases.length,
  }));
}

/** Digits, joined where they meet in a step; the weight of an edge is the number of such cases. */
function digitGraph(
  variables: Variables,
  bundles: readonly Bundle[],
): UndirectedGraph<object, { weight: number }> {
  const graph = new UndirectedGraph<object, { weight: number }>();
  for (const digit of variables.digits.keys()) graph.addNode(digit);
  for (const { digits, weight } of bundles) {
    digits.forEach((a, k) => {
      for (const b of digits.slice(k + 1)) {
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
      bundle.digits.reduce((total, slot) => total + (place[slot] ?? 0), 0) / bundle.digits.length;
    for (const slot of bundle.digits) {
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
  return bundles.reduce((total, { digits, weight }) => {
    const places = digits.map((slot) => place[slot] ?? 0);
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
