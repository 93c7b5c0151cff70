/**
 * The requests of a device that the IOMMU has let through and that have not arrived yet.
 *
 * One request is in flight at a time. It knows the page it goes to, the tables that sent it there and
 * the domain id it was tagged with: an invalidation is complete only when requests that were translated
 * by what it drops have arrived (VT-d specification, draining of reads and writes).
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
  | { readonly type: 'ARRIVE' };

export const dmaEngine = setup({
  types: { context: {} as { readonly flight: Flight | null }, events: {} as DmaEngineEvent },
}).createMachine({
  id: 'dmaEngine',
  context: { flight: null },
  initial: 'idle',
  states: {
    idle: {
      on: {
        LAUNCH: {
          target: 'flying',
          actions: assign({ flight: ({ event: { page, tables, id } }) => ({ page, tables, id }) }),
        },
      },
    },
    flying: { on: { ARRIVE: { target: 'idle', actions: assign({ flight: null }) } } },
  },
});

/** How it is shown: the page a request is on its way to. */
export function showDmaEngine({ context }: SnapshotFrom<typeof dmaEngine>): string {
  return context.flight === null ? 'idle' : `to ${context.flight.page}`;
}
