/**
 * Why a run shows what it shows, as data: the atoms that decide it, the cycle of waiting actors, or
 * for every actor what it would do and who refuses. Everything is read off the real snapshots.
 */

import { assert } from '../base/errors.ts';
import { eventText } from '../explorer/index.ts';
import {
  describeExpression,
  type Expression,
  not,
  type Participation,
  type Step,
  type SystemDefinition,
  type WaitCycleFree,
} from '../models/compose/index.ts';
import type { Reproduced } from './replay/replay.ts';
import {
  holdsIn,
  labelOf,
  readView,
  refusalsOf,
  type Snapshots,
  snapshotOf,
} from './replay/snapshots.ts';
import { cycleAmong, waitsIn } from './replay/waiting.ts';

/** Something that is true in a state, and the part of the state that makes it true. */
export interface Fact {
  readonly when: 'before the last step' | 'in the last state';
  /** `cpu0 is at work`, or `not (cpu0 is at work)`. */
  readonly text: string;
  /** Local states, or values of views, that decide it. */
  readonly because: readonly { readonly what: string; readonly is: string }[];
}

/** Somebody on a cycle of the wait-for graph. */
export interface CycleEdge {
  readonly actor: string;
  readonly request: string;
  /** The component that would grant the request, and its local state. */
  readonly component: string;
  readonly state: string;
  /** Those on the cycle that must act first. */
  readonly blockedBy: readonly string[];
}

/** A step an actor is ready for, and the other participants that refuse it. */
export interface BlockedStep {
  readonly step: string;
  readonly refusedBy: readonly {
    readonly component: string;
    readonly state: string;
    /** `ACQUIRE by=vcpu0`, or the label of an observation. */
    readonly part: string;
  }[];
}

/** An actor in a deadlock. */
export interface BlockedActor {
  readonly actor: string;
  /** Empty when it is ready for nothing. */
  readonly steps: readonly BlockedStep[];
}

/** Why a run shows what it shows. */
export type Explanation =
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  | { readonly kind: 'waitCycle'; readonly waits: readonly CycleEdge[] }
  | { readonly kind: 'deadlock'; readonly actors: readonly BlockedActor[] };

/** Explains a run that was reproduced on the machines. */
export function explain(system: SystemDefinition, run: Reproduced): Explanation {
  const { property, before, after } = run;
  const facts = (expression: Expression, state: Snapshots, when: Fact['when']) =>
    reasonOf(expression, state).map((leaf) => factOf(leaf, system, state, when));
  switch (property.kind) {
    case 'invariant':
      return { kind: 'facts', facts: facts(property.holds, after, 'in the last state') };
    case 'reachable':
      return { kind: 'facts', facts: facts(property.goal, after, 'in the last state') };
    case 'stepInvariant':
      assert(before !== null, 'a step invariant fails at a step');
      return {
        kind: 'facts',
        facts: [
          ...facts(property.before, before, 'before the last step'),
          ...facts(property.after, after, 'in the last state'),
        ],
      };
    case 'waitCycleFree':
      return { kind: 'waitCycle', waits: cycleIn(property, system, after) };
    case 'deadlockFree':
      return { kind: 'deadlock', actors: blockedActors(system, after) };
  }
}

type Leaf = Extract<Expression, { kind: 'atom' | 'relation' }>;

/**
 * The fewest leaves that make an expression what it is: one part is enough to make a conjunction
 * false or a disjunction true, otherwise every part counts.
 */
function reasonOf(expression: Expression, state: Snapshots): readonly Leaf[] {
  switch (expression.kind) {
    case 'constant':
      return [];
    case 'atom':
    case 'relation':
      return [expression];
    case 'not':
      return reasonOf(expression.of, state);
    case 'and':
    case 'or': {
      const deciding = expression.kind === 'or';
      const decisive = expression.of.filter((part) => holdsIn(part, state) === deciding);
      if (decisive.length === 0)
        return unique(expression.of.flatMap((part) => reasonOf(part, state)));
      return decisive
        .map((part) => reasonOf(part, state))
        .reduce((best, reason) => (reason.length < best.length ? reason : best));
    }
  }
}

/** The same atom may be part of several expressions. */
function unique(leaves: readonly Leaf[]): readonly Leaf[] {
  return [...new Map(leaves.map((leaf) => [describeExpression(leaf), leaf])).values()];
}

function factOf(leaf: Leaf, system: SystemDefinition, state: Snapshots, when: Fact['when']): Fact {
  const because =
    leaf.kind === 'atom'
      ? [{ what: leaf.component, is: stateOf(system, state, leaf.component) }]
      : leaf.views.map((view) => ({
          what: `${view.component} ${view.label}`,
          is: String(readView(view, state)),
        }));
  return { when, text: describeExpression(holdsIn(leaf, state) ? leaf : not(leaf)), because };
}

/** A component's local state in words. */
function stateOf(system: SystemDefinition, state: Snapshots, name: string): string {
  const component = system.components.find((c) => c.name === name);
  assert(component !== undefined, `component ${name} is part of the system`);
  return labelOf(component, snapshotOf(state, name));
}

/** A shortest cycle of the wait-for graph, without those that wait beside it. */
function cycleIn(
  property: WaitCycleFree,
  system: SystemDefinition,
  state: Snapshots,
): readonly CycleEdge[] {
  const cycle = cycleAmong(waitsIn(property, state), property.cycles) ?? [];
  const actors = cycle.map(({ actor }) => actor);
  return cycle.map(({ actor, request, component, blockedBy }) => ({
    actor,
    request,
    component,
    state: stateOf(system, state, component),
    blockedBy: blockedBy.filter((other) => actors.includes(other)),
  }));
}

/** For every actor the steps it is ready for itself, all of which somebody else refuses. */
function blockedActors(system: SystemDefinition, state: Snapshots): readonly BlockedActor[] {
  const actors = [...new Set(system.steps.map((step) => step.actor))];
  return actors.map((actor) => ({
    actor,
    steps: system.steps
      .filter((step) => step.actor === actor)
      .map((step) => ({ step, refusing: refusalsOf(step, state) }))
      .filter(({ step, refusing }) => !refusing.includes(ownPart(step)))
      .map(({ step, refusing }) => ({
        step: step.name,
        refusedBy: refusing.map((part) => ({
          component: part.component,
          state: stateOf(system, state, part.component),
          part: part.kind === 'event' ? eventText(part.event) : part.label,
        })),
      })),
  }));
}

/** The actor's own part: its component's, or the first where the actor is outside the system. */
function ownPart(step: Step): Participation {
  const own = step.parts.find((part) => part.component === step.actor) ?? step.parts[0];
  assert(own !== undefined, `step ${step.name} has a participant`);
  return own;
}
