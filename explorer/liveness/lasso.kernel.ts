/**
 * The lasso that shows a violation: a stem from the initial state and a loop.
 *
 * The stem is the shortest one to a node of a good component; of all nodes that are as near, the one
 * with the shortest loop is taken, and of these the one found first. A loop has to meet everything the
 * component was found good for, so the search is over nodes with the set of what was met so far. That
 * can be many: where it gets out of hand, a loop is put together from the nearest things missing, one
 * after the other, and {@link Lasso.isShortest} says so.
 */

import type { Assumptions } from './fairness.ts';
import { type Product, STAYS } from './product.kernel.ts';

/** Step numbers. A run that stays in its last state for ever has an empty loop. */
export interface Lasso {
  readonly stem: readonly number[];
  readonly loop: readonly number[];
  /** Whether no other loop of that stem is shorter. */
  readonly isShortest: boolean;
}

/** Pairs of a node and what was met, before the search for a shortest loop gives up. */
const PAIRS_MAX = 1_000_000;

/** The lasso to show, of good components of which there is at least one. */
export function lassoOf(
  product: Product,
  assumptions: Assumptions,
  untils: number,
  good: readonly Int32Array[],
  pairsMax = PAIRS_MAX,
): Lasso {
  const distance = distances(product);
  const nearest = Math.min(...good.map((component) => distance[component[0]!]!));
  let best: Found | null = null;
  let isShortest = true;
  for (const component of good) {
    const loops = new Loops(product, assumptions, untils, component);
    for (const at of component) {
      if (distance[at]! > nearest) break;
      const lengthMax: number = best === null ? Number.POSITIVE_INFINITY : best.loop.length - 1;
      const shortest = loops.shortest(at, lengthMax, pairsMax);
      if (shortest === 'too many') {
        isShortest = false;
        best ??= { at, loop: loops.nearby(at) };
      } else if (shortest !== null) best = { at, loop: shortest };
    }
  }
  const { at, loop } = best!;
  return { stem: stemTo(product, at), loop: stepsOf(product, loop), isShortest };
}

/** A loop as edges. */
interface Found {
  readonly at: number;
  readonly loop: readonly number[];
}

/** Edges as steps; a loop that only stays is empty. */
function stepsOf({ step }: Product, edges: readonly number[]): readonly number[] {
  return edges.map((e) => step[e]!).filter((s) => s !== STAYS);
}

function stemTo(product: Product, node: number): readonly number[] {
  const steps: number[] = [];
  for (let n = node; product.foundBy[n]! >= 0; n = product.foundFrom[n]!) {
    const step = product.step[product.foundBy[n]!]!;
    if (step !== STAYS) steps.push(step);
  }
  return steps.reverse();
}

/** How far each node is; nodes are numbered nearest first. */
function distances({ nodes, foundFrom }: Product): Int32Array {
  const distance = new Int32Array(nodes);
  for (let n = 1; n < nodes; n++) distance[n] = distance[foundFrom[n]!]! + 1;
  return distance;
}

/** Searches for loops within one good component. */
class Loops {
  readonly #product: Product;
  readonly #assumptions: Assumptions;
  readonly #inside: ReadonlySet<number>;
  /** Bits of *until* formulas; those of weak assumptions; strong ones that are possible somewhere. */
  readonly #untils: number;
  readonly #strong: number;

  constructor(product: Product, assumptions: Assumptions, untils: number, component: Int32Array) {
    this.#product = product;
    this.#assumptions = assumptions;
    this.#inside = new Set(component);
    this.#untils = 2 ** untils - 1;
    const possible = component.reduce((set, n) => set | this.#enabled(n), 0);
    this.#strong = assumptions.strong & possible;
  }

  #enabled(node: number): number {
    return this.#assumptions.enabled[this.#product.state[node]!]!;
  }

