/** Where code paths begin and end. */
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
