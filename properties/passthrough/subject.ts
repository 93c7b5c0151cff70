/**
 * What the requirements of this room speak about: actors that are programs, locks, devices, slots.
 *
 * A family hands its components over in this form, so that a requirement is stated once for all
 * families that have the things it is about.
 */

import type {
  commandRegister,
  msiEnable,
} from '../../models/components/command-register.machine.ts';
import type { deviceOwner } from '../../models/components/device-owner.machine.ts';
import type { pendingSlot } from '../../models/components/pending-slot.machine.ts';
import type { guestSlot, slotBitmap } from '../../models/components/virtual-slots.machine.ts';
import type { vpciOf } from '../../models/components/vpci.machine.ts';
import { anyOf, type Component, type Expression } from '../../models/compose/index.ts';
import type { heapObject } from '../../models/kit/heap-object.machine.ts';
import type { LockComponent } from '../../models/kit/locks.ts';
import type { ProgramMachine } from '../../models/kit/program.ts';

export type Actor = Component<ProgramMachine>;

export interface DeviceParts {
  readonly index: number;
  readonly managed: boolean;
  readonly pdev: Component<ReturnType<typeof heapObject>>;
  readonly vpci: Component<ReturnType<typeof vpciOf>>;
  readonly owner: Component<typeof deviceOwner.here>;
  readonly command: Component<typeof commandRegister> | null;
  readonly msi: Component<typeof msiEnable> | null;
  readonly guestSlot: Component<ReturnType<typeof guestSlot>> | null;
}

export interface Subject {
  readonly vcpus: readonly Actor[];
  /** CPUs of dom0 that manage devices. */
  readonly toolstacks: readonly Actor[];
  /** Fault handlers and other code that runs in no domain's name. */
  readonly handlers: readonly Actor[];
  /** Everybody who executes a program. */
  readonly actors: readonly Actor[];
  readonly devices: readonly DeviceParts[];
  /** Locks that are used, each with how it is asked. */
  readonly locks: readonly LockComponent[];
  /** Pending slots with the actors they belong to. */
  readonly slots: readonly {
    readonly actor: Actor;
    readonly slot: Component<typeof pendingSlot>;
  }[];
  readonly bitmap: Component<ReturnType<typeof slotBitmap>> | null;
}

/** The actor is at a location with this tag. */
export function tagged(actor: Actor, tag: string): Expression {
  return actor.is(`is at "${tag}"`, (s) => s.hasTag(tag));
}

/** Some of the actors is at a location with this tag. */
export function anyTagged(actors: readonly Actor[], tag: string): Expression {
  return anyOf(...actors.map((actor) => tagged(actor, tag)));
}

/** The actor is at this location. */
export function at(actor: Actor, location: string): Expression {
  return actor.is(`is at ${location}`, (s) => String(s.value) === location);
}
