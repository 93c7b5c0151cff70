/**
 * Who has worked on the access that a vCPU has under way: for which function, and whether more than once.
 *
 * A ghost: it is there for requirements to see.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

export type ServedByEvent =
  /** A new access begins. */
  | { readonly type: 'BEGIN' }
  /** A model works on it as an access to this function. */
  | { readonly type: 'SERVED'; readonly by: string };

export const servedBy = setup({
  types: {
    context: {} as { readonly by: string | null; readonly again: boolean },
    events: {} as ServedByEvent,
  },
}).createMachine({
  id: 'servedBy',
  context: { by: null, again: false },
  on: {
    BEGIN: { actions: assign({ by: null, again: false }) },
    SERVED: {
      actions: assign(({ context, event }) => ({ by: event.by, again: context.by !== null })),
    },
  },
});

/** How it is shown. */
export function showServedBy({ context: { by, again } }: SnapshotFrom<typeof servedBy>): string {
  return by === null ? '–' : `reached ${by}${again ? ', again' : ''}`;
}
