/** Where code paths begin and end. */

import type { Effect } from '../../../kit/program.ts';
import type { Parts } from '../world.ts';

/** The landmarks. */
export const marks = {
  /** A CPU of dom0 runs nothing of this; a vCPU runs guest code. */
  idle: 'idle',
  /** A CPU of dom0 has called into the hypervisor and holds pcidevs_lock. */
  managing: 'managing',
  /** An assignment is about to return, with success or without. */
  assigned: 'assigned',
  assignFailed: 'assign-failed',
  /** A hypercall is about to return. */
  finishing: 'finishing',
} as const;

/** A vCPU traps only while its domain runs. */
export function traps({ guest }: Parts): Effect {
  return () => guest.when('is running', (s) => s.matches('running'));
}
