/**
 * The two ends of a PV device in xenstore, and the device as the kernel of the frontend has it.
 *
 * Models the directories of frontend and backend with their `state`, `backend-id` and the ring reference
 * that the frontend publishes (xen/include/public/io/xenbus.h, blkif.h), struct xenbus_device of Linux
 * (include/xen/xenbus.h), and the page of the ring with who may and does map it. Each end has a `state` of
 * its own; there is no state of both. 1 Initialising, 2 InitWait, 3 Initialised, 4 Connected, 5 Closing,
 * 6 Closed.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

/** A value of XenbusState. */
export type XenbusState = 1 | 2 | 3 | 4 | 5 | 6;

export type XenbusNodeEvent =
  /** Written by the toolstack with state 1, for an incarnation of the backend. */
  | { readonly type: 'CREATE'; readonly backend: number }
  /** Not accepted where the directory is gone, or another backend's, or at a state it is not to leave. */
  | {
      readonly type: 'SWITCH';
      readonly to: XenbusState;
      readonly of?: number;
      readonly from?: XenbusState;
      readonly unless?: XenbusState;
    }
  | { readonly type: 'PUBLISH'; readonly ring: number }
  | { readonly type: 'DELETE' };

interface Node {
  readonly state: XenbusState | null;
  readonly backend: number | null;
  readonly ring: number | null;
}

const nothing: Node = { state: null, backend: null, ring: null };

/** The directory of one end. */
export const xenbusNode = setup({
  types: { context: {} as Node, events: {} as XenbusNodeEvent },
}).createMachine({
  id: 'xenbusNode',
  context: nothing,
  initial: 'absent',
  states: {
    absent: {
      on: {
        DELETE: { target: 'absent' },
        CREATE: {
          target: 'present',
          actions: assign(({ event }) => ({
            state: 1 as const,
            backend: event.backend,
            ring: null,
          })),
        },
      },
    },
    present: {
      on: {
        SWITCH: {
          guard: ({ context: { state, backend }, event: { of, from, unless } }) =>
            (of === undefined || of === backend) &&
            (from === undefined || from === state) &&
            (unless === undefined || unless !== state),
          actions: assign({ state: ({ event }) => event.to }),
        },
        PUBLISH: { actions: assign({ ring: ({ event }) => event.ring }) },
        DELETE: { target: 'absent', actions: assign(nothing) },
      },
    },
  },
});

/** How a directory is shown. */
export function showNode({ context }: SnapshotFrom<typeof xenbusNode>): string {
  const { state, backend, ring } = context;
  if (state === null) return 'absent';
  return `state=${state} backend #${backend}${ring === null ? '' : ` ring${ring}`}`;
}

export type XenbusDeviceEvent =
  /** device_register: it can be found on the bus, and its lock is held by who probes it. */
  | { readonly type: 'REGISTER' }
  /** otherend and otherend_id are read. */
  | { readonly type: 'KNOW'; readonly backend: number }
  /** Its probe is over, and the lock is free. */
  | { readonly type: 'BIND' }
  /** What its driver takes its own state for; not accepted at a state it is not to leave. */
  | {
      readonly type: 'STATE';
      readonly to: XenbusState;
      readonly from?: XenbusState;
      readonly unless?: XenbusState;
    }
  /** device_unregister, which takes the lock. */
  | { readonly type: 'UNREGISTER' }
  /** The kernel that had it is no more. */
  | { readonly type: 'FORGET' };

interface Device {
  readonly state: XenbusState;
  readonly known: number | null;
}

const fresh: Device = { state: 1, known: null };

/** A device of the frontend's kernel. */
export const xenbusDevice = setup({
  types: { context: {} as Device, events: {} as XenbusDeviceEvent },
}).createMachine({
  id: 'xenbusDevice',
  context: fresh,
  initial: 'absent',
  on: { FORGET: { target: '.absent', actions: assign(fresh) } },
  states: {
    absent: { on: { REGISTER: 'probing' } },
    probing: {
      on: { KNOW: { actions: assign({ known: ({ event }) => event.backend }) }, BIND: 'bound' },
    },
    bound: {
      on: {
        STATE: {
          guard: ({ context: { state }, event: { from, unless } }) =>
            (from === undefined || from === state) && (unless === undefined || unless !== state),
          actions: assign({ state: ({ event }) => event.to }),
        },
        UNREGISTER: { target: 'absent', actions: assign(fresh) },
      },
    },
  },
});

/** How a device is shown. */
export function showXenbusDevice(s: SnapshotFrom<typeof xenbusDevice>): string {
  const { state, known } = s.context;
  if (s.matches('absent')) return 'absent';
  return `${String(s.value)} state=${state}${known === null ? '' : ` of #${known}`}`;
}

export type RingPageEvent = {
  readonly type: 'GRANT' | 'MAP' | 'UNMAP' | 'END';
};

/** The page of a ring: granted by the frontend, mapped by the backend. */
export const ringPage = setup({ types: { events: {} as RingPageEvent } }).createMachine({
  id: 'ringPage',
  initial: 'private',
  states: {
    private: { on: { GRANT: 'granted', END: { target: 'private' }, UNMAP: { target: 'private' } } },
    granted: {
      on: {
        MAP: 'mapped',
        END: 'private',
        UNMAP: { target: 'granted' },
        GRANT: { target: 'granted' },
      },
    },
    mapped: { on: { UNMAP: 'granted', END: 'endedWhileMapped' } },
    endedWhileMapped: { on: { UNMAP: 'private', END: { target: 'endedWhileMapped' } } },
  },
});
