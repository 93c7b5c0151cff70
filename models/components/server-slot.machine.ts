/**
 * One of the slots for ioreq servers of a domain: which server is in it, and which ranges that one has.
 *
 * Models `d->ioreq_server.server[id]` with the range set of one type (xen/common/ioreq.c at c447b7308b).
 * Ranges are bits, one for each block of addresses. A server is told from earlier ones in the same slot by
 * its age: the number of servers that had been created before it.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

interface SlotContext {
  /** Null while the slot is free. */
  readonly age: number | null;
  readonly ranges: number;
  /** A range whose end comes before its start has been accepted. */
  readonly inverted: boolean;
}

export type ServerSlotEvent =
  | { readonly type: 'CREATE'; readonly age: number }
  | { readonly type: 'DESTROY' }
  /** Refused where the server has some of it already (EEXIST). */
  | { readonly type: 'MAP'; readonly bits: number }
  | { readonly type: 'MAP_INVERTED' }
  | { readonly type: 'UNMAP'; readonly bits: number };

/** @param starts what the server that is there at first has; null if there is none */
export function serverSlot(starts: { readonly age: number; readonly ranges: number } | null) {
  return setup({
    types: { context: {} as SlotContext, events: {} as ServerSlotEvent },
  }).createMachine({
    id: 'serverSlot',
    context: { age: starts?.age ?? null, ranges: starts?.ranges ?? 0, inverted: false },
    on: {
      CREATE: {
        guard: ({ context }) => context.age === null,
        actions: assign({ age: ({ event }) => event.age }),
      },
      DESTROY: {
        guard: ({ context }) => context.age !== null,
        actions: assign({ age: null, ranges: 0, inverted: false }),
      },
      MAP: {
        guard: ({ context, event }) => context.age !== null && (context.ranges & event.bits) === 0,
        actions: assign({ ranges: ({ context, event }) => context.ranges | event.bits }),
      },
      MAP_INVERTED: { actions: assign({ inverted: true }) },
      UNMAP: {
        guard: ({ context, event }) => (context.ranges & event.bits) === event.bits,
        actions: assign({ ranges: ({ context, event }) => context.ranges & ~event.bits }),
      },
    },
  });
}

export type ServerSlot = ReturnType<typeof serverSlot>;

/** How it is shown. */
export function showServerSlot({ context }: SnapshotFrom<ServerSlot>): string {
  const { age, ranges, inverted } = context;
  if (age === null) return 'free';
  const blocks = [0, 1, 2, 3].filter((block) => (ranges & (1 << block)) !== 0);
  return `server ${age} {${blocks.join(' ')}}${inverted ? ' inverted' : ''}`;
}
