/**
 * Something that a kernel has a free list of, and hands out: a page of memory, a grant reference.
 *
 * Models the page allocator and gnttab_free_list of Linux as far as grants go (drivers/xen/grant-table.c).
 * What is on the free list may be handed out to anybody at once, so it counts as in use for something else.
 */

import { setup } from 'xstate';

export const kernelResource = setup({
  types: {
    events: {} as {
      readonly type:
        | 'TAKE'
        | 'RETURN'
        /** Kept until a grant can be ended. */
        | 'DEFER'
        /** Nobody knows of it any more. */
        | 'LOSE';
    },
  },
}).createMachine({
  id: 'kernelResource',
  initial: 'free',
  states: {
    free: { on: { TAKE: 'taken' } },
    taken: { on: { RETURN: 'free', DEFER: 'deferred', LOSE: 'lost' } },
    deferred: { on: { RETURN: 'free' } },
    lost: {},
  },
});
