/**
 * The lasso that shows a violation: a stem from the initial state and a loop.
 *
 * The stem is the shortest one to a node of a good component; of all nodes that are as near, the one
 * with the shortest loop is taken, and of these the one found first. A loop has to meet everything the
 * component was found good for, so the search is over nodes with the set of what was met so far. That
 * can be many: where it gets out of hand, a loop is put together from the nearest things missing, one
 * after the other, and {@link Lasso.isShortest} says so.
 */

import type { GoodComponents } from './fair-components.kernel.ts';
import type { Assumptions } from './fairness.ts';
import { Meeting, type Met } from './met.kernel.ts';
import type { Pace } from './pace.ts';
import { Edges, type Product, STAYS } from './product.kernel.ts';
import type { Words } from './words.kernel.ts';

/** Step numbers. A run that stays in its last state for ever has an empty loop. */
export interface Lasso {
  readonly stem: readonly number[];
  readonly loop: readonly number[];
  /** No other loop after a stem of that length is shorter. */
  readonly isShortest: boolean;
}

/**
 * The lasso to show, of good components of which there is at least one. `within` has the same nodes as
 * the product, with those edges only that a loop may have. Throws {@link Stopped}.
 */
export async function lassoOf(
  product: Product,
  assumptions: Assumptions,
  good: GoodComponents,
  pace: Pace,
  within = product,
): Promise<Lasso> {
  await pace.rest('loop', 0);
  const loops = new Loops(within, assumptions, good, pace);
  let best: Found | null = null;
  let isShortest = true;
  for (const at of nearest(product, good)) {
    const lengthMax: number = best === null ? Number.POSITIVE_INFINITY : best.loop.length - 1;
    const shortest = await loops.shortest(at, lengthMax);
    if (shortest === 'too many') {
      isShortest = false;
      best ??= { at, loop: loops.nearby(at) };
      break;
    }
    if (shortest !== null) best = { at, loop: shortest };
  }
  const { at, loop } = best!;
  return { stem: stemTo(product, at), loop: loop.filter((step) => step !== STAYS), isShortest };
}

/** A loop as steps, one for each edge. */
interface Found {
  readonly at: number;
  readonly loop: readonly number[];
}

/** The nodes of good components that are as near as any, in the order in which they were found. */
function nearest({ nodes, levels }: Product, { of }: GoodComponents): readonly number[] {
  const first = of.findIndex((number) => number > 0);
  const end = levels.find((level) => level > first) ?? nodes;
  const found: number[] = [];
  for (let n = first; n < end; n++) if (of[n]! > 0) found.push(n);
  return found;
}

function stemTo(product: Product, node: number): readonly number[] {
  const edges = new Edges(product);
  const steps: number[] = [];
  for (let n = node; product.foundFrom[n]! >= 0; n = product.foundFrom[n]!) {
    const from = product.foundFrom[n]!;
    edges.leave(product.state[from]!, product.at[from]!);
    let e = edges.next(0);
    while (edges.to !== n) e = edges.next(e);
    if (edges.step !== STAYS) steps.push(edges.step);
  }
  return steps.reverse();
}

/** Searches for loops within good components. */
class Loops {
  readonly #product: Product;
  readonly #assumptions: Assumptions;
  readonly #meeting: Meeting;
  readonly #good: GoodComponents;
  readonly #edges: Edges;
  readonly #pace: Pace;
  /** Pairs that all searches together may still look at. */
  #pairsLeft: number;
  /** Pairs of a node and what was met; the step that leads to each, from which one, after how many. */
  readonly #node: Words;
  readonly #met: Words;
  readonly #step: Words;
  readonly #from: Words;
  readonly #length: Words;

  constructor(product: Product, assumptions: Assumptions, good: GoodComponents, pace: Pace) {
    this.#product = product;
    this.#assumptions = assumptions;
    this.#meeting = new Meeting(product.automaton.untils, assumptions);
    this.#good = good;
    this.#edges = new Edges(product);
    this.#pace = pace;
    this.#pairsLeft = pace.loopPairsMax;
    this.#node = pace.list();
    this.#met = pace.list();
    this.#step = pace.list();
    this.#from = pace.list();
    this.#length = pace.list();
  }

