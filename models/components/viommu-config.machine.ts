/**
 * What a virtio-iommu keeps besides its tables: the state of feature negotiation and the config field
 * `bypass`.
 *
 * Models device status, feature bits and config layout of the IOMMU device in oasis-tcs/virtio-spec at 15f488c,
 * device-types/iommu/description.tex. The two bits about bypass may be accepted or not; of the others
 * those are kept that are not accepted.
 */

import { assign, setup } from 'xstate';

interface StatusContext {
  /** VIRTIO_IOMMU_F_BYPASS (bit 3) was accepted. */
  readonly old: boolean;
  /** VIRTIO_IOMMU_F_BYPASS_CONFIG (bit 6) was accepted. */
  readonly config: boolean;
  /** Other bits that were offered and not accepted. */
  readonly declined: readonly string[];
}

export type VirtioStatusEvent =
  | {
      readonly type: 'NEGOTIATE';
      readonly old: boolean;
      readonly config: boolean;
      readonly declined?: readonly string[];
    }
  /** The driver writes 0 to the status, or the system is reset. */
  | { readonly type: 'RESET' }
  /** The device gives up: NEEDS_RESET. */
  | { readonly type: 'BREAK' };

const nothingAccepted: StatusContext = { old: false, config: false, declined: [] };

/** From reset over FEATURES_OK to DRIVER_OK in one event; requests are served while it is running. */
export const virtioStatus = setup({
  types: { context: {} as StatusContext, events: {} as VirtioStatusEvent },
}).createMachine({
  id: 'virtioStatus',
  context: nothingAccepted,
  initial: 'reset',
  states: {
    reset: {
      on: {
        NEGOTIATE: {
          target: 'running',
          actions: assign({
            old: ({ event }) => event.old,
            config: ({ event }) => event.config,
            declined: ({ event }) => event.declined ?? [],
          }),
        },
      },
    },
    running: { on: { BREAK: 'needsReset' } },
    needsReset: {},
  },
  on: { RESET: { target: '.reset', actions: assign(nothingAccepted) } },
});

export type BypassFieldEvent =
  | { readonly type: 'WRITE'; readonly open: boolean }
  /** Back to the value the device was made with. */
  | { readonly type: 'RESTORE' };

/** The field `bypass`. @param open its initial value; it MAY be 1 */
export function bypassField(open: boolean) {
  return setup({
    types: { context: {} as { readonly open: boolean }, events: {} as BypassFieldEvent },
  }).createMachine({
    id: 'bypassField',
    context: { open },
    on: {
      WRITE: { actions: assign({ open: ({ event }) => event.open }) },
      RESTORE: { actions: assign({ open }) },
    },
  });
}

/** How the state of negotiation is shown: which bits about bypass were accepted. */
export function showStatus(status: {
  readonly value: unknown;
  readonly context: StatusContext;
}): string {
  const { old, config, declined } = status.context;
  const bits = [
    old ? 'BYPASS' : '',
    config ? 'BYPASS_CONFIG' : '',
    ...declined.map((bit) => `not ${bit}`),
  ].filter((bit) => bit !== '');
  return [status.value === 'needsReset' ? 'NEEDS_RESET' : String(status.value), ...bits].join(' ');
}

/** How the field is shown. */
export function showBypass({ context }: { readonly context: { readonly open: boolean } }): string {
  return `bypass=${context.open ? 1 : 0}`;
}
