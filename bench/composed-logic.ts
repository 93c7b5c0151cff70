/**
 * A system as one XState actor logic, as a user of `xstate/graph` would write it: a snapshot holds
 * the real snapshot of every component, an event names a step, and a transition hands the step's
 * events to the real machines.
 */

import type { ActorLogic, ActorScope, AnyMachineSnapshot, AnyStateMachine, Snapshot } from 'xstate';
import { createActor } from 'xstate';
import type { Participation, Step, SystemDefinition } from '../models/compose/index.ts';

/** The composed snapshot: that of each component, by its name. */
export type ComposedSnapshot = Snapshot<undefined> & {
  readonly components: Readonly<Record<string, AnyMachineSnapshot>>;
};

/** Its event type is the name of a step. */
export interface StepEvent {
  readonly type: string;
}

export type ComposedLogic = ActorLogic<ComposedSnapshot, StepEvent>;

/** The actor logic of a system. A step that is not enabled leaves the very same snapshot. */
export function composedLogic(system: SystemDefinition): ComposedLogic {
  const machines = new Map(system.components.map((c) => [c.name, c.machine]));
  const steps = new Map(system.steps.map((step) => [step.name, step]));
  return {
    getInitialSnapshot: () => initialSnapshot(system),
    getPersistedSnapshot: (snapshot) => snapshot,
    transition: (snapshot, event, scope) => {
      const step = steps.get(event.type);
      if (step === undefined || !isEnabled(step, snapshot)) return snapshot;
      const components = { ...snapshot.components };
      for (const part of step.parts) {
        const before = components[part.component];
        const machine = machines.get(part.component);
        if (part.kind === 'event' && before !== undefined && machine !== undefined) {
          components[part.component] = stepped(machine, before, part.event, scope);
        }
      }
      return { ...snapshot, components };
    },
  };
}

/** Whether every participant of a step accepts. */
export function isEnabled(step: Step, snapshot: ComposedSnapshot): boolean {
  return step.parts.every((part) => accepts(part, snapshot.components[part.component]));
}

function accepts(part: Participation, snapshot: AnyMachineSnapshot | undefined): boolean {
  if (snapshot === undefined) return false;
  return part.kind === 'event'
    ? snapshot.can(part.event as never)
    : part.predicate(snapshot as never);
}

/** One macrostep. The scope is the one the graph functions hand in, so that it is made only once. */
function stepped(
  machine: AnyStateMachine,
  before: AnyMachineSnapshot,
  event: StepEvent,
  scope: ActorScope<ComposedSnapshot, StepEvent>,
): AnyMachineSnapshot {
  return machine.transition(before, event as never, scope as never) as AnyMachineSnapshot;
}

function initialSnapshot(system: SystemDefinition): ComposedSnapshot {
  const components = Object.fromEntries(
    system.components.map(({ name, machine, input }) => [
      name,
      createActor(machine, { input } as never).getSnapshot() as AnyMachineSnapshot,
    ]),
  );
  return { status: 'active', output: undefined, error: undefined, components };
}
