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
 * linear specification (POPL 1985). What a component has is gathered while it is found, as in Couvreur,
 * On-the-fly Verification of Linear Temporal Logic (FM 1999). Time: edges times strong assumptions at
 * most. Memory: 4 bytes for each node, 4 for each open one and 36 for each on the path.
 */

import { acceptingStates } from './automaton.ts';
import type { Assumptions } from './fairness.ts';
import type { Pace } from './pace.ts';
import { Edges, type Product, STAYS } from './product.kernel.ts';
import type { Words } from './words.kernel.ts';

/** Good components that cannot be made larger. */
export interface GoodComponents {
  readonly count: number;
  /** `of[n]`: the number of the one that node `n` is in, from 1; 0 where it is in none. */
  readonly of: Int32Array;
}

/** Looks within given components, or everywhere. Throws {@link Stopped}. */
export async function fairComponents(
  product: Product,
  assumptions: Assumptions,
  pace: Pace,
  within?: GoodComponents,
): Promise<GoodComponents> {
  await pace.rest('components', 0);
  return new ComponentSearch(product, assumptions, pace).run(within);
}

/** What a mark says of a node; the open ones have the place they were found at instead. */
const OUTSIDE = 0;
const WAITING = 1;

/** Beside the *until* formulas: there is an edge. */
const HAS_EDGE = 1 << 30;

/** Words of a node on the path, by their offset. */
const NODE = 0;
const CURSOR = 1;
/** The lowest place that was seen from it. */
const LOW = 2;
/** Of what will be its component: edges and the *until* formulas that some of them do not put off. */
const MET = 3;
/** Assumptions that are possible in every state, in some, and that some edge takes a step of. */
const ALWAYS = 4;
const EVER = 5;
const SERVED = 6;
/** The same of the edge that leads to it. */
const MET_BEFORE = 7;
const SERVED_BEFORE = 8;
const FRAME = 9;

class ComponentSearch {
  readonly #product: Product;
  readonly #assumptions: Assumptions;
  /** Bits of all *until* formulas. */
  readonly #untils: number;
  readonly #pace: Pace;
  readonly #edges: Edges;
  /**
   * Nodes that a search has still to find are waiting; open ones have the place at which they were
   * found, 2 or more; those of good components have the negative number of theirs.
   */
  readonly #mark: Int32Array;
  #good = 0;
  #place = WAITING;
  /** Nodes of components to be looked at again, one part after the other, each before its length. */
  readonly #parts: Words;
  readonly #path: Words;
  readonly #open: Words;

  constructor(product: Product, assumptions: Assumptions, pace: Pace) {
    this.#product = product;
    this.#assumptions = assumptions;
    this.#untils = 2 ** product.automaton.untils - 1;
    this.#pace = pace;
    this.#edges = new Edges(product);
    this.#mark = pace.words(product.nodes);
    this.#parts = pace.list();
    this.#path = pace.list();
    this.#open = pace.list();
  }

  async run(within?: GoodComponents): Promise<GoodComponents> {
    const { nodes, at, automaton } = this.#product;
    const mark = this.#mark;
    const canStay = acceptingStates(automaton);
    for (let n = 0; n < nodes; n++) {
      const isAsked = canStay[at[n]!] === 1 && within?.of[n] !== 0;
      mark[n] = isAsked ? WAITING : OUTSIDE;
    }
    await this.#all(mark.keys());
    while (this.#parts.length > 0) {
      const part = this.#lastPart();
      this.#pace.take(part.byteLength);
      for (const n of part) mark[n] = WAITING;
      await this.#all(part);
      this.#pace.take(-part.byteLength);
    }
    for (let n = 0; n < nodes; n++) mark[n] = -mark[n]!;
    return { count: this.#good, of: mark };
  }

  #lastPart(): Int32Array {
    const parts = this.#parts;
    const end = parts.length - 1;
    const first = end - parts.at(end);
    const part = parts.words.slice(first, end);
    parts.length = first;
    return part;
  }

