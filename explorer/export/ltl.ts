/**
 * Properties of runs as formulas of LTL that SPIN can read.
 *
 * SPIN's formulas are about states, ours about positions with a state and a step. So where a formula or
 * an assumption of fairness speaks of steps, the model records what was true of the position it leaves:
 * its first state is then no position, and the formula is about those that are recorded.
 *
 * Assumptions of fairness are premises of the formula. SPIN's translation grows fast with premises, so
 * all weak ones are one: the model waits for each of them in turn, and goes round again and again just
 * where all are met again and again (Choueka, Theories of Automata on omega-Tapes, 1974). Where they are
 * weak fairness to every actor, which is what SPIN calls fairness of processes, there is a second
 * formula without them, for its option `-f`.
 *
 * Source: Holzmann, The SPIN Model Checker (2004), chapters 4 and 8.
 */

import { unreachable } from '../../base/errors.ts';
import type { LinkedFairness, LinkedFormula, LinkedSystem, LinkedTemporal } from '../system.ts';
import { type Formula, formulaOf, guardOf, not, or } from './formula.ts';

/** Something a position is asked. Its name is that of a variable or a definition of the model. */
export interface RunAtom {
  readonly name: string;
  /** What it says, for people. */
  readonly about: string;
  /** True in these states; null where it is about steps only. */
  readonly state: Formula | null;
  /** True where one of these steps is taken, by number; null where it is about the state only. */
  readonly steps: Uint8Array | null;
}

/** A property as a formula; `name` is the one it has in the model. */
export interface RunClaim {
  readonly property: string;
  readonly name: string;
  /** With its assumptions as premises. */
  readonly text: string;
  /** Without them, for SPIN's own fairness; null where that is something else. */
  readonly fairText: string | null;
}

/** True at a position where the last of some atoms is met that are waited for in turn. */
export interface Round {
  readonly name: string;
  /** Their names. */
  readonly atoms: readonly string[];
}

/** Everything that is claimed of runs. */
export interface Runs {
  readonly atoms: readonly RunAtom[];
  readonly rounds: readonly Round[];
  readonly claims: readonly RunClaim[];
  /** Whether atoms are variables in which the position that was left is recorded. */
  readonly isRecorded: boolean;
}

/** Why SPIN is not asked about a property; null where it is. */
export function whyUnasked({ formula, fairness }: LinkedTemporal): string | null {
  if (hasNext(formula)) return 'it has the operator X, which SPIN is mostly built without';
  return fairness.filter(({ kind }) => kind === 'strong').length > 1
    ? 'it has more than one strong assumption, which SPIN takes too long to translate'
    : null;
}

function hasNext(formula: LinkedFormula): boolean {
  switch (formula.kind) {
    case 'state':
    case 'taken':
      return false;
    case 'next':
      return true;
    case 'until':
      return hasNext(formula.left) || hasNext(formula.right);
    case 'and':
    case 'or':
      return formula.of.some(hasNext);
    default:
      return hasNext(formula.of);
  }
}

function speaksOfSteps(formula: LinkedFormula): boolean {
  switch (formula.kind) {
    case 'state':
      return false;
    case 'taken':
      return true;
    case 'until':
      return speaksOfSteps(formula.left) || speaksOfSteps(formula.right);
    case 'and':
    case 'or':
      return formula.of.some(speaksOfSteps);
    default:
      return speaksOfSteps(formula.of);
  }
}

/** The claims of some properties, none of which is {@link whyUnasked unasked}. */
export function runsOf(system: LinkedSystem, properties: readonly LinkedTemporal[]): Runs {
  const atoms = new Atoms();
  const rounds: Round[] = [];
  const isRecorded = properties.some(
    ({ formula, fairness }) => fairness.length > 0 || speaksOfSteps(formula),
  );
  const claims = properties.map(({ name, formula, fairness }, p): RunClaim => {
    const text = written(formula, atoms, isRecorded);
    const weak = fairness.filter(({ kind }) => kind === 'weak');
    const strong = fairness.filter(({ kind }) => kind === 'strong');
    const round = {
      name: `runs_round${p}`,
      atoms: weak.map((one) => weakAtom(one, system, atoms)),
    };
    if (weak.length > 0) rounds.push(round);
    const premises = [
      ...(weak.length > 0 ? [`[]<>${round.name}`] : []),
      ...strong.map((one) => strongPremise(one, system, atoms)),
    ];
    return {
      property: name,
      name: `runs_p${p}`,
      text: premises.length === 0 ? text : `(${premises.join(' && ')}) -> (${text})`,
      fairText: isOfProcesses(fairness, system) ? text : null,
    };
  });
  return { atoms: atoms.all, rounds, claims, isRecorded };
}

