/**
 * A recursive spin lock: its holder may take it again and must release it as often.
 *
 * Models `spin_lock_recursive`, as in Xen's `pcidevs_lock()` (drivers/passthrough/pci.c).
 */

import { assign, type SnapshotFrom, setup } from 'xstate';
import type { Blockers } from './blockers.ts';

export type RecursiveLockEvent =
  | { readonly type: 'ACQUIRE'; readonly by: string }
  | { readonly type: 'RELEASE'; readonly by: string };

/** Deeper nesting than this is refused; Xen's own limit is 15. */
const DEPTH_MAX = 4;

export const recursiveLock = setup({
  types: {
    context: {} as { readonly holder: string | null; readonly depth: number },
    events: {} as RecursiveLockEvent,
  },
}).createMachine({
  id: 'recursiveLock',
  context: { holder: null, depth: 0 },
  initial: 'free',
  states: {
    free: {
      on: {
        ACQUIRE: {
          target: 'held',
          actions: assign({ holder: ({ event }) => event.by, depth: 1 }),
        },
        RELEASE: 'broken',
      },
    },
    held: {
      on: {
        ACQUIRE: {
          guard: ({ context, event }) => context.holder === event.by && context.depth < DEPTH_MAX,
          actions: assign({ depth: ({ context }) => context.depth + 1 }),
        },
        RELEASE: [
          {
            guard: ({ context, event }) => context.holder === event.by && context.depth > 1,
            actions: assign({ depth: ({ context }) => context.depth - 1 }),
          },
          {
            guard: ({ context, event }) => context.holder === event.by,
            target: 'free',
            actions: assign({ holder: null, depth: 0 }),
          },
          { target: 'broken', actions: assign({ holder: null, depth: 0 }) },
        ],
      },
    },
    broken: {},
  },
});

/** Who must act before `actor` can have a recursive lock: its holder, unless that may nest deeper. */
export const recursiveLockBlockers: Blockers<typeof recursiveLock> = (
  { context: { holder, depth } },
  _mode,
  actor,
) => (holder === null || (holder === actor && depth < DEPTH_MAX) ? [] : [holder]);

/** How a recursive lock is shown: who holds it, and how often if more than once. */
export function showRecursiveLock({ value, context }: SnapshotFrom<typeof recursiveLock>): string {
  const { holder, depth } = context;
  return holder === null ? String(value) : depth === 1 ? holder : `${holder} x${depth}`;
}
