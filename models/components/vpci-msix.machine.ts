/**
 * `struct vpci_msix` and one entry of it: what vPCI shows a domain of MSI-X.
 *
 * Models xen/include/xen/vpci.h and drivers/vpci/msix.c. What is written into the table is stored;
 * `updated` says that it has not been applied yet, which is done when the entry is unmasked or MSI-X is
 * enabled as a whole. `pirq` says that the entry has one.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

export type MsixControlEvent = {
  readonly type: 'CONTROL';
  readonly enabled: boolean;
  readonly masked: boolean;
};

/** The control register as the domain reads it: enabled, and all entries masked. */
export const msixControl = setup({
  types: {
    context: {} as { readonly enabled: boolean; readonly masked: boolean },
    events: {} as MsixControlEvent,
  },
}).createMachine({
  id: 'msixControl',
  context: { enabled: false, masked: false },
  on: {
    CONTROL: {
      actions: assign(({ event }) => ({ enabled: event.enabled, masked: event.masked })),
    },
  },
});

export type MsixEntryEvent =
  /** Address or data is written. */
  | { readonly type: 'STORE' }
  | { readonly type: 'MASK' }
  /** Accepted only while it is masked, and while what is stored has been applied or has not. */
  | { readonly type: 'UNMASK'; readonly updated: boolean }
  /** The entry has been set up with what is stored. */
  | { readonly type: 'APPLIED' }
  | { readonly type: 'PIRQ'; readonly mapped: boolean }
  /** Its pirq is given up, and what is stored has to be applied again. */
  | { readonly type: 'DISABLED' };

/** One entry of the table. */
export const msixEntry = setup({
  types: {
    context: {} as {
      readonly masked: boolean;
      readonly updated: boolean;
      readonly mapped: boolean;
    },
    events: {} as MsixEntryEvent,
  },
}).createMachine({
  id: 'msixEntry',
  context: { masked: true, updated: false, mapped: false },
  on: {
    STORE: { actions: assign({ updated: true }) },
    MASK: { actions: assign({ masked: true }) },
    UNMASK: {
      guard: ({ context, event }) => context.masked && context.updated === event.updated,
      actions: assign({ masked: false }),
    },
    APPLIED: { actions: assign({ updated: false }) },
    PIRQ: { actions: assign({ mapped: ({ event }) => event.mapped }) },
    DISABLED: { actions: assign({ updated: true, mapped: false }) },
  },
});

/** How the control register is shown. */
export function showMsixControl({
  context: { enabled, masked },
}: SnapshotFrom<typeof msixControl>): string {
  return `${enabled ? 'on' : 'off'}${masked ? ', all masked' : ''}`;
}

/** How an entry is shown. */
export function showMsixEntry({
  context: { masked, updated, mapped },
}: SnapshotFrom<typeof msixEntry>): string {
  const words = [masked ? 'masked' : 'unmasked', ...(updated ? ['updated'] : [])];
  return [...words, mapped ? 'pirq' : 'no pirq'].join(', ');
}
