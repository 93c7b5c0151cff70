/**
 * The watches of one connection to xenstored, and the events that wait for it.
 *
 * Models xs_watch of a client and the events queued for it (tools/xenstored/watch.c and core.c at
 * c447b7308b; Linux drivers/xen/xenbus/xenbus_xs.c). Events come in the order in which they were fired. An
 * event of which an identical copy is pending is dropped (b5c0bdb96d, part of XSA-326) where the queue
 * coalesces. An event for a path that nobody watches is not queued; taking a watch away takes its events.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

export type WatchQueueEvent =
  /** Sets a watch; xenstored fires it once at once, which `heeded` says is of use to its owner. */
  | { readonly type: 'REGISTER'; readonly path: string; readonly heeded: boolean }
  /** Takes away the watch of a path, and those of paths below it. */
  | { readonly type: 'UNREGISTER'; readonly path: string }
  | { readonly type: 'FIRE'; readonly path: string }
  /** Accepted only if that event is the next one. */
  | { readonly type: 'TAKE'; readonly path: string }
  /** The owner starts anew. */
  | { readonly type: 'CLEAR' };

interface Watches {
  readonly watched: readonly string[];
  readonly pending: readonly string[];
}

export interface WatchQueueInit {
  readonly coalesces: boolean;
  /** Events beyond this many are dropped; choose it so that there are none. */
  readonly room: number;
}

/** The watches of a connection. */
export function watchQueue({ coalesces, room }: WatchQueueInit) {
  const fired = ({ watched, pending }: Watches, path: string): readonly string[] =>
    !watched.includes(path) || (coalesces && pending.includes(path)) || pending.length >= room
      ? pending
      : [...pending, path];
  return setup({
    types: { context: {} as Watches, events: {} as WatchQueueEvent },
  }).createMachine({
    id: 'watchQueue',
    context: { watched: [], pending: [] },
    on: {
      REGISTER: {
        actions: assign(({ context, event: { path, heeded } }) => {
          const watched = [...new Set([...context.watched, path])].sort();
          const pending = heeded ? fired({ ...context, watched }, path) : context.pending;
          return { watched, pending };
        }),
      },
      UNREGISTER: {
        actions: assign(({ context: { watched, pending }, event: { path } }) => {
          const stays = (other: string): boolean => other !== path && !other.startsWith(`${path}/`);
          return { watched: watched.filter(stays), pending: pending.filter(stays) };
        }),
      },
      FIRE: {
        actions: assign({ pending: ({ context, event }) => fired(context, event.path) }),
      },
      TAKE: {
        guard: ({ context, event }) => context.pending[0] === event.path,
        actions: assign({ pending: ({ context }) => context.pending.slice(1) }),
      },
      CLEAR: { actions: assign({ watched: [], pending: [] }) },
    },
  });
}

/** How the queue is shown: its events, the next one first. */
export function showWatches({
  context: { watched, pending },
}: SnapshotFrom<ReturnType<typeof watchQueue>>): string {
  return `${watched.length === 0 ? 'unwatched' : watched.join('+')}: ${pending.join(', ') || 'nothing'}`;
}
