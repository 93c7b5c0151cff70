/**
 * Where runs can stay for ever that an automaton accepts and that are fair.
 *
 * A strongly connected component is good if it has, for each *until*, an edge that does not put it
 * off; for each weak assumption, a step of it or a state where none is possible; for each strong one,
 * a step of it or no state where one is possible. If only strong ones fail, a run may still stay in
 * what is left without the states where their steps are possible, so that is looked at again.
 *
 * Components: Tarjan, Depth-first search and linear graph algorithms (1972), without recursion.
 * Removal: Lichtenstein and Pnueli, Checking that finite state concurrent programs satisfy their
 * linear specification (POPL 1985). Time: edges times strong assumptions at most.
 */

import type { Assumptions } from './fairness.ts';
import { type Product, STAYS } from './product.kernel.ts';

/** Good components that cannot be made larger, each as its nodes in ascending order. */
export function fairComponents(
  product: Product,
  assumptions: Assumptions,
  untils: number,
): readonly Int32Array[] {
  const search = new ComponentSearch(product);
  const good: Int32Array[] = [];
  const all = 2 ** untils - 1;
  const todo = [Int32Array.from({ length: product.nodes }, (_, n) => n)];
  for (let nodes = todo.pop(); nodes !== undefined; nodes = todo.pop()) {
    search.enter(nodes);
    for (const component of search.components(nodes)) {
      const seen = summaryOf(product, assumptions, component, search.region);
      if (!seen.hasEdge || (seen.met & all) !== all) continue;
      if ((assumptions.weak & seen.always & ~seen.served) !== 0) continue;
      const unfair = assumptions.strong & seen.ever & ~seen.served;
      if (unfair === 0) good.push(component.sort());
      else
        todo.push(
          component.filter((n) => (assumptions.enabled[product.state[n]!]! & unfair) === 0),
        );
    }
  }
  return good;
}

/** What there is in a component, as bits of *until* formulas and of assumptions. */
interface Summary {
  hasEdge: boolean;
  /** Put off by not every edge. */
  met: number;
  /** Possible in every state, and in some. */
  always: number;
  ever: number;
  /** Taken by some edge. */
  served: number;
}

function summaryOf(
  product: Product,
  { serves, enabled }: Assumptions,
  component: Int32Array,
  region: Int32Array,
): Summary {
  const summary = { hasEdge: false, met: 0, always: -1, ever: 0, served: 0 };
  const here = region[component[0]!]!;
  for (const n of component) {
    const possible = enabled[product.state[n]!]!;
    summary.always &= possible;
    summary.ever |= possible;
    for (let e = product.row[n]!; e < product.row[n + 1]!; e++) {
      if (region[product.to[e]!]! !== here) continue;
      summary.hasEdge = true;
      summary.met |= ~product.owed[e]!;
      if (product.step[e]! !== STAYS) summary.served |= serves[product.step[e]!]!;
    }
  }
  return summary;
}

/** Finds the components of parts of a graph, one part after the other. */
class ComponentSearch {
  /** Nodes of one component have the same number, which no other has; others have smaller ones. */
  readonly region: Int32Array;
  readonly #product: Product;
  readonly #index: Int32Array;
  readonly #low: Int32Array;
  readonly #cursor: Int32Array;
  readonly #path: Int32Array;
  readonly #open: Int32Array;
  #regions = 0;

  constructor(product: Product) {
    const { nodes } = product;
    this.#product = product;
    this.region = new Int32Array(nodes);
    this.#index = new Int32Array(nodes);
    this.#low = new Int32Array(nodes);
    this.#cursor = new Int32Array(nodes);
    this.#path = new Int32Array(nodes);
    this.#open = new Int32Array(nodes);
  }

  /** Makes these nodes a part of their own. */
  enter(nodes: Int32Array): void {
    const part = ++this.#regions;
    for (const n of nodes) {
      this.region[n] = part;
      this.#index[n] = 0;
    }
  }

  /** The components of a part that was entered last. */
  components(nodes: Int32Array): readonly Int32Array[] {
    const found: Int32Array[] = [];
    const part = this.#regions;
    let visited = 0;
    for (const root of nodes) {
      if (this.#index[root] === 0) visited = this.#from(root, part, visited, found);
    }
    return found;
  }

  /** Tarjan's search from one node; nodes that are open are those still of the part's number. */
  #from(root: number, part: number, first: number, found: Int32Array[]): number {
    const { row, to } = this.#product;
    const [index, low, cursor] = [this.#index, this.#low, this.#cursor];
    const { region } = this;
    const path = this.#path;
    const open = this.#open;
    let visited = first;
    let depth = 0;
    let opened = 0;
    const visit = (n: number): void => {
      index[n] = low[n] = ++visited;
      cursor[n] = row[n]!;
      path[depth++] = n;
      open[opened++] = n;
    };
    visit(root);
    while (depth > 0) {
      const n = path[depth - 1]!;
      if (cursor[n]! < row[n + 1]!) {
        const m = to[cursor[n]!++]!;
        if (region[m] !== part) continue;
        if (index[m] === 0) visit(m);
        else if (index[m]! < low[n]!) low[n] = index[m]!;
        continue;
      }
      depth--;
      const above = path[depth - 1];
      if (depth > 0 && low[n]! < low[above!]!) low[above!] = low[n]!;
      if (low[n] !== index[n]) continue;
      const end = opened;
      while (open[--opened] !== n);
      const component = open.slice(opened, end);
      const number = ++this.#regions;
      for (const m of component) region[m] = number;
      found.push(component);
    }
    return visited;
  }
}
