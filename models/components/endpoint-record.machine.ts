/**
 * A record that names one endpoint, or none: the device that a requester id was found to belong to, or
 * the endpoint whose mapper a domain knows.
 *
 * Models the cache `iommu_pcibus_by_bus_num` of QEMU's hw/virtio/virtio-iommu.c, and the one mapper of a
 * domain record in crosvm's devices/src/virtio/iommu.rs.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

export type EndpointRecordEvent =
  | { readonly type: 'NOTE'; readonly endpoint: number }
  /** Notes it only where nobody is noted. */
  | { readonly type: 'FILL'; readonly endpoint: number }
  | { readonly type: 'FORGET' };

export const endpointRecord = setup({
  types: {
    context: {} as { readonly endpoint: number | null },
    events: {} as EndpointRecordEvent,
  },
}).createMachine({
  id: 'endpointRecord',
  context: { endpoint: null },
  on: {
    NOTE: { actions: assign({ endpoint: ({ event }) => event.endpoint }) },
    FILL: {
      guard: ({ context }) => context.endpoint === null,
      actions: assign({ endpoint: ({ event }) => event.endpoint }),
    },
    FORGET: { actions: assign({ endpoint: null }) },
  },
});

/** How it is shown, with the names of the endpoints. */
export function showEndpointRecord(names: readonly string[]) {
  return ({ context }: SnapshotFrom<typeof endpointRecord>): string =>
    context.endpoint === null ? 'nobody' : (names[context.endpoint] ?? '');
}
