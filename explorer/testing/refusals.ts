/** What is refused, and with which words: for tests of errors. */

import { type AnyEventObject, type AnyStateMachine, assign, createMachine, setup } from 'xstate';
import { ModelError } from '../../base/errors.ts';
import { type Component, defineSystem, type Expression } from '../../models/compose/index.ts';
import { reachable } from '../../properties/kinds/index.ts';
import { link } from '../compile/link.ts';

/** The text of the error that `body` must throw. */
export function refusal(body: () => unknown): string {
  try {
    body();
  } catch (error) {
    if (error instanceof ModelError) return error.text;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** The text of the error for a system of this one machine, which is sent the given events. */
export function refused(
  machine: AnyStateMachine,
  ...events: readonly (string | AnyEventObject)[]
): string {
  const system = defineSystem({ name: 'refused' }, (builder) => {
    builder.component('it', machine);
    for (const [i, e] of events.entries()) {
      const event = typeof e === 'string' ? { type: e } : e;
      builder.step({ name: `step ${i}`, actor: 'it' }, { kind: 'event', component: 'it', event });
    }
  });
  return refusal(() => link(system, { localStatesMax: 50 }));
}

/** The text of the error for a property of a lamp that is switched. */
export function refusedProperty(of: (lamp: Component) => Expression): string {
  const machine = createMachine({
    initial: 'off',
    states: { off: { on: { SWITCH: 'on' } }, on: { on: { SWITCH: 'off' } } },
  });
  const system = defineSystem({ name: 'lamp' }, (builder) => {
    const lamp = builder.component('lamp', machine) as unknown as Component;
    builder.step({ name: 'switch', actor: 'lamp' }, lamp.on('SWITCH', {}));
    builder.property(reachable({ name: 'GOAL', statement: 'it can be so', goal: of(lamp) }));
  });
  return refusal(() => link(system));
}

/** A context with a number in it. */
export const counting = setup({ types: { context: {} as { n: number } } });
/** A machine that goes from a to b under this guard. */
export const guardedBy = (guard: () => boolean) =>
  createMachine({
    id: 'gate',
    initial: 'a',
    states: { a: { on: { GO: { guard, target: 'b' } } }, b: {} },
  });
/** A machine that sets `context.it` to what this yields. */
export const assigning = (it: () => unknown) =>
  createMachine({ context: { it: null as unknown }, on: { SET: { actions: assign({ it }) } } });
