/**
 * A signal that a backend is ready, in three bits: a level that says so, a pending edge, and whether
 * somebody listens. Merging them would hide the races between them.
 *
 * The level stands for the ready word in a shared page, the link-active bit of a port, the registered
 * supplier of a device, or a record that the hypervisor keeps. The port stands for an event channel
 * (xen/common/event_channel.c): a send to a bound port leaves it pending until it is taken, a send to
 * one that nobody has bound is dropped, and bind_interdomain always marks the binder's port pending.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

export type ReadyRecordEvent =
  | { readonly type: 'ANNOUNCE'; readonly by: number }
  | { readonly type: 'WITHDRAW' };

/** The level, with the incarnation of the backend that it speaks of. */
export const readyRecord = setup({
  types: {
    context: {} as { readonly by: number | null },
    events: {} as ReadyRecordEvent,
  },
}).createMachine({
  id: 'readyRecord',
  context: { by: null },
  on: {
    ANNOUNCE: { actions: assign({ by: ({ event }) => event.by }) },
    WITHDRAW: { actions: assign({ by: null }) },
  },
});

/** How a record is shown. */
export function showRecord({ context }: SnapshotFrom<typeof readyRecord>): string {
  return context.by === null ? 'not ready' : `ready #${context.by}`;
}

export type EventPortEvent =
  | { readonly type: 'BIND' }
  | { readonly type: 'SEND' }
  /** Accepted only while an edge is pending. */
  | { readonly type: 'TAKE' };

export interface EventPortInit {
  /** Bound before either domain runs, as a static event channel is. */
  readonly bound: boolean;
  /** Binding marks the port pending, as an interdomain bind does. */
  readonly bindSetsPending: boolean;
}

/** The port at which a frontend waits. */
export function eventPort({ bound, bindSetsPending }: EventPortInit) {
  return setup({ types: { events: {} as EventPortEvent } }).createMachine({
    id: 'eventPort',
    initial: bound ? 'quiet' : 'unbound',
    states: {
      unbound: {
        on: { BIND: bindSetsPending ? 'pending' : 'quiet', SEND: { target: 'unbound' } },
      },
      quiet: { on: { SEND: 'pending' } },
      pending: { on: { SEND: { target: 'pending' }, TAKE: 'quiet' } },
    },
  });
}
