/** What the last step of a run met that somebody else had changed, and when it was last safe. */

import type { Trace, TraceStep } from '../trace.ts';
import type { Fact } from './facts.ts';

/** A step of a run. */
export interface StepReference {
  /** Counted from 1. */
  readonly number: number;
  readonly actor: string;
  readonly step: string;
}

/** A component the last step looked at or changed, in a state somebody else's step had left it in. */
export interface Encounter {
  readonly component: string;
  readonly how: 'looked at' | 'changed';
  /** Its local state before the last step. */
  readonly state: string;
  /** The step that had brought it there. */
  readonly since: StepReference;
}

/** The step with which its actor got to where it must not be. */
export interface LastStep extends StepReference {
  readonly met: readonly Encounter[];
  /** The actor's step before, where others acted in between; null where nobody did. */
  readonly window: { readonly after: StepReference; readonly others: readonly string[] } | null;
}

/** The last step, if one of the facts is where it took its actor, and others had a hand in it. */
export function lastStepOf(trace: Trace, facts: readonly Fact[]): LastStep | null {
  const { steps } = trace;
  const last = steps.at(-1);
  if (last === undefined) return null;
  const arrived = facts.some(
    ({ since, because }) =>
      since === steps.length && because.some(({ component }) => component === last.actor),
  );
  if (!arrived) return null;
  const met = participantsOf(last).flatMap((component) => encounter(component, steps));
  const window = windowOf(steps, last.actor);
  return met.length === 0 && window === null
    ? null
    : { ...reference(steps, steps.length - 1), met, window };
}

/** Everybody but the actor. */
function participantsOf({ actor, changed, with: seen = [] }: TraceStep): readonly string[] {
  return [...Object.keys(changed), ...seen].filter((component) => component !== actor);
}

/** The last step's encounter with a component; none if nobody else has changed it last. */
function encounter(component: string, steps: readonly TraceStep[]): readonly Encounter[] {
  const last = steps.at(-1);
  const index = steps
    .slice(0, -1)
    .findLastIndex(({ changed }) => Object.hasOwn(changed, component));
  const change = steps[index]?.changed[component];
  if (last === undefined || change === undefined || steps[index]?.actor === last.actor) return [];
  const how = Object.hasOwn(last.changed, component) ? 'changed' : 'looked at';
  return [{ component, how, state: change.to, since: reference(steps, index) }];
}

function windowOf(steps: readonly TraceStep[], actor: string): LastStep['window'] {
  const index = steps.slice(0, -1).findLastIndex((step) => step.actor === actor);
  const between = steps.slice(index + 1, -1);
  if (index < 0 || between.length === 0) return null;
  return {
    after: reference(steps, index),
    others: [...new Set(between.map((step) => step.actor))],
  };
}

function reference(steps: readonly TraceStep[], index: number): StepReference {
  const { actor = '', step = '' } = steps[index] ?? {};
  return { number: index + 1, actor, step };
}
