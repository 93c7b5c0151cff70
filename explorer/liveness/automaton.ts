/**
 * From a formula to an automaton that accepts the runs that satisfy it.
 *
 * A state of the automaton is a set of formulas that the rest of the run has to satisfy. A move asks
 * something of the present position, and leads to what remains; it also tells which *until* formulas
 * it put off. A run is accepted if no *until* is put off for ever: each is infinitely often not owed.
 * Acceptance is on moves, and there is one set for each *until*.
 *
 * Source: Couvreur, On-the-fly Verification of Linear Temporal Logic (FM 1999).
 */

import { ModelError } from '../../base/errors.ts';
import type { Formulas, Normal } from './formula.ts';

/** A move of the automaton, to be made at positions whose answers agree with `want` on `care`. */
export interface Move {
  readonly care: number;
  readonly want: number;
  readonly to: number;
  /** The *until* formulas that are put off, by bits. */
  readonly owed: number;
}

export interface Automaton {
  /** `moves[q]`: the moves from state `q`; the run begins in state 0. */
  readonly moves: readonly (readonly Move[])[];
  /** How many acceptance sets there are. */
  readonly untils: number;
}

/** Formulas put off are bits of a number. */
const UNTILS_MAX = 20;

/** An automaton for the runs that satisfy a formula. Throws `MODEL-PROPERTY` where it is too large. */
export function automatonOf(formula: Normal, formulas: Formulas): Automaton {
  const untils = new Map<number, number>();
  const numberOf = (until: Normal): number => {
    const number = untils.get(until.id) ?? untils.size;
    untils.set(until.id, number);
    if (number < UNTILS_MAX) return number;
    throw new ModelError('MODEL-PROPERTY', `a formula has more than ${UNTILS_MAX} eventualities`, {
      hint: 'State it as several properties.',
    });
  };
  const states: (readonly Normal[])[] = [[formula]];
  const numbers = new Map([[keyOf(states[0] ?? []), 0]]);
  const moves: Move[][] = [];
  for (const state of states) {
    const found = waysOf(state, formulas, numberOf).map(({ care, want, next, owed }) => {
      const key = keyOf(next);
      const to = numbers.get(key) ?? states.push(next) - 1;
      numbers.set(key, to);
      return { care, want, to, owed };
    });
    moves.push(found.filter((move, i) => !found.some((other, j) => saves(other, move, j < i))));
  }
  return { moves: merged(moves), untils: untils.size };
}

/**
 * `result[q]` is 1 where a run may stay for ever and be accepted: state `q` has a way back to itself,
 * and on ways like that each *until* is at some time not put off.
 */
export function acceptingStates({ moves, untils }: Automaton): Uint8Array {
  const reach = moves.map((_, q) => reachable(moves, q));
  return Uint8Array.from(moves, (_, q) => {
    const isHere = (p: number): boolean => reach[q]?.[p] === 1 && reach[p]?.[q] === 1;
    const inside = moves.flatMap((list, p) =>
      isHere(p) ? list.filter(({ to }) => isHere(to)) : [],
    );
    const owed = inside.reduce((set, move) => set & move.owed, 2 ** untils - 1);
    return inside.length > 0 && owed === 0 ? 1 : 0;
  });
}

/** The states that are reached from one by a move or more. */
function reachable(moves: Automaton['moves'], from: number): Uint8Array {
  const reached = new Uint8Array(moves.length);
  const todo = [from];
  for (let q = todo.pop(); q !== undefined; q = todo.pop()) {
    for (const { to } of moves[q] ?? []) {
      if (reached[to] === 0) todo.push(to);
      reached[to] = 1;
    }
  }
  return reached;
}

/** A way to satisfy some formulas: something now, the rest later. */
interface Way {
  readonly care: number;
  readonly want: number;
  readonly next: readonly Normal[];
  readonly owed: number;
}

function waysOf(
  state: readonly Normal[],
  formulas: Formulas,
  numberOf: (until: Normal) => number,
): readonly Way[] {
  const ways: Way[] = [];
  const yes = formulas.constant(true);
  const go = (todo: readonly Normal[], done: ReadonlySet<number>, way: Way): void => {
    const [formula, ...rest] = todo;
    if (formula === undefined) {
      ways.push({ ...way, next: sorted(way.next.filter((f) => f !== yes)) });
    } else if (done.has(formula.id)) {
      go(rest, done, way);
    } else {
      const seen = new Set(done).add(formula.id);
      for (const { now, ...choice } of choices(formula, way, numberOf)) {
        go([...now, ...rest], seen, { ...way, ...choice });
      }
    }
  };
  go(state, new Set(), { care: 0, want: 0, next: [], owed: 0 });
  return ways;
}

/** The ways to satisfy one formula in addition: what else must hold now, and what is added. */
function choices(
  formula: Normal,
  { care, want, next, owed }: Way,
  numberOf: (until: Normal) => number,
): readonly (Partial<Way> & { readonly now: readonly Normal[] })[] {
  switch (formula.kind) {
    case 'constant':
      return formula.value ? [{ now: [] }] : [];
    case 'literal': {
      const bit = 1 << formula.atom;
      const wanted = formula.negated ? 0 : bit;
      const contradicts = (care & bit) !== 0 && (want & bit) !== wanted;
      return contradicts ? [] : [{ now: [], care: care | bit, want: want | wanted }];
    }
    case 'next':
      return [{ now: [], next: [...next, formula.of] }];
    case 'and':
      return [{ now: [formula.left, formula.right] }];
    case 'or':
      return [{ now: [formula.left] }, { now: [formula.right] }];
    case 'until': {
      const later = { next: [...next, formula], owed: owed | (1 << numberOf(formula)) };
      return [{ now: [formula.right] }, { now: [formula.left], ...later }];
    }
    case 'release':
      return [
        { now: [formula.right, formula.left] },
        { now: [formula.right], next: [...next, formula] },
      ];
  }
}

function sorted(formulas: readonly Normal[]): readonly Normal[] {
  return [...new Set(formulas)].sort((a, b) => a.id - b.id);
}

function keyOf(formulas: readonly Normal[]): string {
  return formulas.map(({ id }) => id).join();
}

/** Whether a move is not needed beside another, which may be made wherever it may and owes no more. */
function saves(other: Move, move: Move, isEarlier: boolean): boolean {
  if (other === move || other.to !== move.to) return false;
  if ((other.care & ~move.care) !== 0 || (move.want & other.care) !== other.want) return false;
  if ((other.owed & ~move.owed) !== 0) return false;
  const isSame = other.care === move.care && other.owed === move.owed;
  return !isSame || isEarlier;
}

/** One state for all that have the same moves. */
function merged(moves: readonly (readonly Move[])[]): readonly (readonly Move[])[] {
  const first = new Map<string, number>();
  const keptAs = moves.map((list, q) => {
    const key = JSON.stringify(list);
    const kept = first.get(key) ?? q;
    first.set(key, kept);
    return kept;
  });
  const kept = [...first.values()];
  const renumbered = kept.map((q) =>
    (moves[q] ?? []).map((move) => ({ ...move, to: kept.indexOf(keptAs[move.to] ?? 0) })),
  );
  return kept.length === moves.length ? renumbered : merged(renumbered);
}
