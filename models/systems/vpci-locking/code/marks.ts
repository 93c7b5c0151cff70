/** Where code paths begin and end, and the tags by which properties know their locations and steps. */

import type { World } from '../world.ts';

/** A device, for its name. */
interface Numbered {
  readonly index: number;
}

/** Where code paths begin and end. */
export const marks = {
  /** A vCPU runs the code of its domain; a CPU of dom0 that of dom0. */
  guest: 'guest',
  /** A vCPU is on its way back to the guest and looks at its pending slot first. */
  exit: 'exit',
  /** A vCPU of a destroyed domain. */
  stopped: 'stopped',
  /** A CPU of dom0 holds what a hypercall about devices holds throughout. */
  managing: 'managing',
  /** It is about to give that back. */
  finishing: 'finishing',
  /** Its vCPUs being stopped, the devices of the domain are about to be released. */
  releasing: 'releasing',
} as const;

/** Where an actor goes that is done with an access: to its pending work, if it can have any. */
export function back(world: World): string {
  return world.has('CMD') && world.has('PEND') ? marks.exit : marks.guest;
}

/** Where a CPU of dom0 goes that is done with a hypercall. */
export function hypercallEnd(world: World): string {
  return defersInDom0(world) ? marks.exit : marks.guest;
}

/** Whether CPUs of dom0 have pending slots, because they are vCPUs of the domain under study. */
export function defersInDom0(world: World): boolean {
  return world.slotOwners.some((owner) => owner.startsWith('dom0'));
}

/** The tag of a step that reads or writes config space of a device. */
export function access(device: Numbered): readonly string[] {
  return [`access ${device.index}`];
}

/** Tags of a code path that works on a device. */
export function on(device: Numbered): readonly string[] {
  return [`on ${device.index}`];
}

/** The tag of a location between the test of `pdev->vpci` and its last use. */
export function uses(device: Numbered): string {
  return `uses ${device.index}`;
}

/** The name of a device as it stands in the names of steps. */
export function nameOf(device: Numbered): string {
  return `dev${device.index}`;
}

/** Locations where an actor ends when it did what must not be done. */
export const faults = {
  useAfterFree: 'use-after-free',
  nullDereference: 'null-dereference',
  assertion: 'assertion-failed',
} as const;
