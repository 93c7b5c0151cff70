/**
 * What a domain, its builder and xenstored have in common before they talk: the parameter that says
 * where the ring page is, the fields of the page that are about connecting, and what xenstored knows of
 * the domain.
 *
 * Models HVM_PARAM_STORE_PFN and HVM_PARAM_STORE_EVTCHN, `connection` and `evtchn_port` of struct
 * xenstore_domain_interface (xen/include/public/io/xs_wire.h), and struct domain of xenstored
 * (tools/xenstored/domain.c: introduce_domain, domain_conn_reset), at c447b7308b. The ring itself is a
 * component of its own. XENSTORE_CONNECTED is zero, so a page that was only cleared reads as connected.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

/** A parameter of a domain: never set, all ones, or what it stands for. */
export type ParameterValue = 'zero' | 'allOnes' | 'valid';

export type HvmParameterEvent = { readonly type: 'SET'; readonly value: ParameterValue };

export const hvmParameter = setup({
  types: { context: {} as { readonly value: ParameterValue }, events: {} as HvmParameterEvent },
}).createMachine({
  id: 'hvmParameter',
  context: { value: 'zero' },
  on: { SET: { actions: assign({ value: ({ event }) => event.value }) } },
});

/** How a parameter is shown. */
export function showParameter({ context }: SnapshotFrom<typeof hvmParameter>): string {
  return { zero: '0', allOnes: '~0', valid: 'valid' }[context.value];
}

/** What `evtchn_port` reads as. */
export type PagePort = 'zero' | 'valid' | 'garbage';

export type XenstorePageEvent =
  /** A page is put into the domain; what its fields hold then. */
  | { readonly type: 'POPULATE'; readonly port: PagePort }
  | { readonly type: 'PORT'; readonly port: PagePort }
  | { readonly type: 'RECONNECT' }
  /** xenstored writes CONNECTED, whatever is there. */
  | { readonly type: 'WRITE_CONNECTED' }
  /** It does so where it has found RECONNECT. */
  | { readonly type: 'CONNECT' };

export const xenstorePage = setup({
  types: { context: {} as { readonly port: PagePort | null }, events: {} as XenstorePageEvent },
}).createMachine({
  id: 'xenstorePage',
  context: { port: null },
  initial: 'absent',
  states: {
    absent: {
      on: {
        POPULATE: { target: 'connected', actions: assign({ port: ({ event }) => event.port }) },
      },
    },
    connected: { on: { RECONNECT: 'reconnect', WRITE_CONNECTED: { target: 'connected' } } },
    reconnect: {
      on: {
        RECONNECT: { target: 'reconnect' },
        WRITE_CONNECTED: 'connected',
        CONNECT: 'connected',
      },
    },
  },
  on: { PORT: { actions: assign({ port: ({ event }) => event.port }) } },
});

/** How the page is shown. */
export function showPage(s: SnapshotFrom<typeof xenstorePage>): string {
  const { port } = s.context;
  return port === null ? 'absent' : `${String(s.value).toUpperCase()} port=${port}`;
}

export type XenstoreClientEvent =
  | { readonly type: 'INTRODUCE' }
  /** Its watches and transactions are dropped. */
  | { readonly type: 'RESET' }
  | { readonly type: 'WATCH' };

/** A domain as xenstored knows it. */
export const xenstoreClient = setup({
  types: { events: {} as XenstoreClientEvent },
}).createMachine({
  id: 'xenstoreClient',
  initial: 'unknown',
  states: {
    unknown: { on: { INTRODUCE: 'introduced' } },
    introduced: { on: { RESET: { target: 'introduced' }, WATCH: 'watching' } },
    watching: { on: { RESET: 'introduced', WATCH: { target: 'watching' } } },
  },
});
