/**
 * The identity mapping of a device's reserved region in the tables of one domain.
 *
 * Models `iommu_identity_mapping` (xen/drivers/passthrough/x86/iommu.c): the region (an RMRR of VT-d, a
 * unity-mapped range of AMD) is mapped page by page, and a list entry says that it is there. It can be
 * unmapped only by what the list says, and then as a whole.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

export type ReservedRegionEvent =
  /** Sets up the list entry. */
  | { readonly type: 'TRACK' }
  /** Maps the next page. */
  | { readonly type: 'MAP_PAGE' }
  /** Takes the list entry away, and nothing else. */
  | { readonly type: 'UNTRACK' }
  /** Unmaps all that the list entry stands for, and takes it away; accepted only if there is one. */
  | { readonly type: 'UNMAP' }
  /** Somebody else removes a page. */
  | { readonly type: 'LOSE_PAGE' };

/** @param pages how many pages the region has @param starts whether it is mapped from the start */
export function reservedRegion(pages: number, starts: 'mapped' | 'unmapped') {
  return setup({
    types: {
      context: {} as { readonly mapped: number; readonly tracked: boolean },
      events: {} as ReservedRegionEvent,
    },
  }).createMachine({
    id: 'reservedRegion',
    context: { mapped: starts === 'mapped' ? pages : 0, tracked: starts === 'mapped' },
    on: {
      TRACK: {
        guard: ({ context }) => !context.tracked,
        actions: assign({ tracked: true }),
      },
      MAP_PAGE: {
        guard: ({ context }) => context.mapped < pages,
        actions: assign({ mapped: ({ context }) => context.mapped + 1 }),
      },
      UNTRACK: { actions: assign({ tracked: false }) },
      UNMAP: {
        guard: ({ context }) => context.tracked,
        actions: assign({ mapped: 0, tracked: false }),
      },
      LOSE_PAGE: {
        guard: ({ context }) => context.mapped > 0,
        actions: assign({ mapped: ({ context }) => context.mapped - 1 }),
      },
    },
  });
}

/** How it is shown: how many of its pages are mapped, and whether anything keeps track of them. */
export function showReservedRegion({
  context,
}: SnapshotFrom<ReturnType<typeof reservedRegion>>): string {
  return `${context.mapped} mapped${context.tracked ? ', tracked' : ''}`;
}
