/**
 * Whether a run that goes round its loop for ever is what its trace claims: a run, fair, and one that
 * does not satisfy the formula. Everything is read off the real snapshots.
 */

import { stateKey } from '../../explorer/index.ts';
import type {
  Fairness,
  Formula,
  Step,
  SystemDefinition,
  Temporal,
} from '../../models/compose/index.ts';
import type { Shortfall } from './evidence.ts';
import { holdsIn, refusalsOf, type Snapshots } from './snapshots.ts';

/** A run that was replayed once round its loop. */
export interface LassoRun {
  /** The initial state and the one after every step. */
  readonly states: readonly Snapshots[];
  readonly steps: readonly Step[];
  /** The loop begins after so many steps; where that is all of them, the run stays there. */
  readonly start: number;
}

/** How an assumption of fairness is met in the loop. */
export type Discharge =
  | { readonly kind: 'taken'; readonly number: number; readonly step: string }
  /** Not possible in the state after so many steps. */
  | { readonly kind: 'impossible'; readonly after: number }
  | { readonly kind: 'never possible' };

/** Null when the run is a fair one that violates the property. */
export function lassoShortfall(
  property: Temporal,
  system: SystemDefinition,
  run: LassoRun,
): Shortfall | null {
  const open = loopShortfall(system, run);
  if (open !== null) return open;
  const unfair = property.fairness.find((fairness) => dischargeOf(fairness, system, run) === null);
  if (unfair !== undefined) {
    return {
      expected: `the loop to be ${unfair.kind === 'weak' ? 'weakly' : 'strongly'} fair`,
      found: `it is not to ${unfair.label}`,
    };
  }
  return truths(property.formula, run)[0] === true
    ? { expected: 'the run to violate the property', found: 'it satisfies it' }
    : null;
}

/** Null when the run can go on for ever round its loop, or stay where it is if that has no step. */
export function loopShortfall(
  system: SystemDefinition,
  { states, steps, start }: LassoRun,
): Shortfall | null {
  const last = states.at(-1) as Snapshots;
  if (start === steps.length) {
    const enabled = system.steps.find((step) => refusalsOf(step, last).length === 0);
    return enabled === undefined
      ? null
      : { expected: 'no step to be enabled at the end', found: `step ${enabled.name} is` };
  }
  return stateKey(system, states[start] as Snapshots) === stateKey(system, last)
    ? null
    : { expected: 'the loop to lead back to where it begins', found: 'another state' };
}

/** How the loop meets an assumption; null where it does not. */
export function dischargeOf(
  { kind, steps: meant }: Fairness,
  system: SystemDefinition,
  { states, steps, start }: LassoRun,
): Discharge | null {
  const number = steps.findIndex((step, i) => i >= start && meant(step));
  const taken = steps[number];
  if (taken !== undefined) return { kind: 'taken', number: number + 1, step: taken.name };
  const own = system.steps.filter(meant);
  const loop = states.slice(start, Math.max(start + 1, steps.length));
  const able = loop.map((state) => own.some((step) => refusalsOf(step, state).length === 0));
  if (!able.includes(true)) return { kind: 'never possible' };
  const resting = able.indexOf(false);
  return kind === 'weak' && resting >= 0 ? { kind: 'impossible', after: start + resting } : null;
}

/** For each position of the run, whether the formula is true there. */
function truths(formula: Formula, run: LassoRun): readonly boolean[] {
  const { states, steps, start } = run;
  const length = Math.max(steps.length, start + 1);
  const positions = Array.from({ length }, (_, i) => i);
  const next = (i: number): number => (i + 1 < length ? i + 1 : start);
  const of = (part: Formula): readonly boolean[] => truths(part, run);
  const until = (left: readonly boolean[], right: readonly boolean[]): readonly boolean[] => {
    const value = [...right];
    // Once round the loop for what lies ahead of its beginning, once more for what lies behind.
    for (const i of [...positions, ...positions].reverse()) {
      value[i] ||= left[i] === true && value[next(i)] === true;
    }
    return value;
  };
  const everywhere = (value: boolean): readonly boolean[] => positions.map(() => value);
  switch (formula.kind) {
    case 'state':
      return positions.map((i) => holdsIn(formula.holds, states[i] as Snapshots));
    case 'taken':
      return positions.map((i) => steps[i] !== undefined && formula.steps(steps[i]));
    case 'not':
      return of(formula.of).map((value) => !value);
    case 'and':
    case 'or': {
      const parts = formula.of.map(of);
      const isAnd = formula.kind === 'and';
      return positions.map((i) =>
        isAnd ? parts.every((part) => part[i]) : parts.some((part) => part[i]),
      );
    }
    case 'next': {
      const value = of(formula.of);
      return positions.map((i) => value[next(i)] === true);
    }
    case 'finally':
      return until(everywhere(true), of(formula.of));
    case 'globally':
      return until(
        everywhere(true),
        of(formula.of).map((value) => !value),
      ).map((value) => !value);
    case 'until':
      return until(of(formula.left), of(formula.right));
  }
}
