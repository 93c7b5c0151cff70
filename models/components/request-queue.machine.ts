/**
 * A request queue of one element in the memory of a guest: a driver writes a request and kicks, the
 * device reads it, works on it and writes a status back, which the driver collects.
 *
 * Models the split virtqueue of the virtio specification as the device sees it: what it works on is
 * what it finds in memory when it pops the element, and memory can be written by whoever reaches it.
 */

import { assign, setup } from 'xstate';

export type RequestQueueEvent =
  | { readonly type: 'POST'; readonly request: string }
  /** Somebody else writes to the memory the request is in. */
  | { readonly type: 'REWRITE'; readonly from: string; readonly to: string }
  | { readonly type: 'POP'; readonly request: string }
  /** The device writes a state that comes before the one it is in, as it may with an ioreq slot. */
  | { readonly type: 'REWIND'; readonly request: string }
  | { readonly type: 'ANSWER'; readonly status: string }
  | { readonly type: 'COLLECT'; readonly status: string }
  /** Whatever is in it is forgotten, as when the indices of a ring are set to zero. */
  | { readonly type: 'RESET' };

export const requestQueue = setup({
  types: { context: {} as { readonly holds: string }, events: {} as RequestQueueEvent },
}).createMachine({
  id: 'requestQueue',
  context: { holds: '' },
  initial: 'empty',
  on: { RESET: { target: '.empty', actions: assign({ holds: '' }) } },
  states: {
    empty: {
      on: { POST: { target: 'posted', actions: assign({ holds: ({ event }) => event.request }) } },
    },
    posted: {
      on: {
        REWRITE: {
          guard: ({ context, event }) => context.holds === event.from,
          actions: assign({ holds: ({ event }) => event.to }),
        },
        POP: {
          guard: ({ context, event }) => context.holds === event.request,
          target: 'popped',
          actions: assign({ holds: '' }),
        },
      },
    },
    popped: {
      on: {
        REWIND: { target: 'posted', actions: assign({ holds: ({ event }) => event.request }) },
        ANSWER: { target: 'answered', actions: assign({ holds: ({ event }) => event.status }) },
      },
    },
    answered: {
      on: {
        COLLECT: {
          guard: ({ context, event }) => context.holds === event.status,
          target: 'empty',
          actions: assign({ holds: '' }),
        },
      },
    },
  },
});

/** How the queue is shown: what is in it. */
export function showQueue(queue: {
  readonly value: unknown;
  readonly context: { readonly holds: string };
}): string {
  return [String(queue.value), queue.context.holds].filter((word) => word !== '').join(' ');
}
