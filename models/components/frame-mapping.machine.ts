/**
 * An entry of a domain's p2m for a frame that belongs to the hypervisor: which allocation it leads to.
 *
 * Models the p2m entry that XENMEM_add_to_physmap makes for a frame of the grant table
 * (xenmem_add_to_physmap_one in xen/arch/arm/mm.c and xen/arch/x86/mm/p2m.c).
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

export type FrameMappingEvent =
  | { readonly type: 'MAP'; readonly generation: number }
  | { readonly type: 'UNMAP' };

export const frameMapping = setup({
  types: {
    context: {} as { readonly generation: number | null },
    events: {} as FrameMappingEvent,
  },
}).createMachine({
  id: 'frameMapping',
  context: { generation: null },
  on: {
    MAP: { actions: assign({ generation: ({ event }) => event.generation }) },
    UNMAP: {
      guard: ({ context }) => context.generation !== null,
      actions: assign({ generation: null }),
    },
  },
});

/** How it is shown: which allocation of the frame it leads to. */
export function showFrameMapping({ context }: SnapshotFrom<typeof frameMapping>): string {
  return context.generation === null ? 'not present' : `to #${context.generation}`;
}