  /** The shortest loop through a node as steps, if it is not longer than `lengthMax`. */
  async shortest(at: number, lengthMax: number): Promise<readonly number[] | null | 'too many'> {
    const { nodes, state } = this.#product;
    const [meeting, edges] = [this.#meeting, this.#edges];
    const known = new Set<number>();
    for (const list of [this.#node, this.#met, this.#step, this.#from, this.#length])
      list.length = 0;
    this.#enter(at, meeting.begin(state[at]!), STAYS, -1, 0);
    for (let i = 0; i < this.#node.length; i++) {
      const length = this.#length.at(i);
      if (length >= lengthMax) return null;
      let read = 1;
      for (const to of this.#inside(this.#node.at(i))) {
        read++;
        const met = meeting.after(this.#met.at(i), edges, state[to]!);
        const key = met * nodes + to;
        if (known.has(key)) continue;
        if (this.#pairsLeft-- === 0) return 'too many';
        known.add(key);
        this.#enter(to, met, edges.step, i, length + 1);
        if (to === at && meeting.isGood(met)) return this.#back();
      }
      if (this.#pace.worked(read)) await this.#pace.rest('loop', i);
    }
    return null;
  }

  #enter(node: number, met: Met, step: number, from: number, length: number): void {
    this.#node.push(node);
    this.#met.push(met);
    this.#step.push(step);
    this.#from.push(from);
    this.#length.push(length);
  }

  /** The steps to the pair that was found last. */
  #back(): readonly number[] {
    const steps: number[] = [];
    for (let i = this.#node.length - 1; i > 0; i = this.#from.at(i)) steps.push(this.#step.at(i));
    return steps.reverse();
  }

  /** Some loop through a node: always on to the nearest place where something new is met. */
  nearby(at: number): readonly number[] {
    const meeting = this.#meeting;
    const { state } = this.#product;
    const goal = this.#goal(at);
    const loop: Edge[] = [];
    let met = meeting.begin(state[at]!);
    for (let node = at; node !== at || loop.length === 0 || meeting.worth(met) < goal; ) {
      const before = met;
      const isNew = (to: number): boolean =>
        meeting.worth(meeting.after(before, this.#edges, state[to]!)) > meeting.worth(before);
      const isHome = (to: number): boolean => to === at;
      for (const edge of this.#nearest(node, meeting.worth(met) < goal ? isNew : isHome)) {
        met = meeting.after(met, edge, state[edge.to]!);
        loop.push(edge);
        node = edge.to;
      }
    }
    return loop.map(({ step }) => step);
  }

  /** How much there is to be met in the component of a node. */
  #goal(at: number): number {
    const { of } = this.#good;
    const { state } = this.#product;
    const { enabled } = this.#assumptions;
    let possible = 0;
    for (let n = 0; n < of.length; n++) if (of[n] === of[at]) possible |= enabled[state[n]!]!;
    return this.#meeting.worthOfAll(possible);
  }

  /** The shortest way, of at least one edge, whose last edge is wanted. */
  #nearest(from: number, wanted: (to: number) => boolean): readonly Edge[] {
    const places = [{ to: from, step: STAYS, owed: 0, before: -1 }];
    const known = new Set<number>();
    for (let i = 0; i < places.length; i++) {
      for (const to of this.#inside(places[i]!.to)) {
        const { step, owed } = this.#edges;
        const place = { to, step, owed, before: i };
        if (wanted(to)) return wayTo(places, place);
        if (!known.has(to)) places.push(place);
        known.add(to);
      }
    }
    throw new Error('everything in a component is reached from everywhere in it');
  }

  /** The nodes that edges within the component lead to; the edge is in the reader. */
  *#inside(node: number): Generator<number> {
    const { of } = this.#good;
    const edges = this.#edges;
    edges.leave(this.#product.state[node]!, this.#product.at[node]!);
    for (let e = edges.next(0); e > 0; e = edges.next(e)) {
      if (of[edges.to] === of[node]) yield edges.to;
    }
  }
}

interface Edge {
  readonly to: number;
  readonly step: number;
  readonly owed: number;
}

interface Place extends Edge {
  readonly before: number;
}

function wayTo(places: readonly Place[], last: Place): readonly Edge[] {
  const way = [last];
  for (let i = last.before; i > 0; i = places[i]!.before) way.push(places[i]!);
  return way.reverse();
}
