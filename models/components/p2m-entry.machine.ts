/**
 * What one guest frame leads to: nothing, guest memory, or a machine frame of a device.
 *
 * Models an entry of a domain's p2m as map_mmio_regions and unmap_mmio_regions change it, read at
 * c447b7308b. The rules of the two architectures are in what they ask first:
 * - x86 (arch/x86/mm/p2m.c, set_typed_p2m_entry, clear_mmio_p2m_entry): mapping over another machine
 *   frame of a device is refused and crashes the domain; unmapping finds fault with an entry that is
 *   not there, and removes one of another machine frame with no more than a warning.
 * - Arm (arch/arm/p2m.c, p2m_insert_mapping, p2m_remove_mapping): mapping replaces whatever was there;
 *   unmapping removes whatever was there, save guest memory.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

/** A machine frame, guest memory, or nothing. */
export type Leads = number | 'ram' | null;

export type P2mEntryEvent =
  /** Accepted where there is nothing, or the same machine frame already. */
  | { readonly type: 'MAP'; readonly mfn: number }
  /** Accepted where there is something else. */
  | { readonly type: 'REPLACE'; readonly mfn: number }
  /** Accepted where there is this machine frame. */
  | { readonly type: 'UNMAP'; readonly mfn: number }
  /** Accepted where there is another machine frame. */
  | { readonly type: 'UNMAP_OTHER'; readonly mfn: number };

/** @param starts what the frame leads to at first */
export function p2mEntryOf(starts: Leads) {
  return setup({
    types: { context: {} as { readonly leads: Leads }, events: {} as P2mEntryEvent },
  }).createMachine({
    id: 'p2mEntry',
    context: { leads: starts },
    on: {
      MAP: {
        guard: ({ context, event }) => context.leads === null || context.leads === event.mfn,
        actions: assign({ leads: ({ event }) => event.mfn }),
      },
      REPLACE: {
        guard: ({ context, event }) => context.leads !== null && context.leads !== event.mfn,
        actions: assign({ leads: ({ event }) => event.mfn }),
      },
      UNMAP: {
        guard: ({ context, event }) => context.leads === event.mfn,
        actions: assign({ leads: null }),
      },
      UNMAP_OTHER: {
        guard: ({ context, event }) =>
          typeof context.leads === 'number' && context.leads !== event.mfn,
        actions: assign({ leads: null }),
      },
    },
  });
}

export type P2mEntry = ReturnType<typeof p2mEntryOf>;

/** How an entry is shown. */
export function showP2mEntry({ context: { leads } }: SnapshotFrom<P2mEntry>): string {
  return leads === null ? '–' : leads === 'ram' ? 'RAM' : `mfn ${leads}`;
}
