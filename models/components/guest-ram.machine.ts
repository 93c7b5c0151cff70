/**
 * Where a guest has RAM, seen from the regions that are reserved on the host it runs on.
 *
 * Two hosts have one reserved region each (a doorbell that cannot be moved, addresses that never reach
 * the IOMMU), at different places. The guest has RAM over none of them at first; it can get some over
 * either. RAM over the region of another host does no harm until the guest is there.
 *
 * Source: the scenario of "Summary of LPC guest MSI discussion in Santa Fe", November 2016.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

export type GuestRamEvent =
  /** The guest gets RAM that covers the reserved region of a host; `on` is where it runs, if it matters. */
  | { readonly type: 'ADD'; readonly over: number; readonly on: number | null }
  /** The guest moves to the other host. */
  | { readonly type: 'MIGRATE' }
  /** The process that runs the guest ends itself: what it adds on this host cannot be mapped. */
  | { readonly type: 'ABORT'; readonly on: number };

interface GuestRamContext {
  readonly host: number;
  /** The host whose reserved region is covered by RAM, or null. */
  readonly over: number | null;
}

export const guestRam = setup({
  types: { context: {} as GuestRamContext, events: {} as GuestRamEvent },
}).createMachine({
  id: 'guestRam',
  context: { host: 0, over: null },
  initial: 'alive',
  states: {
    alive: {
      on: {
        ADD: {
          guard: ({ context, event }) =>
            context.over === null && (event.on ?? context.host) === context.host,
          actions: assign({ over: ({ event }) => event.over }),
        },
        MIGRATE: {
          guard: ({ context }) => context.host === 0,
          actions: assign({ host: 1 }),
        },
        ABORT: {
          guard: ({ context, event }) => context.over === null && context.host === event.on,
          target: 'aborted',
        },
      },
    },
    aborted: {},
  },
});

type GuestRamSnapshot = SnapshotFrom<typeof guestRam>;

/** Whether the guest has RAM over a region that is reserved where it runs. */
export function conflicts({ context }: GuestRamSnapshot): boolean {
  return context.over === context.host;
}

/** How it is shown. */
export function showGuestRam(snapshot: GuestRamSnapshot): string {
  const { host, over } = snapshot.context;
  const ram = over === null ? '' : `, RAM over the region of host ${over}`;
  return `${snapshot.matches('aborted') ? 'aborted' : `on host ${host}`}${ram}`;
}
