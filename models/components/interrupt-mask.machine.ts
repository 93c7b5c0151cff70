/**
 * The mask of one MSI vector: what Xen wants, what the guest wants, and the bit in hardware.
 *
 * Models `host_masked`, `guest_masked` and the bit that msi_set_mask_bit writes as the logical or of
 * both (xen/arch/x86/msi.c). `WRITE` is a write that reaches the bit without asking.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

interface MaskContext {
  readonly host: boolean;
  readonly guest: boolean;
  readonly hardware: boolean;
}

export type InterruptMaskEvent = {
  readonly type: 'HOST' | 'GUEST' | 'WRITE';
  readonly on: boolean;
};

/** @param masked whether Xen and the guest both mask it at first */
export function interruptMask(masked: boolean) {
  return setup({
    types: { context: {} as MaskContext, events: {} as InterruptMaskEvent },
  }).createMachine({
    id: 'interruptMask',
    context: { host: masked, guest: masked, hardware: masked },
    on: {
      HOST: {
        actions: assign(({ context, event }) => ({
          host: event.on,
          hardware: event.on || context.guest,
        })),
      },
      GUEST: {
        actions: assign(({ context, event }) => ({
          guest: event.on,
          hardware: event.on || context.host,
        })),
      },
      WRITE: { actions: assign({ hardware: ({ event }) => event.on }) },
    },
  });
}

/** How it is shown: who masks it, and the bit where that does not follow. */
export function showInterruptMask({
  context: { host, guest, hardware },
}: SnapshotFrom<ReturnType<typeof interruptMask>>): string {
  const who = [host ? 'host' : '', guest ? 'guest' : ''].filter((name) => name !== '').join('+');
  const said = who === '' ? 'unmasked' : `masked by ${who}`;
  return hardware === (host || guest) ? said : `${said}, bit ${hardware ? 'set' : 'clear'}`;
}
