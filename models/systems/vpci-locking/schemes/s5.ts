/**
 * Scheme S5, proposed and not merged as far as known: S4 with per-device tasks.
 *
 * Models 20260708210233.922275-1-stewart.hildebrand@amd.com (xen-devel, July 2026). Differences from
 * S4: deferred work is a task with its own range sets and a snapshot of both bases; `enabled`,
 * `bars_mapped` and the hardware register change when it is queued; whatever takes the device away
 * deletes its tasks from every vCPU of the owner, under the write lock.
 */

import type { SchemeCode } from './index.ts';
import * as s4 from './s4.ts';

const variant: s4.Variant = { cancels: true, pend: s4.pendQueue, asserts: true };

export const scheme: SchemeCode = {
  guest: (world, program) => s4.guest(world, program, variant),
  toolstack: (world, program) => s4.toolstack(world, program, variant),
  drops: () => false,
  asserts: s4.scheme.asserts,
};