  /** Finds the components of all that is waiting and reached from these nodes. */
  async #all(roots: Iterable<number>): Promise<void> {
    for (const root of roots) {
      if (this.#mark[root] !== WAITING) continue;
      this.#place = WAITING;
      this.#enter(root, 0, 0);
      while (!this.#search()) await this.#pace.rest('components', root);
    }
  }

  #enter(node: number, metBefore: number, servedBefore: number): void {
    const place = ++this.#place;
    const possible = this.#assumptions.enabled[this.#product.state[node]!]!;
    this.#mark[node] = place;
    this.#open.push(node);
    const path = this.#path;
    path.push(node);
    path.push(0);
    path.push(place);
    path.push(0);
    path.push(possible);
    path.push(possible);
    path.push(0);
    path.push(metBefore);
    path.push(servedBefore);
  }

  /** Goes on to the end of the path, or until it is time for a rest: then it returns false. */
  #search(): boolean {
    const path = this.#path;
    while (path.length > 0) {
      const read = this.#advance(path.length - FRAME);
      if (this.#pace.worked(read)) return false;
    }
    return true;
  }

  /** Reads edges of the last node of the path up to one that leads on, or leaves it. */
  #advance(frame: number): number {
    const { state, at } = this.#product;
    const [path, mark, edges] = [this.#path, this.#mark, this.#edges];
    const { serves } = this.#assumptions;
    const node = path.at(frame + NODE);
    let read = 1;
    edges.leave(state[node]!, at[node]!);
    for (let e = edges.next(path.at(frame + CURSOR)); e > 0; e = edges.next(e), read++) {
      const place = mark[edges.to]!;
      if (place <= OUTSIDE) continue;
      const met = HAS_EDGE | (this.#untils & ~edges.owed);
      const served = edges.step === STAYS ? 0 : serves[edges.step]!;
      if (place === WAITING) {
        path.set(frame + CURSOR, e);
        this.#enter(edges.to, met, served);
        return read;
      }
      // What is open is of the same component.
      if (place < path.at(frame + LOW)) path.set(frame + LOW, place);
      path.set(frame + MET, path.at(frame + MET) | met);
      path.set(frame + SERVED, path.at(frame + SERVED) | served);
    }
    this.#leave(frame, node);
    return read;
  }

  /** Closes the component of which the last node of the path is the first, or joins it to the one before. */
  #leave(frame: number, node: number): void {
    const path = this.#path;
    path.length = frame;
    if (path.at(frame + LOW) === this.#mark[node]) {
      this.#close(node, frame);
      return;
    }
    const before = frame - FRAME;
    const join = (word: number, bits: number): void =>
      path.set(before + word, path.at(before + word) | bits);
    path.set(before + LOW, Math.min(path.at(before + LOW), path.at(frame + LOW)));
    path.set(before + ALWAYS, path.at(before + ALWAYS) & path.at(frame + ALWAYS));
    join(EVER, path.at(frame + EVER));
    join(MET, path.at(frame + MET) | path.at(frame + MET_BEFORE));
    join(SERVED, path.at(frame + SERVED) | path.at(frame + SERVED_BEFORE));
  }

  #close(first: number, frame: number): void {
    const [path, open, mark] = [this.#path, this.#open, this.#mark];
    const { weak, strong, enabled } = this.#assumptions;
    const all = this.#untils | HAS_EDGE;
    const served = path.at(frame + SERVED);
    const isMet = (path.at(frame + MET) & all) === all;
    const isHopeless = !isMet || (weak & path.at(frame + ALWAYS) & ~served) !== 0;
    const unfair = strong & path.at(frame + EVER) & ~served;
    const fate = isHopeless || unfair !== 0 ? OUTSIDE : -++this.#good;
    let start = open.length;
    do mark[open.at(--start)] = fate;
    while (open.at(start) !== first);
    if (!isHopeless && unfair !== 0) this.#lookAgain(start, unfair, enabled);
    open.length = start;
  }

  /** Without the nodes where something is possible that would have to be taken. */
  #lookAgain(start: number, unfair: number, enabled: Int32Array): void {
    const parts = this.#parts;
    const before = parts.length;
    for (let i = start; i < this.#open.length; i++) {
      const node = this.#open.at(i);
      if ((enabled[this.#product.state[node]!]! & unfair) === 0) parts.push(node);
    }
    if (parts.length > before) parts.push(parts.length - before);
  }
}
