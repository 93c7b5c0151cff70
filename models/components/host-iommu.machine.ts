/**
 * What the host's IOMMU does with the requests of one assigned endpoint: which view is in force, what
 * the table has at one I/O virtual page, and the page of memory behind it.
 *
 * Models VFIO type1 as QEMU's hw/vfio/listener.c drives it (10.0.91): the table is a shadow of the
 * virtual IOMMU's, or, in the bypass view, maps all memory of the guest to itself. Unmapping is four
 * things in a row: the entry is cleared, the IOTLB is flushed, the device's own cache is flushed, and
 * the page is unpinned; the two flushes are one here.
 *
 * An emulated endpoint is not behind the host's IOMMU. What it has of a page is a translation that it
 * has borrowed from the device and gives back, as in crosvm since a8fcde063.
 */

import { assign, setup } from 'xstate';
import { type Permission, showTarget, type Target } from './viommu-tables.machine.ts';

export type HostViewEvent = { readonly type: 'OPEN' } | { readonly type: 'TRANSLATE' };

/**
 * The address space in force: all of the guest's memory, or what the entries say. For an endpoint that no
 * IOMMU looks after it is all memory, whoever switches it.
 */
export function hostView(starts: 'open' | 'translated' | 'unguarded') {
  return setup({ types: { events: {} as HostViewEvent } }).createMachine({
    id: 'hostView',
    initial: starts === 'translated' ? starts : 'open',
    states: {
      translated: { on: { OPEN: 'open', TRANSLATE: { target: 'translated' } } },
      open: {
        on: {
          TRANSLATE: starts === 'unguarded' ? { target: 'open' } : 'translated',
          OPEN: { target: 'open' },
        },
      },
    },
  });
}

interface EntryContext {
  readonly page: number;
  readonly flags: Permission;
}

export type HostEntryEvent =
  | ({ readonly type: 'MAP' } & Target)
  /** The table entry is cleared; the IOTLB may still have it. */
  | { readonly type: 'CLEAR' }
  /** The page is given back to the host before the IOTLB has been flushed. */
  | { readonly type: 'UNPIN' }
  | { readonly type: 'FLUSH' }
  /** Of an emulated endpoint: it gives back what it has borrowed. */
  | { readonly type: 'RETURN' }
  /** The machine goes on elsewhere, where nothing is mapped yet. */
  | { readonly type: 'FORGET' };

const empty: EntryContext = { page: -1, flags: '0' };

/** One page of the table, together with what the IOTLB remembers of it. */
export const hostEntry = setup({
  types: { context: {} as EntryContext, events: {} as HostEntryEvent },
}).createMachine({
  id: 'hostEntry',
  context: empty,
  initial: 'none',
  states: {
    none: {
      on: {
        MAP: {
          target: 'mapped',
          actions: assign({
            page: ({ event }) => event.page,
            flags: ({ event }) => event.flags,
          }),
        },
      },
    },
    mapped: {
      on: { CLEAR: 'stale', RETURN: { target: 'none', actions: assign(empty) } },
    },
    stale: { on: { UNPIN: 'loose', FLUSH: { target: 'none', actions: assign(empty) } } },
    loose: { on: { FLUSH: { target: 'none', actions: assign(empty) } } },
  },
  on: { FORGET: { target: '.none', actions: assign(empty) } },
});

/** What the endpoint reaches through the entry: from the table or, after that, from the IOTLB. */
export function reached(entry: {
  readonly value: unknown;
  readonly context: EntryContext;
}): Target | null {
  return entry.value === 'none' ? null : entry.context;
}

/** The page that the entry keeps pinned, or null. */
export function pinned(entry: {
  readonly value: unknown;
  readonly context: EntryContext;
}): number | null {
  return entry.value === 'mapped' || entry.value === 'stale' ? entry.context.page : null;
}

/** A page of the guest's memory: the host may take one that is not pinned, and give one back. */
export const guestPage = setup({
  types: { events: {} as { readonly type: 'TAKE' | 'GIVE' } },
}).createMachine({
  id: 'guestPage',
  initial: 'backed',
  states: { backed: { on: { TAKE: 'taken' } }, taken: { on: { GIVE: 'backed' } } },
});

/** How an entry is shown. */
export function showEntry(entry: {
  readonly value: unknown;
  readonly context: EntryContext;
}): string {
  const to = showTarget(reached(entry));
  if (entry.value === 'stale') return `${to} in the IOTLB`;
  return entry.value === 'loose' ? `${to} in the IOTLB, unpinned` : to;
}
