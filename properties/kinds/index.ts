/**
 * Constructors of properties.
 *
 * Every safety property takes a companion: something that must be reachable for a pass to mean
 * anything. Choose the situation in which the property is put to the test: for "no vCPU uses a freed
 * device" that is "a device is freed while a vCPU is at work", not "the device is freed".
 */

import type {
  Companion,
  DeadlockFree,
  Expression,
  Fairness,
  Formula,
  Invariant,
  NoLivelock,
  Reachable,
  Refines,
  Resource,
  Step,
  StepInvariant,
  SystemDefinition,
  Temporal,
  View,
  WaitCycleFree,
  Waiter,
} from '../../models/compose/index.ts';

interface Common {
  readonly name: string;
  /** One sentence that is true when the property holds. */
  readonly statement: string;
  readonly source?: string;
  /** What somebody gains, or loses, if it fails. */
  readonly stake?: string;
}

/** Names a companion. */
export function companion(label: string, goal: Expression): Companion {
  return { label, goal };
}

/** `holds` in every reachable state. */
export function invariant(
  init: Common & { readonly holds: Expression; readonly companion: Companion },
): Invariant {
  return { kind: 'invariant', ...init };
}

/**
 * One requirement on several things: `holds` of each of them, put to the test by any. The words are those of
 * the first, so they must be the same.
 */
export function together(invariants: readonly Invariant[]): Invariant {
  const [first] = invariants;
  if (first === undefined) throw new Error('a requirement on nothing');
  return {
    ...first,
    holds: { kind: 'and', of: invariants.map(({ holds }) => holds) },
    companion: {
      label: first.companion.label,
      goal: { kind: 'or', of: invariants.map(({ companion: { goal } }) => goal) },
    },
  };
}

/**
 * Whenever one of the selected steps is taken where `before` is true, `after` is true where it leads.
 * Both default to true. The companion is that such a step is taken at all.
 */
export function stepInvariant(
  init: Common & {
    readonly steps: (step: Step) => boolean;
    readonly before?: Expression;
    readonly after?: Expression;
  },
): StepInvariant {
  const always: Expression = { kind: 'constant', value: true };
  return { kind: 'stepInvariant', before: always, after: always, ...init };
}

/** Some step is enabled in every reachable state, save where `rest` is true. */
export function deadlockFree(
  init: Common & { readonly rest?: Expression; readonly companion: Companion },
): DeadlockFree {
  return { kind: 'deadlockFree', rest: { kind: 'constant', value: false }, ...init };
}

/** Some reachable state satisfies `goal`. */
export function reachable(init: Common & { readonly goal: Expression }): Reachable {
  return { kind: 'reachable', ...init };
}

/** No cycle in the wait-for graph over the given actors and resources. */
export function waitCycleFree(
  init: Common & {
    readonly waiters: readonly Waiter[];
    readonly resources: readonly Resource[];
    readonly cycles?: WaitCycleFree['cycles'];
  },
): WaitCycleFree {
  return { kind: 'waitCycleFree', cycles: 'any', ...init };
}

/**
 * Whatever can be seen of the system can be seen of `specification`, which is a system of its own:
 * often one of a few states, whose steps show the same words.
 */
export function refines(init: Common & { readonly specification: SystemDefinition }): Refines {
  return { kind: 'refines', ...init };
}

/** An actor that may wait, and the view that tells for what. */
export function waiter(actor: string, wants: View<string | null>): Waiter {
  return { actor, wants };
}

/** `formula` holds of every run that is fair in all the given ways. */
export function temporal(
  init: Common & {
    readonly formula: Formula;
    readonly fairness: readonly Fairness[];
    readonly companion: Companion;
  },
): Temporal {
  return { kind: 'temporal', ...init };
}

/** Whenever `from` is true, `to` is true there or later. The companion is that `from` can be true. */
export function leadsTo(
  init: Common & {
    readonly from: Expression;
    readonly to: Expression;
    readonly fairness: readonly Fairness[];
    readonly companion?: Companion;
  },
): Temporal {
  const { from, to, ...rest } = init;
  return temporal({
    companion: companion('what it begins with', from),
    ...rest,
    formula: leads(from, to),
  });
}

