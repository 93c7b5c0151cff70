/**
 * Kinds of properties, as data. Constructors with checks and defaults are in `properties/kinds`.
 *
 * Every safety property has a *companion*: something that must be reachable for a pass to mean
 * anything. A pass whose companion was not met is reported as vacuous.
 */

import type { Expression, View } from './expression.ts';
import type { Fairness, Formula } from './formula.ts';
import type { Step } from './step.ts';
import type { SystemDefinition } from './system.ts';

/** What must be reachable for a pass to mean something. */
export interface Companion {
  readonly label: string;
  readonly goal: Expression;
}

interface PropertyBase {
  readonly name: string;
  /** One sentence that is true when the property holds. */
  readonly statement: string;
  /** Where the requirement comes from. */
  readonly source?: string;
  /** What somebody gains, or loses, if it fails. One sentence. */
  readonly stake?: string;
}

/** Holds in every reachable state. */
export interface Invariant extends PropertyBase {
  readonly kind: 'invariant';
  readonly holds: Expression;
  readonly companion: Companion;
}

/**
 * Holds of every transition by one of the selected steps: if `before` is true where the step is
 * taken, then `after` is true where it leads. Its companion is that such a step is taken at all.
 */
export interface StepInvariant extends PropertyBase {
  readonly kind: 'stepInvariant';
  readonly steps: (step: Step) => boolean;
  readonly before: Expression;
  readonly after: Expression;
}

/** No reachable state without an enabled step, save the declared rest states. */
export interface DeadlockFree extends PropertyBase {
  readonly kind: 'deadlockFree';
  readonly rest: Expression;
  readonly companion: Companion;
}

/** A request that an actor waits for, as a component shows it: what is wanted, and how. */
export interface Waiter {
  readonly actor: string;
  /** The request this actor is waiting to have granted in this state, or null. */
  readonly wants: View<string | null>;
}

/** Something that can be waited for. */
export interface Resource {
  /** Which requests are for this resource; the prefix of the request up to a colon. */
  readonly name: string;
  readonly component: string;
  /**
   * Names of the actors that must act before `request` of `actor` can be granted; empty when it can
   * be granted now. An actor that names itself waits for itself.
   */
  readonly blockedBy: (snapshot: never, request: string, actor: string) => readonly string[];
}

/**
 * No cycle in the wait-for graph, even while others still move. An edge leads from a waiting actor
 * to every actor that must act before its request can be granted. Its companion is that somebody
 * waits for somebody else at all.
 */
export interface WaitCycleFree extends PropertyBase {
  readonly kind: 'waitCycleFree';
  readonly waiters: readonly Waiter[];
  readonly resources: readonly Resource[];
  /** `self`: only an actor that waits for itself. `several`: only cycles of two actors and more. */
  readonly cycles: 'self' | 'several' | 'any';
}

/** Some reachable state satisfies the goal. */
export interface Reachable extends PropertyBase {
  readonly kind: 'reachable';
  readonly goal: Expression;
}

/** Holds of every fair run. */
export interface Temporal extends PropertyBase {
  readonly kind: 'temporal';
  readonly formula: Formula;
  /** Runs that are not fair in all these ways are left out. */
  readonly fairness: readonly Fairness[];
  readonly companion: Companion;
}

/**
 * No livelock: no set of reachable states that cannot be left, save by a fault, in which steps are taken
 * for ever and none of them is progress. Its companion is that progress is made at all.
 */
export interface NoLivelock extends PropertyBase {
  readonly kind: 'noLivelock';
  /** Steps that are progress. */
  readonly progress: (step: Step) => boolean;
  /** States in which there is nothing to be wished for: to come by one is progress too. */
  readonly content: Expression;
}

/**
 * Whatever can be seen of the system, in its order, can be seen of the specification: trace
 * refinement over steps that are marked observable. Its companion is that anything is seen at all.
 */
export interface Refines extends PropertyBase {
  readonly kind: 'refines';
  readonly specification: SystemDefinition;
}

/** What states and steps can be asked one at a time. */
export type SafetyProperty = Invariant | StepInvariant | DeadlockFree | WaitCycleFree | Reachable;
/** What is judged on the whole graph of states, since it is about what goes on for ever. */
export type RunProperty = Temporal | NoLivelock;
export type Property = SafetyProperty | RunProperty | Refines;
export type PropertyKind = Property['kind'];
