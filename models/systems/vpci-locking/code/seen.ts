/**
 * What can be seen of vPCI from outside, in the same words for every scheme.
 *
 * The domain sees its accesses begin, and what has come of them when its vCPU runs again; dom0 the
 * same of its hypercalls. Other vCPUs see at once that pages of a BAR come or go (the p2m is updated)
 * and that the device begins or ceases to decode (PCI_COMMAND is written). Whoever touches freed
 * memory may do anything afterwards, so that is an event of its own; a pointer that is NULL and an
 * assertion that fails end the host. Delays, locks and which vCPU waits are not seen.
 */

import type { Case } from '../../../kit/program.ts';
import type { World } from '../world.ts';
import { faults } from './marks.ts';

/** What happens at once, for everybody to see. */
export const shown = {
  p2m: 'updates the p2m',
  command: 'writes PCI_COMMAND',
  masterOff: 'takes BUS_MASTER away',
} as const;

/** What comes of an access. */
export const answers = {
  emulated: 'emulated',
  toggled: 'decode toggled',
  msi: 'MSI enabled',
  hardware: 'from hardware',
  nobody: 'nobody answers',
  table: 'MSI-X table accessed',
  noTable: 'no MSI-X table there',
  retry: 'to be retried',
} as const;

/** What is seen of whoever did what must not be done. */
export const crashes: Readonly<Record<string, string>> = {
  [faults.useAfterFree]: 'touches freed memory',
  [faults.nullDereference]: 'follows a NULL pointer',
  [faults.assertion]: 'fails an assertion',
};

const accesses = {
  RD: 'reads config of',
  WR: 'writes config of',
  MSIX: 'accesses the MSI-X table of',
} as const;

/** A vCPU begins an access. */
export function trap(
  code: keyof typeof accesses,
  { index }: { readonly index: number },
): readonly Case[] {
  return [{ observable: `${accesses[code]} dev${index}` }];
}

/** Cases of which those that go to `place` settle what comes of the access. */
export function answering(answer: string, place: string, cases: readonly Case[]): readonly Case[] {
  return cases.map((c) => (c.to === place ? { ...c, answer } : c));
}

/**
 * The same where nothing is found that could emulate the access: up to v11 of the series it went to
 * hardware for every domain, since 80b0eb095a for the hardware domain only.
 */
export function unclaimed(
  { scheme, values }: Pick<World, 'scheme' | 'values'>,
  place: string,
  cases: readonly Case[],
): readonly Case[] {
  const landed = scheme === 'S4' || scheme === 'S5';
  const answer = landed && values.profile === 'domU' ? answers.nobody : answers.hardware;
  return answering(answer, place, cases);
}

/** What a hypercall turns out to do, from the words of the line that decides it. */
export function hypercallOf(does: string): string {
  return /^[A-Z]+ dev\d+/.exec(does)?.[0] ?? does;
}
