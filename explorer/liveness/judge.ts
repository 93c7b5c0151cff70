/**
 * Judging what runs do in the long run: formulas of linear temporal logic under fairness, and livelocks.
 *
 * The automaton of a negated formula reads the runs of the system; a run that it accepts and that is
 * fair violates the property. The graph of states is made once for all properties of a system, and
 * without reductions: what is left out of a graph may be the run that is fair.
 *
 * Source: Vardi and Wolper, An automata-theoretic approach to automatic program verification (LICS
 * 1986).
 */

import type { LinkedExpression, LinkedLivelock, LinkedSystem, LinkedTemporal } from '../system.ts';
import type { LimitReached, PropertyResult, SearchResult } from '../verdict.ts';
import { answersOf } from './answers.kernel.ts';
import { automatonOf } from './automaton.ts';
import { fairComponents } from './fair-components.kernel.ts';
import { assumptionsOf } from './fairness.ts';
import { type Atom, Formulas } from './formula.ts';
import { graphOf, type StateGraph } from './graph.kernel.ts';
import { lassoOf } from './lasso.kernel.ts';
import { judgeLivelock } from './livelock.kernel.ts';
import { Pace, type RunOptions, Stopped } from './pace.ts';
import { productOf } from './product.kernel.ts';
import { remedyFor } from './remedy.ts';

/** What was found about runs. */
export interface RunsResult {
  /** One for each property of runs. */
  readonly properties: readonly PropertyResult[];
  /** The states and steps that were found. */
  readonly graph: StateGraph;
  /** The first limit that was met; null where everything was judged. */
  readonly limit: LimitReached | null;
  /** The most bytes that were held at once. */
  readonly memoryBytesMax: number;
}

/**
 * Judges the properties of runs. In a graph that is not complete, nothing holds. Lets others run every
 * few milliseconds.
 */
export async function judgeRuns(
  system: LinkedSystem,
  options: RunOptions = {},
): Promise<RunsResult> {
  const pace = new Pace(options);
  const graph = await graphOf(system, pace);
  let { limit } = graph;
  const properties: PropertyResult[] = [];
  for (const property of runProperties(system)) {
    const isOver = limit?.kind === 'interrupted' || limit?.kind === 'time';
    const result = isOver
      ? undecided(property, limit)
      : await withinLimits(property, pace, () =>
          property.kind === 'temporal'
            ? judged(system, property, graph, pace)
            : judgeLivelock(system, property, graph, pace),
        );
    limit ??= result.limit;
    properties.push(result);
  }
  return { properties, graph, limit, memoryBytesMax: pace.bytesMax };
}

/**
 * The result of a search of a system all of whose properties are of runs: its graph tells everything
 * that a search would.
 */
export function searchResultOf({
  properties,
  graph,
  limit,
  memoryBytesMax,
}: RunsResult): SearchResult {
  const terminal = BigInt(graph.terminal);
  return {
    engine: 'explicit',
    complete: graph.limit === null,
    limit,
    states: BigInt(graph.states),
    transitions: BigInt(graph.to.length),
    depth: graph.depth,
    deadlocks: terminal,
    terminal,
    memoryBytesMax,
    properties,
    coverage: graph.coverage,
    symmetry: null,
    partialOrder: null,
  };
}

/** A property that is judged on the whole graph of states. */
export type LinkedRunProperty =
  | ({ readonly kind: 'temporal' } & LinkedTemporal)
  | ({ readonly kind: 'noLivelock' } & LinkedLivelock);

/** All of them, in the order in which they are judged. */
export function runProperties({
  temporal,
  livelocks = [],
}: LinkedSystem): readonly LinkedRunProperty[] {
  return [
    ...temporal.map((one) => ({ kind: 'temporal', ...one }) as const),
    ...livelocks.map((one) => ({ kind: 'noLivelock', ...one }) as const),
  ];
}

/** What is said of a property where a limit left it undecided. */
export function undecided(
  { name, kind }: LinkedRunProperty,
  limit: LimitReached | null,
): PropertyResult {
  return { name, kind, verdict: 'inconclusive', companion: null, path: null, limit };
}

async function withinLimits(
  property: LinkedRunProperty,
  pace: Pace,
  judge: () => Promise<PropertyResult>,
): Promise<PropertyResult> {
  try {
    return await pace.about(property.name, judge);
  } catch (error) {
    if (error instanceof Stopped) return undecided(property, error.limit);
    throw error;
  }
}

/** What was found out, if no limit was met meanwhile: what is known without it stays known. */
async function unlessStopped<T>(find: () => Promise<T>): Promise<T | null> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof Stopped) return null;
    throw error;
  }
}

async function judged(
  system: LinkedSystem,
  property: { readonly kind: 'temporal' } & LinkedTemporal,
  graph: StateGraph,
  pace: Pace,
): Promise<PropertyResult> {
  const formulas = new Formulas();
  const automaton = automatonOf(formulas.normal(property.formula, true), formulas);
  const { atoms } = formulas;
  const questions = [...atoms.map(stateQuestion), property.companion.goal];
  const answers = await answersOf(graph, questions, system.slots.length, pace);
  const assumptions = assumptionsOf(property.fairness, system.steps.length, graph, pace);
  const taken = takenBits(atoms, system.steps.length);
  const product = await productOf({ graph, automaton, answers, taken }, pace);
  const good = await fairComponents(product, assumptions, pace);
  const isMet = answers.some((set) => ((set >> atoms.length) & 1) === 1);
  const said = {
    name: property.name,
    kind: 'temporal',
    companion: isMet ? 'met' : 'unmet',
  } as const;
  if (good.count > 0) {
    const { stem, loop, isShortest } = await lassoOf(product, assumptions, good, pace);
    const path = [...stem, ...loop];
    const lasso = { path, loopFrom: stem.length, isLoopShortest: isShortest };
    const isAsked = pace.wantsRemedies && graph.limit === null;
    // To stay where nothing is possible is fair in every way.
    const ruledOutBy =
      isAsked && loop.length > 0
        ? await unlessStopped(() => remedyFor(system, property, { product, good, ...lasso }, pace))
        : [];
    const remedy = isAsked && ruledOutBy !== null ? { ruledOutBy } : {};
    return { ...said, verdict: 'violated', ...lasso, ...remedy, limit: null };
  }
  if (graph.limit !== null) return { ...undecided(property, graph.limit), ...said };
  return { ...said, verdict: isMet ? 'holds' : 'vacuous', path: null, limit: null };
}

/** What a state answers to an atom; to one about steps nothing, since its steps do. */
function stateQuestion(atom: Atom): LinkedExpression {
  return atom.kind === 'state' ? atom.holds : { kind: 'constant', value: false };
}

/** For each step, the atoms that are about it. */
function takenBits(atoms: readonly Atom[], steps: number): Int32Array {
  return Int32Array.from({ length: steps }, (_, s) =>
    atoms.reduce((set, atom, i) => (isTaken(atom, s) ? set | (1 << i) : set), 0),
  );
}

function isTaken(atom: Atom, step: number): boolean {
  return atom.kind === 'taken' && atom.steps[step] === 1;
}
