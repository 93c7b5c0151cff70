/**
 * The xenstore directory of one attached device, as far as hot-plug of a virtio device goes.
 *
 * Models what libxl writes in one transaction (tools/libs/light/libxl_device.c: both directories with
 * state 1 and `backend-id`) and the backend's own `state` node. A write of the backend to a path that the
 * toolstack has deleted is not accepted.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';
import type { KnownBackend } from './grant-ops.machine.ts';

export type AttachNodeEvent =
  | ({ readonly type: 'ATTACH' } & KnownBackend)
  /** The backend writes state 2. */
  | { readonly type: 'INIT_WAIT' }
  | { readonly type: 'DELETE' };

export const attachNode = setup({
  types: {
    context: {} as { readonly backend: KnownBackend | null },
    events: {} as AttachNodeEvent,
  },
}).createMachine({
  id: 'attachNode',
  context: { backend: null },
  initial: 'absent',
  states: {
    absent: {
      on: {
        ATTACH: {
          target: 'initialising',
          actions: assign({
            backend: ({ event: { domid, incarnation } }) => ({ domid, incarnation }),
          }),
        },
      },
    },
    initialising: {
      on: {
        INIT_WAIT: 'initWait',
        DELETE: { target: 'deleted', actions: assign({ backend: null }) },
      },
    },
    initWait: { on: { INIT_WAIT: { target: 'initWait' } } },
    deleted: {},
  },
});

/** How it is shown. */
export function showAttachNode(s: SnapshotFrom<typeof attachNode>): string {
  const { backend } = s.context;
  return backend === null ? String(s.value) : `${String(s.value)} backend-id=${backend.domid}`;
}
