/**
 * One domain id of an IOMMU: whether it is in use, and by which domain.
 *
 * Models a bit of `domid_bitmap[]` and the entry of `domid_map[]` that belongs to it (VT-d,
 * xen/drivers/passthrough/vtd/iommu.c), which are two words in memory that no lock holds together.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

export type DomainIdEvent =
  /** Sets and clears the bit. */
  | { readonly type: 'TAKE' | 'GIVE' }
  /** Writes the entry of the map; null for no domain. */
  | { readonly type: 'NAME'; readonly of: string | null };

/** @param of the domain that has it at first; null if it is free */
export function domainId(of: string | null) {
  return setup({
    types: {
      context: {} as { readonly taken: boolean; readonly of: string | null },
      events: {} as DomainIdEvent,
    },
  }).createMachine({
    id: 'domainId',
    context: { taken: of !== null, of },
    on: {
      TAKE: { actions: assign({ taken: true }) },
      GIVE: { actions: assign({ taken: false }) },
      NAME: { actions: assign({ of: ({ event }) => event.of }) },
    },
  });
}

/** How it is shown: the bit, and the entry of the map. */
export function showDomainId({ context }: SnapshotFrom<ReturnType<typeof domainId>>): string {
  return `${context.taken ? 'taken' : 'free'}, of ${context.of ?? 'nobody'}`;
}
