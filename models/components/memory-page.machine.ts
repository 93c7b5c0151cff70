/**
 * A page of memory: whose it is, and whether its owner may write to it.
 *
 * Models `struct page_info` as far as ownership goes (xen/include/asm-x86/mm.h: page owner, the type
 * PGT_writable_page): a page that its owner has given back is nobody's until it is allocated again.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

export type MemoryPageEvent =
  /** Given back; accepted only from its owner. */
  | { readonly type: 'FREE'; readonly by: string }
  | { readonly type: 'ALLOCATE'; readonly by: string }
  /** From now on only the hypervisor writes to it: its type or its access rights have changed. */
  | { readonly type: 'SEAL' };

/** @param owner whose it is at first */
export function memoryPage(owner: string) {
  return setup({
    types: {
      context: {} as { readonly owner: string | null; readonly writable: boolean },
      events: {} as MemoryPageEvent,
    },
  }).createMachine({
    id: 'memoryPage',
    context: { owner, writable: true },
    initial: 'owned',
    states: {
      owned: {
        on: {
          FREE: {
            guard: ({ context, event }) => context.owner === event.by,
            target: 'free',
            actions: assign({ owner: null, writable: true }),
          },
          SEAL: { actions: assign({ writable: false }) },
        },
      },
      free: {
        on: { ALLOCATE: { target: 'owned', actions: assign({ owner: ({ event }) => event.by }) } },
      },
    },
  });
}

/** How it is shown: its owner, and whether it is sealed. */
export function showMemoryPage({ context }: SnapshotFrom<ReturnType<typeof memoryPage>>): string {
  return `${context.owner ?? 'free'}${context.writable ? '' : ', read-only'}`;
}
