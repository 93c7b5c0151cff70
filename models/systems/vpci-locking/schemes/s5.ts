/**
 * Scheme S5, proposed and not merged as far as known: S4 with per-device tasks.
 *
 * Models 20260708210233.922275-1-stewart.hildebrand@amd.com (xen-devel, July 2026). Differences from
 * S4: deferred work is a task with its own range sets and a snapshot of both bases; `enabled`,
 * `bars_mapped` and the hardware register change when it is queued; whatever takes the device away
 * deletes its tasks from every vCPU of the owner, under the write lock.
 */

import { guest } from './s4/guest.ts';
import { scheme as landed } from './s4/index.ts';
import { pendQueue } from './s4/pending.ts';
import { toolstack } from './s4/toolstack.ts';
import type { Variant } from './s4/variant.ts';
import type { SchemeCode } from './scheme.ts';

const variant: Variant = { cancels: true, pend: pendQueue, locksRemoval: true };

export const scheme: SchemeCode = {
  guest: (world, program) => guest(world, program, variant),
  toolstack: (world, program) => toolstack(world, program, variant),
  drops: () => false,
  asserts: landed.asserts,
};
