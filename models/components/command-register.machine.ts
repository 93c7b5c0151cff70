/**
 * Two bits of a device's hardware command register, and the MSI enable bit beside it.
 *
 * Models BUS_MASTER and INTX_DISABLE of PCI_COMMAND (PCI Local Bus Specification 3.0, section 6.2.2)
 * as Xen writes them: drivers/vpci/header.c (cmd_write, modify_decoding), drivers/vpci/msi.c
 * (control_write) and drivers/passthrough/pci.c (pci_check_disable_device). Memory decode belongs to
 * the mapping models.
 *
 * `stopped` remembers that the fault handler took BUS_MASTER away and that the guest has not asked
 * for it since.
 */

import { assign, setup } from 'xstate';

interface CommandContext {
  readonly master: boolean;
  readonly intxDisabled: boolean;
  readonly stopped: boolean;
}

export type CommandRegisterEvent =
  /** The guest writes BUS_MASTER = 1 and the value reaches hardware at once. */
  | { readonly type: 'GUEST_WRITE'; readonly intxDisabled: boolean }
  /** The guest writes BUS_MASTER = 1 and the value waits for deferred work. */
  | { readonly type: 'GUEST_ASKS' }
  /** Deferred work writes the value it was given when it was queued. */
  | { readonly type: 'DEFERRED_WRITE'; readonly intxDisabled: boolean }
  | { readonly type: 'DISABLE_INTX' }
  /** `pci_intx(pdev, true)`: Xen clears INTX_DISABLE as it switches MSI off. */
  | { readonly type: 'ENABLE_INTX' }
  /** The fault handler writes back what it read, without BUS_MASTER. */
  | { readonly type: 'FAULT_WRITE'; readonly intxDisabled: boolean }
  /** Assignment: bits 0 to 5 are cleared. */
  | { readonly type: 'ASSIGNED' };

export const commandRegister = setup({
  types: { context: {} as CommandContext, events: {} as CommandRegisterEvent },
}).createMachine({
  id: 'commandRegister',
  context: { master: false, intxDisabled: false, stopped: false },
  on: {
    GUEST_WRITE: {
      actions: assign({
        master: true,
        intxDisabled: ({ event }) => event.intxDisabled,
        stopped: false,
      }),
    },
    GUEST_ASKS: { actions: assign({ stopped: false }) },
    DEFERRED_WRITE: {
      actions: assign({ master: true, intxDisabled: ({ event }) => event.intxDisabled }),
    },
    DISABLE_INTX: { actions: assign({ intxDisabled: true }) },
    ENABLE_INTX: { actions: assign({ intxDisabled: false }) },
    FAULT_WRITE: {
      actions: assign({
        master: false,
        intxDisabled: ({ event }) => event.intxDisabled,
        stopped: true,
      }),
    },
    ASSIGNED: { actions: assign({ master: false, stopped: false }) },
  },
});

/** Whether MSI is enabled in hardware; off at first. */
export const msiEnable = msiEnableStarting('off');
/** The same, on at first. */
export const msiEnableOn = msiEnableStarting('on');

function msiEnableStarting(initial: 'off' | 'on') {
  return setup({
    types: { events: {} as { readonly type: 'ENABLE' | 'DISABLE' } },
  }).createMachine({
    id: 'msiEnable',
    initial,
    states: {
      off: { on: { ENABLE: 'on', DISABLE: { target: 'off' } } },
      on: { on: { DISABLE: 'off', ENABLE: { target: 'on' } } },
    },
  });
}

/** How the register is shown: its bits, and whether the device was stopped. */
export function showCommand({ context }: { readonly context: CommandContext }): string {
  const { master, intxDisabled, stopped } = context;
  const bits = [master ? 'MASTER' : '', intxDisabled ? 'INTXD' : ''].filter((bit) => bit !== '');
  return `${bits.length === 0 ? '0' : bits.join('|')}${stopped ? ' stopped' : ''}`;
}