/** Numbers atoms, each once. */
class Atoms {
  readonly all: RunAtom[] = [];
  readonly #names = new Map<unknown, string>();

  name(key: unknown, about: string, says: Pick<RunAtom, 'state' | 'steps'>): string {
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const name = `runs_a${this.all.length}`;
    this.#names.set(key, name);
    this.all.push({ name, about, ...says });
    return name;
  }

  taken(steps: Uint8Array, label: string): string {
    return this.name(steps, `taken: ${label}`, { state: null, steps });
  }
}

/** `isFirst`: the formula is about the first recorded position, and the state before it is none. */
function written(formula: LinkedFormula, atoms: Atoms, isFirst: boolean): string {
  const here = (part: LinkedFormula): string => written(part, atoms, isFirst);
  const later = (part: LinkedFormula): string => written(part, atoms, false);
  const atom = (name: string): string =>
    isFirst ? `(!runs_begun U (runs_begun && ${name}))` : name;
  const there = isFirst ? 'runs_begun && ' : '';
  const unless = isFirst ? '!runs_begun || ' : '';
  switch (formula.kind) {
    case 'state': {
      const state = formulaOf(formula.holds);
      if (state.kind === 'constant') return String(state.value);
      return atom(atoms.name(formula.holds, 'the state', { state, steps: null }));
    }
    case 'taken':
      return atom(atoms.taken(formula.steps, formula.label));
    case 'not':
      return `!(${here(formula.of)})`;
    case 'and':
    case 'or': {
      const sign = formula.kind === 'and' ? ' && ' : ' || ';
      const none = String(formula.kind === 'and');
      return formula.of.length === 0 ? none : `(${formula.of.map(here).join(sign)})`;
    }
    case 'finally':
      return `<>(${there}${later(formula.of)})`;
    case 'globally':
      return `[](${unless}${later(formula.of)})`;
    case 'until':
      return `((${unless}${later(formula.left)}) U (${there}${later(formula.right)}))`;
    case 'next':
      throw new RangeError('the operator X cannot be asked');
    default:
      return unreachable(formula);
  }
}

/** Met again and again where a weak assumption is. */
function weakAtom(
  { label, steps: taken }: LinkedFairness,
  { steps }: LinkedSystem,
  atoms: Atoms,
): string {
  const state = not(or(steps.filter((_, s) => taken[s] === 1).map(guardOf)));
  return atoms.name(`weak ${taken}`, `taken, or not possible: ${label}`, { state, steps: taken });
}

function strongPremise(
  { label, steps: taken }: LinkedFairness,
  { steps }: LinkedSystem,
  atoms: Atoms,
): string {
  const state = or(steps.filter((_, s) => taken[s] === 1).map(guardOf));
  const name = atoms.name(`possible ${taken}`, `possible: ${label}`, { state, steps: null });
  return `([]<>${name} -> []<>${atoms.taken(taken, label)})`;
}

/** Weak fairness to each actor that has steps, of all its steps, and nothing else. */
function isOfProcesses(
  fairness: readonly LinkedFairness[],
  { actors, steps }: LinkedSystem,
): boolean {
  const acting = actors.map((_, a) => Uint8Array.from(steps, ({ actor }) => (actor === a ? 1 : 0)));
  const asked = new Set(fairness.map((one) => one.steps.join()));
  const isWeak = fairness.every(({ kind }) => kind === 'weak');
  const owed = acting.filter((own) => own.includes(1)).map((own) => own.join());
  return isWeak && asked.size === owed.length && owed.every((own) => asked.has(own));
}
