/** A system's machines, running: one started XState actor per component. */

import { type AnyActor, type AnyMachineSnapshot, createActor } from 'xstate';
import { ModelError, messageOf } from '../../base/errors.ts';
import type { Component, Step, SystemDefinition } from '../../models/compose/index.ts';
import { labelOf, type Snapshots } from './snapshots.ts';

/** A clock that never rings: delays pass in steps or not at all. */
const stoppedClock = { setTimeout: () => 0, clearTimeout: () => {} };

export class Machines {
  readonly #components: readonly Component[];
  readonly #actors: ReadonlyMap<string, AnyActor>;

  /** Starts every machine. */
  constructor(system: SystemDefinition) {
    this.#components = system.components;
    this.#actors = new Map(
      system.components.map(({ name, machine, input }) => {
        const actor = createActor(machine, { input, clock: stoppedClock } as never) as AnyActor;
        // Without an observer of errors XState would throw them at nobody in particular.
        actor.subscribe({ error: () => {} });
        return [name, actor.start()];
      }),
    );
  }

  /** The present snapshots. Throws `ModelError` where a machine has failed. */
  snapshots(): Snapshots {
    return new Map(
      Array.from(this.#actors, ([name, actor]) => {
        const snapshot = actor.getSnapshot() as AnyMachineSnapshot;
        if (snapshot.status === 'error') {
          throw new ModelError(
            'MODEL-EXCEPTION',
            `component ${name}, being run: ${messageOf(snapshot.error)}`,
            { cause: snapshot.error },
          );
        }
        return [name, snapshot];
      }),
    );
  }

  /** Sends every participant of an enabled step its event. */
  take(step: Step): void {
    for (const part of step.parts) {
      if (part.kind === 'event') this.#actors.get(part.component)?.send(part.event);
    }
  }

  /** The present local states, in the words of the system's lanes. */
  labels(): ReadonlyMap<string, string> {
    const snapshots = this.snapshots();
    return new Map(
      this.#components.flatMap((component) => {
        const snapshot = snapshots.get(component.name);
        return snapshot === undefined ? [] : [[component.name, labelOf(component, snapshot)]];
      }),
    );
  }

  stop(): void {
    for (const actor of this.#actors.values()) actor.stop();
  }
}