/** Whenever `from` is true, `to` is true there or later. */
export function leads(from: Expression, to: Expression): Formula {
  const later: Formula = { kind: 'finally', of: { kind: 'state', holds: to } };
  const never: Formula = { kind: 'not', of: { kind: 'state', holds: from } };
  return { kind: 'globally', of: { kind: 'or', of: [never, later] } };
}

/** `goal` is true again and again. */
export function recurs(goal: Expression): Formula {
  const later: Formula = { kind: 'finally', of: { kind: 'state', holds: goal } };
  return { kind: 'globally', of: later };
}

/** From some position on none of the steps is taken. */
export function ceases(label: string, steps: (step: Step) => boolean): Formula {
  const never: Formula = { kind: 'not', of: { kind: 'taken', label, steps } };
  return { kind: 'finally', of: { kind: 'globally', of: never } };
}

/**
 * There is no livelock: from wherever the system is, one of the steps that are `progress` may still be
 * taken or a state that is `content` be met without any fault, or nothing at all be possible. What is
 * found cannot be helped by any scheduler, so nothing is assumed of one; see {@link keepsGoing} for runs
 * that make no progress though they might. The companion is that progress is made at all.
 */
export function noLivelock(
  init: Common & { readonly progress: NoLivelock['progress']; readonly content?: Expression },
): NoLivelock {
  return { kind: 'noLivelock', content: { kind: 'constant', value: false }, ...init };
}

/**
 * Every fair run makes progress again and again, or comes to where nothing is possible: there is no
 * non-progress cycle (Holzmann, The SPIN Model Checker, 2004, chapter 4).
 */
export function keepsGoing(label: string, progress: (step: Step) => boolean): Formula {
  const again: Formula = { kind: 'finally', of: { kind: 'taken', label, steps: progress } };
  const over = ceases('any step', () => true);
  return { kind: 'or', of: [{ kind: 'globally', of: again }, over] };
}

/** `goal` is true at some position of every run. */
export function eventually(
  init: Common & {
    readonly goal: Expression;
    readonly fairness: readonly Fairness[];
    readonly companion?: Companion;
  },
): Temporal {
  const { goal, ...rest } = init;
  return temporal({
    companion: companion('what is to come', goal),
    ...rest,
    formula: { kind: 'finally', of: { kind: 'state', holds: goal } },
  });
}

/** `goal` is true again and again in every run. */
export function alwaysEventually(
  init: Common & {
    readonly goal: Expression;
    readonly fairness: readonly Fairness[];
    readonly companion?: Companion;
  },
): Temporal {
  const { goal, ...rest } = init;
  return temporal({
    companion: companion('what is to come', goal),
    ...rest,
    formula: recurs(goal),
  });
}

/** `goal` comes to stay: from some position on it is always true. */
export function settles(goal: Expression): Formula {
  return { kind: 'finally', of: { kind: 'globally', of: { kind: 'state', holds: goal } } };
}

/** Where the one formula is true of a run, the other is as well. */
export function provided(given: Formula, then: Formula): Formula {
  return { kind: 'or', of: [{ kind: 'not', of: given }, then] };
}

/** If from some point on the steps can always be taken, one of them is taken. */
export function weaklyFair(label: string, steps: (step: Step) => boolean, why?: string): Fairness {
  return { kind: 'weak', label, steps, ...(why === undefined ? {} : { why }) };
}

/** If the steps can be taken again and again, one of them is taken. */
export function stronglyFair(
  label: string,
  steps: (step: Step) => boolean,
  why?: string,
): Fairness {
  return { kind: 'strong', label, steps, ...(why === undefined ? {} : { why }) };
}

/** Weak fairness for each actor on its own: whoever can always act does so; faults are not owed. */
export function fairActors(...actors: readonly string[]): readonly Fairness[] {
  return actors.map((name) => weaklyFair(name, (step) => step.actor === name && !step.fault));
}

export type { Companion, Resource, Waiter };
