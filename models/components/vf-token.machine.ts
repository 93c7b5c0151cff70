/**
 * The secret that the user of a PF shares with the users of its VFs, and how many VFs are in use.
 *
 * Models `struct vfio_pci_vf_token` (drivers/vfio/pci/vfio_pci_core.c, since cc20d7999000): a UUID that
 * is random at first, so that nobody can show it, and a count. Both are read and written under a mutex
 * that is held for one event here. Secrets are named after the user of the PF who has chosen them.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

export type VfTokenEvent =
  /** The user of the PF sets it; accepted only while no VF is in use. */
  | { readonly type: 'CHOOSE'; readonly secret: string }
  /** It is made anew at random; accepted only while no VF is in use. */
  | { readonly type: 'FORGET' }
  /** Somebody shows it; accepted only if it is this. */
  | { readonly type: 'SHOW'; readonly secret: string }
  /** A VF is in use from now on. */
  | { readonly type: 'ENTER' }
  /** The same, accepted only if this is shown. */
  | { readonly type: 'SHOW_AND_ENTER'; readonly secret: string }
  /** A VF is no longer in use. */
  | { readonly type: 'LEAVE' };

/** More VFs are never in use at a time. */
const USERS_MAX = 2;

interface TokenContext {
  /** Null for a random one. */
  readonly secret: string | null;
  readonly users: number;
}

export const vfToken = setup({
  types: { context: {} as TokenContext, events: {} as VfTokenEvent },
  guards: {
    isShown: ({ context }, { secret }: { secret: string }) => context.secret === secret,
    unused: ({ context }) => context.users === 0,
  },
  actions: {
    count: assign({ users: ({ context }) => Math.min(context.users + 1, USERS_MAX) }),
  },
}).createMachine({
  id: 'vfToken',
  context: { secret: null, users: 0 },
  on: {
    CHOOSE: { guard: 'unused', actions: assign({ secret: ({ event }) => event.secret }) },
    FORGET: { guard: 'unused', actions: assign({ secret: null }) },
    SHOW: {
      guard: { type: 'isShown', params: ({ event: { secret } }) => ({ secret }) },
      actions: assign({}),
    },
    ENTER: { actions: 'count' },
    SHOW_AND_ENTER: {
      guard: { type: 'isShown', params: ({ event: { secret } }) => ({ secret }) },
      actions: 'count',
    },
    LEAVE: { actions: assign({ users: ({ context }) => Math.max(context.users - 1, 0) }) },
  },
});

/** How it is shown: whose secret it is, and how many VFs are in use. */
export function showVfToken({ context }: SnapshotFrom<typeof vfToken>): string {
  return `${context.secret === null ? 'random' : `of ${context.secret}`}, ${context.users} in use`;
}
