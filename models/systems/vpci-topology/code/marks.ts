/** Places in the code, tags by which requirements know places and steps, and where the code was read. */

import type { SchemeName } from '../parameters.ts';
import type { Device } from '../world.ts';

/** A vCPU runs the code of its domain; a CPU of dom0 that of dom0. */
export const GUEST = 'guest';
/** A CPU of dom0 holds pcidevs_lock. */
export const MANAGING = 'managing';
/** It is about to give that back. */
export const FINISHING = 'finishing';
/** An access has reached a device that is not at the slot that was addressed. */
export const MISDIRECTED = 'misdirected';
/** The halves of one access have reached two devices. */
export const TORN = 'torn';
/** A debug assertion has failed. */
export const ASSERTION = 'assertion-failed';

/** Tags of places. */
export const tags = {
  /** Between translation and access. */
  translated: 'translated',
  /** Between the halves of an access of eight bytes. */
  between: 'between halves',
} as const;

/** The tag of a step that reads or writes config space of a device. */
export const access = ({ index }: Pick<Device, 'index'>): readonly string[] => [`access ${index}`];

const revisions: Readonly<Record<SchemeName, string>> = {
  S1: 'in v5 of the series',
  S4: 'at c447b7308b',
};

/** `vpci_read at c447b7308b` */
export function codeOf(
  { values: { scheme } }: { readonly values: { readonly scheme: SchemeName } },
  functions: string,
): string {
  return `${functions} ${revisions[scheme]}`;
}
