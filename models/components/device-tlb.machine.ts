/**
 * What a device has cached of the answers to its translation requests (ATS), for one I/O page number.
 *
 * Models the address translation cache (ATC, device-TLB) of PCIe Address Translation Services: it is
 * filled by the IOMMU's answer, used without asking again, and emptied by an invalidation, by a reset,
 * and when ATS is switched on; switching ATS off empties nothing (8dd8f005bdd4). It knows no domain ids.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

/** A page, and the tables the IOMMU found it in. */
interface Held {
  readonly page: string;
  readonly tables: string;
}

export type DeviceTlbEvent =
  /** The IOMMU answers a translation request; accepted only while there is nothing. */
  | ({ readonly type: 'FILL' } & Held)
  /** A request goes out translated; accepted only for what is there. */
  | ({ readonly type: 'HIT' } & Held)
  | { readonly type: 'INVALIDATE' };

export const deviceTlb = setup({
  types: { context: {} as { readonly held: Held | null }, events: {} as DeviceTlbEvent },
}).createMachine({
  id: 'deviceTlb',
  context: { held: null },
  on: {
    FILL: {
      guard: ({ context }) => context.held === null,
      actions: assign({ held: ({ event: { page, tables } }) => ({ page, tables }) }),
    },
    HIT: {
      guard: ({ context: { held }, event }) =>
        held?.page === event.page && held.tables === event.tables,
      actions: assign({}),
    },
    INVALIDATE: { actions: assign({ held: null }) },
  },
});

/** How it is shown: the page, and whose tables it was found in. */
export function showDeviceTlb({ context }: SnapshotFrom<typeof deviceTlb>): string {
  return context.held === null ? 'empty' : `${context.held.page} (of ${context.held.tables})`;
}
