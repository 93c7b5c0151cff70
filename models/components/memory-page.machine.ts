/**
 * A page of memory: whose it is, and whether its owner may write to it.
 *
 * Models `struct page_info` as far as ownership goes (xen/include/asm-x86/mm.h: page owner, count of
 * references, the type PGT_writable_page): a page that its owner has given back keeps its owner as long as
 * somebody has a reference to it, and is nobody's from then on until it is allocated again.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

export type MemoryPageEvent =
  /** Given back; accepted only from its owner. */
  | { readonly type: 'FREE'; readonly by: string }
  | { readonly type: 'ALLOCATE'; readonly by: string }
  /** `get_page`: references, for as long as the page is still that owner's; and `put_page`. */
  | { readonly type: 'HOLD'; readonly of: string; readonly times?: number }
  | { readonly type: 'DROP'; readonly times?: number }
  /** From now on only the hypervisor writes to it: its type or its access rights have changed. */
  | { readonly type: 'SEAL' };

interface Page {
  readonly owner: string | null;
  readonly writable: boolean;
  /** References besides that of the owner. */
  readonly held: number;
}

/** More references than this are not taken: a bound of the model. */
const heldAtMost = 6;

function timesOf(event: MemoryPageEvent): number {
  return ('times' in event ? event.times : undefined) ?? 1;
}

/** @param owner whose it is at first */
export function memoryPage(owner: string) {
  return setup({
    types: { context: {} as Page, events: {} as MemoryPageEvent },
    actions: {
      hold: assign({ held: ({ context, event }) => context.held + timesOf(event) }),
      drop: assign({ held: ({ context, event }) => context.held - timesOf(event) }),
      lose: assign({ owner: null, writable: true, held: 0 }),
    },
    guards: {
      byOwner: ({ context, event }) => 'by' in event && context.owner === event.by,
      mayHold: ({ context, event }) =>
        'of' in event && context.owner === event.of && context.held + timesOf(event) <= heldAtMost,
      isHeld: ({ context, event }) => context.held >= timesOf(event),
      isHeldNoMore: ({ context, event }) => context.held === timesOf(event),
    },
  }).createMachine({
    id: 'memoryPage',
    context: { owner, writable: true, held: 0 },
    initial: 'owned',
    states: {
      owned: {
        on: {
          FREE: [
            {
              guard: ({ context, event }) => context.owner === event.by && context.held > 0,
              target: 'released',
            },
            { guard: 'byOwner', target: 'free', actions: 'lose' },
          ],
          HOLD: { guard: 'mayHold', actions: 'hold' },
          DROP: { guard: 'isHeld', actions: 'drop' },
          SEAL: { actions: assign({ writable: false }) },
        },
      },
      /** Given back, while there are references. */
      released: {
        on: {
          HOLD: { guard: 'mayHold', actions: 'hold' },
          DROP: [
            { guard: 'isHeldNoMore', target: 'free', actions: 'lose' },
            { guard: 'isHeld', actions: 'drop' },
          ],
        },
      },
      free: {
        on: { ALLOCATE: { target: 'owned', actions: assign({ owner: ({ event }) => event.by }) } },
      },
    },
  });
}

/** How it is shown: its owner, whether it is sealed, and how many hold it. */
export function showMemoryPage(s: SnapshotFrom<ReturnType<typeof memoryPage>>): string {
  const { owner, writable, held } = s.context;
  const released = s.matches('released') ? ', given back' : '';
  return `${owner ?? 'free'}${released}${writable ? '' : ', read-only'}${held > 0 ? `, held ${held}×` : ''}`;
}
