/**
 * Livelocks: sets of states that cannot be left, in which steps are taken for ever and none of them is
 * progress.
 *
 * Such a set is a terminal strongly connected component of the graph of states. No scheduler leads out
 * of it, however fair, and a run that treats all choices fairly (whatever can be done in a state again
 * and again is done there again and again) ends in a terminal component or where nothing is possible.
 * Faults may come at any time and are owed by nobody, so a component may be left by them: they lead to
 * livelocks, and not out of them.
 *
 * Source: Giannakopoulou, Magee and Kramer, Checking progress with action priority: is it fair?
 * (ESEC/FSE 1999), who call a set of steps progress if every terminal component has one of them, and
 * leave out what has low priority. Fair choice is from Queille and Sifakis, Fairness and related
 * properties in transition systems (Acta Informatica 19, 1983).
 */

import type { LinkedLivelock, LinkedSystem } from '../system.ts';
import type { PropertyResult } from '../verdict.ts';
import { answersOf } from './answers.kernel.ts';
import type { Automaton } from './automaton.ts';
import { fairComponents, type GoodComponents } from './fair-components.kernel.ts';
import { assumptionsOf } from './fairness.ts';
import { type StateGraph, statesAlong } from './graph.kernel.ts';
import { lassoOf } from './lasso.kernel.ts';
import type { Pace } from './pace.ts';
import { type Product, productOf } from './product.kernel.ts';
import type { Words } from './words.kernel.ts';

/** What a state or a step is, by bits. */
const PROGRESS = 1;
const FAULT = 2;

/** Reads runs without a care, or without steps of a kind: the product with a graph is the graph. */
function without(care: number): Automaton {
  return { moves: [[{ care, want: 0, to: 0, owed: 0 }]], untils: 0 };
}

/** Judges one property. Throws {@link Stopped}. */
export async function judgeLivelock(
  system: LinkedSystem,
  { name, progress, content }: LinkedLivelock,
  graph: StateGraph,
  pace: Pace,
): Promise<PropertyResult> {
  const answers = await answersOf(graph, [content], system.slots.length, pace);
  const taken = Int32Array.from(
    system.steps,
    ({ fault }, s) => (progress[s] === 1 ? PROGRESS : 0) | (fault ? FAULT : 0),
  );
  const whole = await productOf({ graph, automaton: without(0), answers, taken }, pace);
  const calm: Product = { ...whole, automaton: without(FAULT) };
  const nothing = assumptionsOf([], system.steps.length, graph, pace);
  const traps = withoutProgress(calm, await fairComponents(calm, nothing, pace), pace);
  const isMade = taken.some((is, s) => is === PROGRESS && graph.coverage.steps[s] === 1);
  const companion = isMade || answers.includes(PROGRESS) ? 'met' : 'unmet';
  const said = { name, kind: 'noLivelock', companion } as const;
  if (traps.count > 0) {
    const { stem, loop, isShortest } = await lassoOf(whole, nothing, traps, pace, calm);
    const livelock = trapOf(calm, traps, stem, pace);
    const path = [...stem, ...loop];
    const lasso = { path, loopFrom: stem.length, isLoopShortest: isShortest };
    return { ...said, verdict: 'violated', ...lasso, livelock, limit: null };
  }
  if (graph.limit !== null) {
    return { ...said, verdict: 'inconclusive', path: null, limit: graph.limit };
  }
  const verdict = companion === 'met' ? 'holds' : 'vacuous';
  return { ...said, verdict, path: null, limit: null };
}

/** Of the components with an edge, those that cannot be left and in which nothing is progress. */
function withoutProgress(
  { graph, nodes, state, numberOf, answers, taken }: Product,
  { count, of }: GoodComponents,
  pace: Pace,
): GoodComponents {
  const isTrap = pace.words(count + 1).fill(1, 1);
  for (let n = 0; n < nodes; n++) {
    const s = state[n]!;
    const [first, end] = [graph.row[s]!, graph.row[s + 1]!];
    // A state in which nothing is possible is no livelock but a deadlock, or rest.
    if (answers[s] === PROGRESS || first === end) isTrap[of[n]!] = 0;
    for (let t = first; t < end; t++) {
      const kind = taken[graph.step[t]!]!;
      const to = numberOf[graph.to[t]!]! - 1;
      const isLeft = kind === PROGRESS || of[to] !== of[n];
      if ((kind & FAULT) === 0 && isLeft) isTrap[of[n]!] = 0;
    }
  }
  for (let n = 0; n < nodes; n++) if (isTrap[of[n]!] === 0) of[n] = 0;
  return { count: isTrap.reduce((sum, is) => sum + is, 0), of };
}

/** How many states there are in the trap that a stem leads to, and after which step all is lost. */
function trapOf(
  product: Product,
  { of }: GoodComponents,
  stem: readonly number[],
  pace: Pace,
): NonNullable<PropertyResult['livelock']> {
  const along = statesAlong(product.graph, stem);
  const own = of[product.numberOf[along.at(-1)!]! - 1];
  const states = of.reduce((sum, number) => (number === own ? sum + 1 : sum), 0);
  const ahead = new Ahead(product, pace);
  let lostAfter = stem.length;
  while (lostAfter > 0 && !ahead.hasProgress(along[lostAfter - 1]!)) lostAfter--;
  return { states, lostAfter };
}

/** Looks ahead from one state after the other. Four bytes for each state. */
class Ahead {
  readonly #product: Product;
  /** The look at which a state was met last. */
  readonly #met: Int32Array;
  readonly #todo: Words;
  #look = 0;

  constructor(product: Product, pace: Pace) {
    this.#product = product;
    this.#met = pace.words(product.graph.states);
    this.#todo = pace.list();
  }

  /** Whether progress can be made from a state on without faults; or nobody knows, as not all was looked at. */
  hasProgress(from: number): boolean {
    const { graph, answers, taken } = this.#product;
    const { row, to, step, expanded } = graph;
    const todo = this.#todo;
    this.#look++;
    todo.length = 0;
    this.#enter(from);
    while (todo.length > 0) {
      const s = todo.at(--todo.length);
      if (answers[s] === PROGRESS || s >= expanded) return true;
      for (let t = row[s]!; t < row[s + 1]!; t++) {
        const kind = taken[step[t]!]!;
        if (kind === PROGRESS) return true;
        if ((kind & FAULT) === 0) this.#enter(to[t]!);
      }
    }
    return false;
  }

  #enter(s: number): void {
    if (this.#met[s] !== this.#look) this.#todo.push(s);
    this.#met[s] = this.#look;
  }
}
