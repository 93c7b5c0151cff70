/** Places in the code, tags by which requirements know places and steps, and where the code was read. */

import type { Case } from '../../../kit/program.ts';
import type { SchemeName } from '../parameters.ts';

/** Where a vCPU runs the code of its domain, and dom0 its own. */
export const GUEST = 'guest';

/** Where an actor ends that followed a pointer that is NULL. */
export const NULL_DEREFERENCE = 'null-dereference';

/** Tags of places. */
export const tags = {
  /** At a part of the access for which there is no handler, or no device. */
  gap: 'gap',
  /** Walks the capability list. */
  walks: 'walks the list',
  /** At a capability that nobody emulates. */
  unemulated: 'at an unemulated capability',
  /** About to follow a pointer that may be NULL. */
  follows: 'follows a pointer',
} as const;

/**
 * Cases of a handler. The register `via` tells that what was done last was done by a handler; it is
 * there for a requirement to see.
 */
export function inHandler(cases: readonly Case[]): readonly Case[] {
  return cases.map((c) => ({ ...c, set: { ...c.set, via: 1 } }));
}

/** Cases of what is no handler's work. */
export function outside(cases: readonly Case[]): readonly Case[] {
  return cases.map((c) => ({ ...c, set: { ...c.set, via: null } }));
}

/** The tag of a step that returns bits of a register. */
export const returns = (register: string, value: number): string => `returns ${register} ${value}`;

/** The tag of a step that writes hardware because the domain asked for certain ones. */
export const asks = (register: string, value: number): string => `asks ${register} ${value}`;

const revisions: Readonly<Record<SchemeName, string>> = {
  S1: 'in v5 of the series',
  S4: 'at c447b7308b',
  qemu: 'in QEMU of 2015',
};

/** `vpci_write at c447b7308b` */
export function codeOf({ scheme }: { readonly scheme: SchemeName }, functions: string): string {
  return `${functions} ${revisions[scheme]}`;
}
