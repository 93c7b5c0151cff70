/**
 * What grant-dma-ops keeps of a device: an entry of an xarray, found by the address of the device.
 *
 * Models `struct xen_grant_dma_data` and xen_grant_dma_devices (drivers/xen/grant-dma-ops.c). The memory that
 * an entry leads to belongs to the binding of a driver and is freed with it; the entry is not.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';
import type { KnownBackend } from './grant-ops.machine.ts';

export type GrantDmaDataEvent =
  | ({ readonly type: 'STORE' } & KnownBackend)
  /** A grant could not be ended: the device is not used for DMA any more. */
  | { readonly type: 'BREAK' }
  /** The memory is freed; the entry stays. */
  | { readonly type: 'FREE' }
  /** The entry goes, and the memory with it. */
  | { readonly type: 'ERASE' };

interface GrantDmaData {
  readonly backend: KnownBackend | null;
  readonly broken: boolean;
}

const nothing: GrantDmaData = { backend: null, broken: false };

export const grantDmaData = setup({
  types: { context: {} as GrantDmaData, events: {} as GrantDmaDataEvent },
}).createMachine({
  id: 'grantDmaData',
  context: nothing,
  initial: 'absent',
  states: {
    absent: {
      on: {
        STORE: {
          target: 'stored',
          actions: assign(({ event: { domid, incarnation } }) => ({
            backend: { domid, incarnation },
          })),
        },
      },
    },
    stored: {
      on: {
        BREAK: { actions: assign({ broken: true }) },
        FREE: { target: 'dangling', actions: assign(nothing) },
        ERASE: { target: 'absent', actions: assign(nothing) },
      },
    },
    dangling: {},
  },
});

/** How it is shown: whose the device is, and whether it is broken. */
export function showGrantDmaData(s: SnapshotFrom<typeof grantDmaData>): string {
  const { backend, broken } = s.context;
  if (backend === null) return String(s.value);
  return `of dom${backend.domid}${broken ? ', broken' : ''}`;
}
