/**
 * Three bits of a device's hardware command register, and the MSI enable bit beside it.
 *
 * Models MEMORY (decode), BUS_MASTER and INTX_DISABLE of PCI_COMMAND (PCI Local Bus Specification 3.0,
 * section 6.2.2) as Xen writes them: drivers/vpci/header.c (cmd_write, modify_decoding),
 * drivers/vpci/msi.c (control_write) and drivers/passthrough/pci.c (pci_check_disable_device). A write
 * that names no value for MEMORY leaves it, and one that names none for BUS_MASTER sets it: a family
 * that is not about mappings writes only what it is about.
 *
 * `stopped` remembers that the fault handler took BUS_MASTER away and that the guest has not asked
 * for it since.
 */

import { assign, setup } from 'xstate';

interface CommandContext {
  readonly memory: boolean;
  readonly master: boolean;
  readonly intxDisabled: boolean;
  readonly stopped: boolean;
}

/** A value that is written. */
export interface CommandValue {
  readonly intxDisabled: boolean;
  readonly memory?: boolean;
  readonly master?: boolean;
}

export type CommandRegisterEvent =
  /** The guest writes a value that reaches hardware at once. */
  | ({ readonly type: 'GUEST_WRITE' } & CommandValue)
  /** The guest writes BUS_MASTER = 1 and the value waits for deferred work. */
  | { readonly type: 'GUEST_ASKS' }
  /** Deferred work writes the value it was given when it was queued. */
  | ({ readonly type: 'DEFERRED_WRITE' } & CommandValue)
  | { readonly type: 'DISABLE_INTX' }
  /** `pci_intx(pdev, true)`: Xen clears INTX_DISABLE as it switches MSI off. */
  | { readonly type: 'ENABLE_INTX' }
  /** The fault handler writes back what it read, without BUS_MASTER. */
  | { readonly type: 'FAULT_WRITE'; readonly intxDisabled: boolean }
  /** Assignment: bits 0 to 5 are cleared. */
  | { readonly type: 'ASSIGNED' }
  /** A reset of the function clears all bits. */
  | { readonly type: 'RESET' };

/** How a register starts, and whether its decode bit can be cleared at all. */
export interface CommandRegisterOptions {
  readonly decode?: 'off' | 'on' | 'hard-wired';
  /** INTX_DISABLE at first. */
  readonly intxDisabled?: boolean;
}

/** @param decode whether decode is on at first, or on for ever whatever is written */
export function commandRegisterOf({
  decode = 'off',
  intxDisabled = false,
}: CommandRegisterOptions = {}) {
  const memory = (value: boolean): boolean => value || decode === 'hard-wired';
  return setup({
    types: { context: {} as CommandContext, events: {} as CommandRegisterEvent },
  }).createMachine({
    id: 'commandRegister',
    context: { memory: decode !== 'off', master: false, intxDisabled, stopped: false },
    on: {
      GUEST_WRITE: {
        actions: assign(({ context, event }) => ({
          memory: memory(event.memory ?? context.memory),
          master: event.master ?? true,
          intxDisabled: event.intxDisabled,
          stopped: event.master === false ? context.stopped : false,
        })),
      },
      GUEST_ASKS: { actions: assign({ stopped: false }) },
      DEFERRED_WRITE: {
        actions: assign(({ context, event }) => ({
          memory: memory(event.memory ?? context.memory),
          master: event.master ?? true,
          intxDisabled: event.intxDisabled,
        })),
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
      ASSIGNED: { actions: assign({ memory: memory(false), master: false, stopped: false }) },
      RESET: {
        actions: assign({
          memory: memory(false),
          master: false,
          intxDisabled: false,
          stopped: false,
        }),
      },
    },
  });
}

export const commandRegister = commandRegisterOf();

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
  return `${showBits(context)}${context.stopped ? ' stopped' : ''}`;
}

/** The bits of a command value that are set, by name. */
export function showBits({ memory, master, intxDisabled }: CommandValue): string {
  const names = [
    memory === true ? 'MEM' : '',
    master === true ? 'MASTER' : '',
    intxDisabled ? 'INTXD' : '',
  ].filter((name) => name !== '');
  return names.length === 0 ? '0' : names.join('|');
}
