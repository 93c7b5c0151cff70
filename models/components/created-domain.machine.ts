/**
 * A domain that a toolstack creates step by step, and who wrote what xenstore says of it.
 *
 * Models what libxl does for a domain before it is unpaused (tools/libs/light/libxl_create.c and
 * libxl_dom.c at c447b7308b: nodes first, then the event channel with its HVM parameter, then
 * xs_introduce_domain), as far as somebody else could take the half-built domain for one of his.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

export type CreatedDomainEvent =
  | { readonly type: 'CREATE' }
  | { readonly type: 'DESCRIBE'; readonly by: string }
  /** STORE_EVTCHN is set. */
  | { readonly type: 'CHANNEL' }
  | { readonly type: 'INTRODUCE' };

export const createdDomain = setup({
  types: { context: {} as { readonly author: string | null }, events: {} as CreatedDomainEvent },
}).createMachine({
  id: 'createdDomain',
  context: { author: null },
  initial: 'absent',
  on: { DESCRIBE: { actions: assign({ author: ({ event }) => event.by }) } },
  states: {
    absent: { on: { CREATE: 'created' } },
    created: { on: { CHANNEL: 'channelled' } },
    channelled: { on: { INTRODUCE: 'introduced' } },
    introduced: { on: { INTRODUCE: { target: 'introduced' } } },
  },
});

/** How it is shown. */
export function showCreated(s: SnapshotFrom<typeof createdDomain>): string {
  const { author } = s.context;
  return author === null ? String(s.value) : `${String(s.value)}, described by ${author}`;
}
