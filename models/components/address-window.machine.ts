/**
 * Something that is at one place at a time, or nowhere: a range that a device model has mapped, the base
 * by which the hypervisor decodes an ECAM access, the bus number a function is registered under.
 *
 * Models one entry of a range set of struct ioreq_server (xen/common/ioreq.c, ioreq_server_map_io_range
 * and ioreq_server_unmap_io_range at c447b7308b), where mapping over a range is refused and unmapping asks
 * for the same range.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

export type AddressWindowEvent =
  /** Accepted while it is nowhere. */
  | { readonly type: 'MAP'; readonly at: number }
  /** Accepted while it is there. */
  | { readonly type: 'UNMAP'; readonly at: number }
  /** Puts it there, or nowhere, whatever was before. */
  | { readonly type: 'SET'; readonly at: number | null };

/** @param starts where it is at first */
export function addressWindowAt(starts: number | null) {
  return setup({
    types: { context: {} as { readonly at: number | null }, events: {} as AddressWindowEvent },
  }).createMachine({
    id: 'addressWindow',
    context: { at: starts },
    on: {
      MAP: {
        guard: ({ context }) => context.at === null,
        actions: assign({ at: ({ event }) => event.at }),
      },
      UNMAP: {
        guard: ({ context, event }) => context.at === event.at,
        actions: assign({ at: null }),
      },
      SET: { actions: assign({ at: ({ event }) => event.at }) },
    },
  });
}

export type AddressWindow = ReturnType<typeof addressWindowAt>;

/** How it is shown. */
export function showAddressWindow({ context }: SnapshotFrom<AddressWindow>): string {
  return context.at === null ? 'nowhere' : `at ${context.at}`;
}
