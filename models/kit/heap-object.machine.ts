/**
 * An object on the heap that is allocated, freed and allocated again at the same place.
 *
 * Each allocation has a generation of its own. Whoever keeps a pointer keeps the generation with it,
 * so a use after free shows even when something new lives at the old address (ABA).
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

export type HeapObjectEvent = { readonly type: 'ALLOCATE' } | { readonly type: 'FREE' };

/**
 * @param generations how many times the object may be allocated in all; a bound of the model
 * @param starts whether generation 0 exists from the start
 */
export function heapObject(generations: number, starts: 'allocated' | 'freed' = 'allocated') {
  return setup({
    types: { context: {} as { readonly generation: number }, events: {} as HeapObjectEvent },
  }).createMachine({
    id: 'heapObject',
    context: { generation: starts === 'allocated' ? 0 : -1 },
    initial: starts,
    states: {
      allocated: { on: { FREE: 'freed' } },
      freed: {
        on: {
          ALLOCATE: {
            guard: ({ context }) => context.generation + 1 < generations,
            target: 'allocated',
            actions: assign({ generation: ({ context }) => context.generation + 1 }),
          },
        },
      },
    },
  });
}

type HeapObjectSnapshot = SnapshotFrom<ReturnType<typeof heapObject>>;

/** The generation that is allocated now, or null. */
export function allocatedGeneration(s: HeapObjectSnapshot): number | null {
  return s.matches('allocated') ? s.context.generation : null;
}

/** How an object is shown: its generation, and whether it is there. */
export function showHeapObject(s: HeapObjectSnapshot): string {
  return s.context.generation < 0 ? 'never made' : `#${s.context.generation} ${String(s.value)}`;
}
