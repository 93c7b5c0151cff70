/**
 * The three conditions that make an emulated device ready: its ioreq server is enabled, the range of
 * the device is mapped to that server, and the main loop of the device model runs.
 *
 * Models struct ioreq_server and its range sets (xen/common/ioreq.c: ioreq_server_create,
 * ioreq_server_enable, ioreq_server_map_io_range, ioreq_server_select) and the life of QEMU's main loop
 * (hw/xen/xen-hvm-common.c: xen_register_ioreq registers the listeners that map ranges after enabling).
 * Each is a machine of its own, since each becomes true in a step of its own and the gaps between them
 * are what goes wrong. All remember the incarnation of the backend that made them.
 *
 * The hypervisor keeps the server of a device model that died: it holds a reference on the domain, and
 * nobody but the creator may destroy it. A later server that maps the same range wins.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

/** What was made by an incarnation of a backend; null if by nobody. */
interface MadeBy {
  readonly by: number | null;
}

export type IoreqServerEvent =
  | { readonly type: 'CREATE'; readonly by: number }
  | { readonly type: 'ENABLE' }
  | { readonly type: 'DESTROY' };

/** The newest server of a device model. */
export const ioreqServer = setup({
  types: { context: {} as MadeBy, events: {} as IoreqServerEvent },
}).createMachine({
  id: 'ioreqServer',
  context: { by: null },
  initial: 'absent',
  on: {
    CREATE: { target: '.disabled', actions: assign({ by: ({ event }) => event.by }) },
    DESTROY: { target: '.absent', actions: assign({ by: null }) },
  },
  states: {
    absent: {},
    disabled: { on: { ENABLE: 'enabled' } },
    enabled: {},
  },
});

export type IoRangeEvent =
  | { readonly type: 'MAP'; readonly by: number }
  | { readonly type: 'UNMAP' };

/** Which server the accesses to one device go to. */
export const ioRange = setup({
  types: { context: {} as MadeBy, events: {} as IoRangeEvent },
}).createMachine({
  id: 'ioRange',
  context: { by: null },
  on: {
    MAP: { actions: assign({ by: ({ event }) => event.by }) },
    UNMAP: { actions: assign({ by: null }) },
  },
});

export type DeviceModelLoopEvent =
  | { readonly type: 'RUN'; readonly by: number }
  | { readonly type: 'STOP' };

/** The main loop of a device model, which answers requests. */
export const deviceModelLoop = setup({
  types: { context: {} as MadeBy, events: {} as DeviceModelLoopEvent },
}).createMachine({
  id: 'deviceModelLoop',
  context: { by: null },
  on: {
    RUN: { actions: assign({ by: ({ event }) => event.by }) },
    STOP: { actions: assign({ by: null }) },
  },
});

/** How a server is shown. */
export function showServer(s: SnapshotFrom<typeof ioreqServer>): string {
  return s.context.by === null ? 'absent' : `#${s.context.by} ${String(s.value)}`;
}

/** How a range is shown. */
export function showRange({ context }: SnapshotFrom<typeof ioRange>): string {
  return context.by === null ? 'unclaimed' : `to #${context.by}`;
}

/** How a loop is shown. */
export function showLoop({ context }: SnapshotFrom<typeof deviceModelLoop>): string {
  return context.by === null ? 'stopped' : `#${context.by} runs`;
}
