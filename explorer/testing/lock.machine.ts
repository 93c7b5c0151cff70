/** A lock that remembers its owner by number. */

import { assign, setup } from 'xstate';

/** TAKE is refused unless it is free, GIVE unless `by` owns it. */
export const lock = setup({
  types: {
    context: {} as { readonly owner: number | null },
    events: {} as { type: 'TAKE' | 'GIVE'; by: number },
  },
}).createMachine({
  context: { owner: null },
  on: {
    TAKE: {
      guard: ({ context }) => context.owner === null,
      actions: assign({ owner: ({ event }) => event.by }),
    },
    GIVE: {
      guard: ({ context, event }) => context.owner === event.by,
      actions: assign({ owner: null }),
    },
  },
});