  /** The shortest loop through a node as edges, if it is not longer than `lengthMax`. */
  shortest(at: number, lengthMax: number, pairsMax: number): readonly number[] | null | 'too many' {
    const start = this.#begin(at);
    const pairs = [{ node: at, met: start, by: -1, from: -1, length: 0 }];
    const known = new Set<string>();
    for (let i = 0; i < pairs.length; i++) {
      const pair = pairs[i]!;
      if (pair.length >= lengthMax) return null;
      for (const { edge, to } of this.#edges(pair.node)) {
        const met = this.#after(pair.met, edge, to);
        const key = `${to} ${met.untils} ${met.weak} ${met.possible} ${met.served}`;
        if (known.has(key)) continue;
        known.add(key);
        pairs.push({ node: to, met, by: edge, from: i, length: pair.length + 1 });
        if (to === at && this.#isGood(met)) return back(pairs, pairs.length - 1);
        if (pairs.length > pairsMax) return 'too many';
      }
    }
    return null;
  }

  /** Some loop through a node, as edges: always on to the nearest place where something new is met. */
  nearby(at: number): readonly number[] {
    const loop: number[] = [];
    let met = this.#begin(at);
    let node = at;
    const goal = this.#all();
    for (;;) {
      const before = met;
      const isNew = (edge: number, to: number): boolean =>
        this.#worth(this.#after(before, edge, to)) > this.#worth(before);
      const isDone = this.#worth(met) === goal;
      if (isDone && node === at && loop.length > 0) return loop;
      const way = this.#nearest(node, isDone ? (_, to) => to === at : isNew);
      for (const { edge, to } of way) {
        met = this.#after(met, edge, to);
        loop.push(edge);
        node = to;
      }
    }
  }

  /** The shortest way, of at least one edge, whose last edge is wanted. */
  #nearest(
    from: number,
    wanted: (edge: number, to: number) => boolean,
  ): readonly { readonly edge: number; readonly to: number }[] {
    const places = [{ edge: -1, to: from, before: -1 }];
    const known = new Set<number>();
    for (let i = 0; i < places.length; i++) {
      for (const { edge, to } of this.#edges(places[i]!.to)) {
        if (!wanted(edge, to)) {
          if (!known.has(to)) places.push({ edge, to, before: i });
          known.add(to);
          continue;
        }
        const way = [{ edge, to }];
        for (let j = i; places[j]!.before >= 0; j = places[j]!.before) way.push(places[j]!);
        return way.reverse();
      }
    }
    throw new Error('everything in a component is reached from everywhere in it');
  }

  *#edges(node: number): Generator<{ readonly edge: number; readonly to: number }> {
    const { row, to } = this.#product;
    for (let edge = row[node]!; edge < row[node + 1]!; edge++) {
      if (this.#inside.has(to[edge]!)) yield { edge, to: to[edge]! };
    }
  }

  #begin(at: number): Met {
    const enabled = this.#enabled(at);
    return {
      untils: 0,
      weak: this.#assumptions.weak & ~enabled,
      possible: this.#strong & enabled,
      served: 0,
    };
  }

  #after(met: Met, edge: number, to: number): Met {
    const { owed, step } = this.#product;
    const { weak, serves } = this.#assumptions;
    const enabled = this.#enabled(to);
    const served = step[edge]! === STAYS ? 0 : serves[step[edge]!]!;
    return {
      untils: met.untils | (this.#untils & ~owed[edge]!),
      weak: met.weak | (weak & (served | ~enabled)),
      possible: met.possible | (this.#strong & enabled),
      served: met.served | (this.#strong & served),
    };
  }

  #isGood({ untils, weak, possible, served }: Met): boolean {
    return untils === this.#untils && weak === this.#assumptions.weak && (possible & ~served) === 0;
  }

  /** How much of what makes any loop good was met, and how much there is. */
  #worth({ untils, weak, served }: Met): number {
    return ones(untils) + ones(weak) + ones(served);
  }

  #all(): number {
    return ones(this.#untils) + ones(this.#assumptions.weak) + ones(this.#strong);
  }
}

/** What a loop met so far. */
interface Met {
  readonly untils: number;
  /** Weak assumptions whose step was taken, or was not possible somewhere. */
  readonly weak: number;
  /** Strong assumptions whose step was possible somewhere, and was taken. */
  readonly possible: number;
  readonly served: number;
}

function ones(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}

function back(
  pairs: readonly { readonly by: number; readonly from: number }[],
  last: number,
): readonly number[] {
  const edges: number[] = [];
  for (let i = last; pairs[i]!.by >= 0; i = pairs[i]!.from) edges.push(pairs[i]!.by);
  return edges.reverse();
}
