/**
 * How many endpoints a driver thinks are attached to a domain: an unsigned number that may be counted down
 * once too often.
 *
 * Models `nr_endpoints` of `struct viommu_domain` in Linux (drivers/iommu/virtio-iommu.c). Below zero it
 * is a large number, which is not zero however often it is counted down again.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

export type EndpointCountEvent = { readonly type: 'UP' } | { readonly type: 'DOWN' };

/** @param most how many endpoints there are */
export function endpointCount(most: number) {
  return setup({
    types: { context: {} as { readonly count: number }, events: {} as EndpointCountEvent },
  }).createMachine({
    id: 'endpointCount',
    context: { count: 0 },
    on: {
      UP: {
        guard: ({ context }) => context.count < most,
        actions: assign({ count: ({ context }) => context.count + 1 }),
      },
      DOWN: { actions: assign({ count: ({ context }) => Math.max(context.count - 1, -1) }) },
    },
  });
}

/** How it is shown. */
export function showEndpointCount({
  context,
}: SnapshotFrom<ReturnType<typeof endpointCount>>): string {
  return context.count < 0 ? 'below zero' : String(context.count);
}
