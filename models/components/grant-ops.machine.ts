/**
 * How a frontend's device does DMA: not yet, by grants to a backend, or with guest-physical addresses.
 *
 * Models the dma_map_ops of a virtio device under Xen (drivers/xen/grant-dma-ops.c:
 * xen_grant_setup_dma_ops) and the domain id kept beside them. The incarnation is the one the id stood
 * for when it was read; no real frontend has it unless somebody tells it a generation.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

/** A backend as a frontend knows it. */
export interface KnownBackend {
  readonly domid: number;
  readonly incarnation: number;
}

export type GrantOpsEvent =
  | ({ readonly type: 'INSTALL' } & KnownBackend)
  /** Goes on without grants. */
  | { readonly type: 'BYPASS' }
  | { readonly type: 'REMOVE' };

export const grantOps = setup({
  types: {
    context: {} as { readonly backend: KnownBackend | null },
    events: {} as GrantOpsEvent,
  },
}).createMachine({
  id: 'grantOps',
  context: { backend: null },
  initial: 'none',
  on: {
    INSTALL: {
      target: '.grants',
      actions: assign({
        backend: ({ event: { domid, incarnation } }) => ({ domid, incarnation }),
      }),
    },
    BYPASS: { target: '.guestPhysical', actions: assign({ backend: null }) },
    REMOVE: { target: '.none', actions: assign({ backend: null }) },
  },
  states: { none: {}, grants: {}, guestPhysical: {} },
});

/** How they are shown. */
export function showGrantOps(s: SnapshotFrom<typeof grantOps>): string {
  const { backend } = s.context;
  if (backend === null) return s.matches('none') ? 'none' : 'guest-physical';
  return `grants to dom${backend.domid}${backend.incarnation === 0 ? '' : ` #${backend.incarnation}`}`;
}
