/**
 * A named instance of an XState machine inside a system.
 *
 * A `Component` is also the typed handle with which steps and properties speak about the instance:
 * `lock.on('ACQUIRE', { by: 'vcpu0' })` is a compile error when the lock's machine has no such event.
 */

import type { AnyStateMachine, EventFrom, SnapshotFrom } from 'xstate';
import type { Expression, View, ViewValue } from './expression.ts';

/** One component's part in a step. */
export type Participation =
  | {
      readonly kind: 'event';
      readonly component: string;
      /** The ground event, type and payload. */
      readonly event: { readonly type: string };
    }
  | {
      /** The component is looked at and stays as it is. */
      readonly kind: 'observation';
      readonly component: string;
      readonly label: string;
      readonly predicate: (snapshot: never) => boolean;
    };

/** The payload of the events of type `T` among `E`, whether `E` is a union or its type is one. */
type PayloadOf<E, T> = E extends { type: infer K }
  ? T extends K
    ? Omit<E, 'type'>
    : never
  : never;

/** The payload argument of an event: absent when the event has nothing but its type. */
export type PayloadArguments<E, T> = keyof PayloadOf<E, T> extends never
  ? []
  : [payload: PayloadOf<E, T>];

/** How a component is made and shown. */
export interface ComponentOptions<M extends AnyStateMachine> {
  /** Input of the machine, if it takes one. */
  readonly input?: unknown;
  /** How a local state is shown in a lane; by default its value and its context. */
  readonly show?: (snapshot: SnapshotFrom<M>) => string;
  /**
   * Its lane tells the steps it takes and not the local states it is in, as befits a program, whose
   * local states are places in its code.
   */
  readonly tellsSteps?: boolean;
}

/** A component of a system, and the handle to speak about it. */
export class Component<M extends AnyStateMachine = AnyStateMachine> {
  readonly name: string;
  readonly machine: M;
  readonly input: unknown;
  readonly show: ((snapshot: never) => string) | undefined;
  readonly tellsSteps: boolean;

  constructor(name: string, machine: M, options: ComponentOptions<M> = {}) {
    this.name = name;
    this.machine = machine;
    this.input = options.input;
    this.show = options.show as ((snapshot: never) => string) | undefined;
    this.tellsSteps = options.tellsSteps ?? false;
  }

  /** Takes part in a step by receiving this event; the step waits until the machine accepts it. */
  on<T extends EventFrom<M>['type']>(
    type: T,
    ...payload: PayloadArguments<EventFrom<M>, T>
  ): Participation {
    return { kind: 'event', component: this.name, event: { type, ...payload[0] } };
  }

  /** Takes part in a step by being looked at; the step waits until the predicate holds. */
  when(label: string, predicate: (snapshot: SnapshotFrom<M>) => boolean): Participation {
    return {
      kind: 'observation',
      component: this.name,
      label,
      predicate: predicate as (snapshot: never) => boolean,
    };
  }

  /** An atom: a predicate on this component's snapshot. */
  is(label: string, predicate: (snapshot: SnapshotFrom<M>) => boolean): Expression {
    return {
      kind: 'atom',
      component: this.name,
      label,
      predicate: predicate as (snapshot: never) => boolean,
    };
  }

  /** A view: a small value read off this component's snapshot, for relations between components. */
  view<T extends ViewValue>(label: string, read: (snapshot: SnapshotFrom<M>) => T): View<T> {
    return { component: this.name, label, read: read as (snapshot: never) => T };
  }
}
