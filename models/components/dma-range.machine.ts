/**
 * A range of I/O virtual addresses that a VMM has mapped for devices without an IOMMU of their own, and
 * the pages of it that vendor drivers have pinned.
 *
 * Models `struct vfio_dma` with its pfn_list (drivers/vfio/vfio_iommu_type1.c) and an area of iommufd
 * with its accesses (drivers/iommu/iommufd/io_pagetable.c): mapping it pins nothing, a vendor driver pins
 * page by page what its device is to reach.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

export type DmaRangeEvent =
  | { readonly type: 'MAP' }
  /** Accepted while the range is mapped, and unmapping has not begun. */
  | { readonly type: 'PIN'; readonly page: number }
  | { readonly type: 'UNPIN'; readonly page: number }
  /** Unmapping has begun: nothing more is pinned (`prevent_access`). */
  | { readonly type: 'CLOSE' }
  /** Accepted only if nothing is pinned. */
  | { readonly type: 'REMOVE' }
  /** The range is forgotten, whatever is pinned. */
  | { readonly type: 'DROP' };

interface RangeContext {
  /** Sorted. */
  readonly pins: readonly number[];
}

const without = (pins: readonly number[], page: number): readonly number[] =>
  pins.filter((pin) => pin !== page);

export const dmaRange = setup({
  types: { context: {} as RangeContext, events: {} as DmaRangeEvent },
  guards: { unpinned: ({ context }) => context.pins.length === 0 },
}).createMachine({
  id: 'dmaRange',
  context: { pins: [] },
  initial: 'mapped',
  states: {
    mapped: {
      on: {
        PIN: {
          actions: assign({
            pins: ({ context, event: { page } }) =>
              [...without(context.pins, page), page].sort((a, b) => a - b),
          }),
        },
        CLOSE: 'closing',
        REMOVE: { guard: 'unpinned', target: 'gone' },
        DROP: 'gone',
      },
    },
    closing: { on: { REMOVE: { guard: 'unpinned', target: 'gone' }, DROP: 'gone' } },
    gone: { on: { MAP: 'mapped' } },
  },
  on: {
    UNPIN: { actions: assign({ pins: ({ context, event }) => without(context.pins, event.page) }) },
  },
});

/** How it is shown: whether it is mapped, and what is pinned. */
export function showDmaRange({ value, context }: SnapshotFrom<typeof dmaRange>): string {
  return context.pins.length === 0 ? String(value) : `${value}, pinned ${context.pins.join(' ')}`;
}
