/**
 * A spin lock that is not recursive: a second acquire by its holder waits for ever.
 *
 * Models `spin_lock`, `spin_trylock` and `spin_unlock` of Xen (common/spinlock.c), without fairness
 * among waiters: whoever is scheduled first gets it. Released by somebody who does not hold it, it is
 * broken for good, as a ticket lock is.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';
import type { Blockers } from './blockers.ts';

export type SpinLockEvent =
  | { readonly type: 'ACQUIRE'; readonly by: string }
  | { readonly type: 'RELEASE'; readonly by: string }
  /** The memory that holds the lock is freed or made anew. */
  | { readonly type: 'RESET' };

export const spinLock = setup({
  types: {
    context: {} as { readonly holder: string | null },
    events: {} as SpinLockEvent,
  },
  guards: {
    isHolder: ({ context }, params: { by: string }) => context.holder === params.by,
  },
}).createMachine({
  id: 'spinLock',
  context: { holder: null },
  initial: 'free',
  states: {
    free: {
      on: {
        ACQUIRE: { target: 'held', actions: assign({ holder: ({ event }) => event.by }) },
        RELEASE: 'broken',
        RESET: { target: 'free' },
      },
    },
    held: {
      on: {
        RELEASE: [
          {
            guard: { type: 'isHolder', params: ({ event }) => ({ by: event.by }) },
            target: 'free',
            actions: assign({ holder: null }),
          },
          { target: 'broken', actions: assign({ holder: null }) },
        ],
        RESET: { target: 'free', actions: assign({ holder: null }) },
      },
    },
    broken: {},
  },
});

/** Who must act before `actor` can have a spin lock. */
export const spinLockBlockers: Blockers<typeof spinLock> = (lock) =>
  lock.context.holder === null ? [] : [lock.context.holder];

/** How a lock with one mode is shown: who holds it. */
export function showSpinLock({ value, context }: SnapshotFrom<typeof spinLock>): string {
  return context.holder ?? String(value);
}
