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
  Invariant,
  Reachable,
  Resource,
  Step,
  StepInvariant,
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

/** An actor that may wait, and the view that tells for what. */
export function waiter(actor: string, wants: View<string | null>): Waiter {
  return { actor, wants };
}

export type { Companion, Resource, Waiter };
