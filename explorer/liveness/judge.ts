/**
 * Judging what runs do in the long run: formulas of linear temporal logic under fairness.
 *
 * The automaton of a negated formula reads the runs of the system; a run that it accepts and that is
 * fair violates the property. The graph of states is made once for all properties of a system, and
 * without reductions: what is left out of a graph may be the run that is fair.
 *
 * Source: Vardi and Wolper, An automata-theoretic approach to automatic program verification (LICS
 * 1986).
 */

import type { LinkedExpression, LinkedSystem, LinkedTemporal } from '../system.ts';
import type { LimitReached, Limits, Progress, PropertyResult } from '../verdict.ts';
import { automatonOf } from './automaton.ts';
import { fairComponents } from './fair-components.kernel.ts';
import { assumptionsOf } from './fairness.ts';
import { type Atom, Formulas } from './formula.ts';
import { type GoOn, graphOf, type StateGraph } from './graph.kernel.ts';
import { lassoOf } from './lasso.kernel.ts';
import { productOf } from './product.kernel.ts';

/** What can be asked for besides the system. */
export interface RunOptions {
  readonly limits?: Limits;
  readonly signal?: AbortSignal;
  /** Milliseconds from any fixed point; needed only for a time limit. */
  readonly now?: () => number;
  readonly onProgress?: (progress: Progress) => void;
}

/** Judges the properties of runs. In a graph that is not complete, nothing holds. */
export function judgeRuns(
  system: LinkedSystem,
  options: RunOptions = {},
): readonly PropertyResult[] {
  if (system.temporal.length === 0) return [];
  let limit: LimitReached | null = null;
  const graph = graphOf(
    system,
    asking(options, (reached) => {
      limit = reached;
    }),
  );
  return system.temporal.map((property) => judged(system, property, graph, limit));
}

/** Goes on until a limit is reached, which is noted. */
function asking(
  { limits = {}, signal, now = () => 0, onProgress }: RunOptions,
  note: (limit: LimitReached) => void,
): GoOn {
  const { statesMax, memoryBytesMax, timeMsMax } = limits;
  const started = now();
  return ({ states, transitions, frontier, bytes, isFull }) => {
    onProgress?.({ states, transitions, frontier, depth: 0, memoryBytes: bytes });
    const over = (value: number, most: number | undefined): most is number =>
      most !== undefined && value > most;
    if (signal?.aborted === true) note({ kind: 'interrupted', value: 0 });
    else if (over(states, statesMax)) note({ kind: 'states', value: statesMax });
    else if (isFull) note({ kind: 'memory', value: bytes });
    else if (over(bytes, memoryBytesMax)) note({ kind: 'memory', value: memoryBytesMax });
    else if (over(now() - started, timeMsMax)) note({ kind: 'time', value: timeMsMax });
    else return true;
    return false;
  };
}

function judged(
  system: LinkedSystem,
  property: LinkedTemporal,
  graph: StateGraph,
  limit: LimitReached | null,
): PropertyResult {
  const formulas = new Formulas();
  const automaton = automatonOf(formulas.normal(property.formula, true), formulas);
  const { atoms } = formulas;
  const answers = graph.answers([...atoms.map(stateQuestion), property.companion.goal]);
  const assumptions = assumptionsOf(property.fairness, system.steps.length, graph);
  const taken = takenBits(atoms, system.steps.length);
  const product = productOf(graph, answers, automaton, taken);
  const good = fairComponents(product, assumptions, automaton.untils);
  const isMet = answers.subarray(0, graph.expanded).some((set) => (set >> atoms.length) & 1);
  const said = {
    name: property.name,
    kind: 'temporal',
    companion: isMet ? 'met' : 'unmet',
  } as const;
  if (good.length > 0) {
    const { stem, loop } = lassoOf(product, assumptions, automaton.untils, good);
    const path = [...stem, ...loop];
    return { ...said, verdict: 'violated', path, loopFrom: stem.length, limit: null };
  }
  const isWhole = graph.expanded === graph.states;
  const verdict = isMet ? 'holds' : 'vacuous';
  return isWhole
    ? { ...said, verdict, path: null, limit: null }
    : { ...said, verdict: 'inconclusive', path: null, limit };
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
