/**
 * What an IOTLB holds for one I/O page number: the page it leads to, and the domain id it is tagged with.
 *
 * VT-d finds entries by domain id, so a system has one such component for each id in use. Some AMD
 * hardware goes on using what it has for a device although the device table entry names another domain
 * by now (5fc98b9708); there it is one component for each device, whatever the tag says.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

export type IotlbEntryEvent =
  /** A walk has found a page; accepted only while there is nothing. */
  | { readonly type: 'FILL'; readonly page: string; readonly id: number }
  /** A request is served without a walk; accepted only for what is there. */
  | { readonly type: 'HIT'; readonly page: string; readonly id: number }
  /** Drops what is tagged with this id. */
  | { readonly type: 'INVALIDATE'; readonly id: number }
  /** Drops what is there, whatever its tag. */
  | { readonly type: 'EMPTY' };

interface Held {
  readonly page: string;
  readonly id: number;
}

export const iotlbEntry = setup({
  types: { context: {} as { readonly held: Held | null }, events: {} as IotlbEntryEvent },
}).createMachine({
  id: 'iotlbEntry',
  context: { held: null },
  on: {
    FILL: {
      guard: ({ context }) => context.held === null,
      actions: assign({ held: ({ event: { page, id } }) => ({ page, id }) }),
    },
    HIT: {
      guard: ({ context: { held }, event }) => held?.page === event.page && held.id === event.id,
      actions: assign({}),
    },
    INVALIDATE: {
      actions: assign({
        held: ({ context, event }) => (context.held?.id === event.id ? null : context.held),
      }),
    },
    EMPTY: { actions: assign({ held: null }) },
  },
});

/** How it is shown: the page, and the id it is tagged with. */
export function showIotlbEntry({ context }: SnapshotFrom<typeof iotlbEntry>): string {
  return context.held === null ? 'empty' : `${context.held.page} (id ${context.held.id})`;
}
