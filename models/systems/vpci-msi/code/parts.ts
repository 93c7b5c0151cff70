/** What the listings of this family work on: devices with their interrupts, locks, and what is wrong. */

import type { commandRegister, msiEnable } from '../../../components/command-register.machine.ts';
import type { deviceOwner } from '../../../components/device-owner.machine.ts';
import type { hostIrq } from '../../../components/host-irq.machine.ts';
import type { interruptMask } from '../../../components/interrupt-mask.machine.ts';
import type { vpciMsi } from '../../../components/vpci-msi.machine.ts';
import type { Component } from '../../../compose/index.ts';
import type { flag } from '../../../kit/flag.machine.ts';
import type { heapObject } from '../../../kit/heap-object.machine.ts';
import type { spinLock } from '../../../kit/spin-lock.machine.ts';
import type { Defect } from '../parameters.ts';

export type SpinLock = Component<typeof spinLock>;
export type Flag = Component<typeof flag>;

/** One interrupt of a device. */
export interface Vector {
  /** Number of the host IRQ, which is that of its pirq too. */
  readonly number: number;
  readonly irq: Component<ReturnType<typeof hostIrq>>;
  /** `desc->lock`, taken with interrupts off. */
  readonly lock: SpinLock;
  /** An interrupt is scheduled for injection: `pirq_dpci->masked` with its softirq. */
  readonly pending: Flag | null;
  readonly mask: Component<ReturnType<typeof interruptMask>> | null;
}

/** A device and its interrupts. */
export interface MsiDevice {
  readonly index: number;
  readonly owner: Component<typeof deviceOwner.here>;
  readonly vectors: readonly Vector[];
  /** The MSI enable bit in hardware. */
  readonly enable: Component<typeof msiEnable> | null;
  readonly command: Component<typeof commandRegister> | null;
  /** INTX_DISABLE in `guest_cmd`, as the guest reads it. */
  readonly guestIntx: Flag | null;
  /** `pdev->vpci->msi`. */
  readonly vpci: Component<ReturnType<typeof vpciMsi>> | null;
  /** `struct msi_desc`, where its life matters. */
  readonly desc: Component<ReturnType<typeof heapObject>> | null;
  /** The guest has access to the host IRQ, where that matters. */
  readonly access: Flag | null;
}

/** Locks and defects that listings of interrupt code refer to. */
export interface InterruptScene {
  /** `d->event_lock` of the guest; a reader-writer lock that this code takes for writing only. */
  readonly eventLock: SpinLock;
  /** `bus2bridge_lock`, where it is modelled. */
  readonly bridgeLock: SpinLock | null;
  /** `d->is_dying` of the guest, where it can be destroyed. */
  readonly dying: Flag | null;
  readonly defect: (name: Defect) => boolean;
}

/** How a device stands in the names of steps. */
export function nameOf({ index }: Pick<MsiDevice, 'index'>): string {
  return `dev${index}`;
}

/** Tags of a code path that works on a device. */
export function on({ index }: Pick<MsiDevice, 'index'>): readonly string[] {
  return [`on ${index}`];
}

/** The tag of a step that touches a device. */
export function access({ index }: Pick<MsiDevice, 'index'>): readonly string[] {
  return [`access ${index}`];
}

/** Where code paths begin and end, and places of no return. */
export const marks = {
  guest: 'guest',
  managing: 'managing',
  finishing: 'finishing',
  quiet: 'quiet',
  /** Xen has nothing to do in nobody's name. */
  idle: 'idle',
} as const;

/** Locations where an actor ends when it did what must not be done. */
export const faults = {
  useAfterFree: 'use-after-free',
  nullDereference: 'null-dereference',
  assertion: 'assertion-failed',
  /** An interrupt reached a domain that does not own the device that raised it. */
  misdelivered: 'misdelivered',
  /** An access ran beyond what it was for. */
  outOfBounds: 'out-of-bounds',
  /** An access to a table that is there was lost. */
  lost: 'access-lost',
} as const;

/** Where the code was read. */
export const at = (functions: string, revision = 'at c447b7308b'): string =>
  `${functions} ${revision}`;
