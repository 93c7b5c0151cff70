/**
 * The index half of a pair of registers: what is written to it says what the data register speaks of.
 *
 * CF8/CFC are such a pair, and so is a register of a root complex that takes a BDF and answers with the
 * domain id of its backend. Whoever writes between an index and its data changes what is read.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

export const indexRegister = setup({
  types: {
    context: {} as { readonly index: number | null },
    events: {} as { readonly type: 'WRITE'; readonly index: number },
  },
}).createMachine({
  id: 'indexRegister',
  context: { index: null },
  on: { WRITE: { actions: assign({ index: ({ event }) => event.index }) } },
});

/** How it is shown. */
export function showIndex({ context }: SnapshotFrom<typeof indexRegister>): string {
  return context.index === null ? 'unset' : `dev${context.index}`;
}
