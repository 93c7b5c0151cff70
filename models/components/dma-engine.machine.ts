/**
 * The requests of a device that the IOMMU has let through and that have not arrived yet.
 *
 * One request is in flight at a time, a write to memory or a message. A write knows the page it goes to, the tables that sent it there and
 * the domain id it was tagged with: an invalidation is complete only when requests that were translated
 * by what it drops have arrived (VT-d specification, draining of reads and writes). A message knows the interrupt
 * it raises: it has been through interrupt remapping.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

export interface Flight {
  readonly page: string;
  readonly tables: string;
  readonly id: number;
}

export type DmaEngineEvent =
  /** A write has been translated. */
  | ({ readonly type: 'LAUNCH' } & Flight)
  /** It reaches memory. */
  | { readonly type: 'ARRIVE' }
  /** A message has been remapped to the interrupt of a device, given by number. */
  | { readonly type: 'SEND'; readonly interrupt: number }
  /** That interrupt is raised. */
  | { readonly type: 'RAISE'; readonly interrupt: number };

interface DmaContext {
  readonly flight: Flight | null;
  readonly message: number | null;
}

export const dmaEngine = setup({
  types: { context: {} as DmaContext, events: {} as DmaEngineEvent },
}).createMachine({
  id: 'dmaEngine',
  context: { flight: null, message: null },
  initial: 'idle',
  states: {
    idle: {
      on: {
        LAUNCH: {
          target: 'flying',
          actions: assign({ flight: ({ event: { page, tables, id } }) => ({ page, tables, id }) }),
        },
        SEND: {
          target: 'signalling',
          actions: assign({ message: ({ event }) => event.interrupt }),
        },
      },
    },
    signalling: {
      on: {
        RAISE: {
          guard: ({ context, event }) => context.message === event.interrupt,
          target: 'idle',
          actions: assign({ message: null }),
        },
      },
    },
    flying: { on: { ARRIVE: { target: 'idle', actions: assign({ flight: null }) } } },
  },
});

/** How it is shown: the page or the interrupt a request is on its way to. */
export function showDmaEngine({ context }: SnapshotFrom<typeof dmaEngine>): string {
  if (context.message !== null) return `interrupt of dev${context.message}`;
  return context.flight === null ? 'idle' : `to ${context.flight.page}`;
}
