/** Requirements on interrupts: IRQ-OWNER, VIEW-MSI, VIEW-INTX. */

import type {
  commandRegister,
  msiEnable,
} from '../../models/components/command-register.machine.ts';
import type { deviceOwner } from '../../models/components/device-owner.machine.ts';
import type { vpciMsi } from '../../models/components/vpci-msi.machine.ts';
import {
  allOf,
  anyOf,
  type Component,
  type Expression,
  implies,
  not,
  type Property,
  relation,
} from '../../models/compose/index.ts';
import type { flag } from '../../models/kit/flag.machine.ts';
import { type Companion, companion, invariant } from '../kinds/index.ts';
import { type Actor, at } from './subject.ts';

/**
 * Interrupts of a device reach only the domain that owns it.
 *
 * Stated of the actors that stand for devices: one whose interrupt reaches another domain ends at the
 * location `misdelivered`. Source: 9.1 of the domain literature; XSA-33, XSA-36, XSA-49, XSA-237.
 *
 * @param put what puts it to the test: an interrupt on its way while it could go astray
 */
export function interruptsReachOwner(devices: readonly Actor[], put: Companion): Property {
  return invariant({
    name: 'IRQ-OWNER',
    statement: 'interrupts of a device reach only the domain that owns it',
    stake: 'a device in the hands of one guest interrupts another one, or the host, at will',
    holds: not(anyOf(...devices.map((device) => at(device, 'misdelivered')))),
    companion: put,
  });
}

/** A device whose MSI state vPCI shows to its guest. */
export interface ShownMsi {
  readonly vpci: Component<ReturnType<typeof vpciMsi>>;
  readonly owner: Component<typeof deviceOwner.here>;
  readonly enable: Component<typeof msiEnable>;
}

/**
 * While nobody is at work, the MSI enable bit that the guest reads is that of the hardware.
 *
 * Source: 1e34ed7174. The part of VIEW that is about MSI.
 */
export function msiViewed(devices: readonly ShownMsi[], rest: Expression): Property {
  const shown = ({ vpci }: ShownMsi) =>
    vpci.view('shows MSI', (s) => (s.matches('present') ? s.context.enabled : null));
  return invariant({
    name: 'VIEW-MSI',
    statement: 'the MSI enable bit that a guest reads is that of the hardware',
    stake:
      'the guest waits for interrupts that the device does not send, or gets some it did not ask for',
    holds: implies(
      rest,
      allOf(
        ...devices.map((device) =>
          relation(
            `${device.vpci.name} shows what ${device.enable.name} is`,
            [shown(device), device.enable.view('on', (s) => s.matches('on'))],
            (read, hardware) => read === null || read === hardware,
          ),
        ),
      ),
    ),
    companion: companion(
      'the guest has MSI enabled, and nobody is at work',
      allOf(
        rest,
        anyOf(...devices.map(({ vpci }) => vpci.is('has MSI enabled', (s) => s.context.enabled))),
      ),
    ),
  });
}

/** A device whose INTX_DISABLE vPCI shows to its guest. */
export interface ShownIntx {
  readonly vpci: Component<ReturnType<typeof vpciMsi>>;
  readonly command: Component<typeof commandRegister>;
  readonly guestIntx: Component<typeof flag>;
}

/**
 * While nobody is at work, the INTX_DISABLE that a guest reads is that of the hardware.
 *
 * Source: cmd_write and control_write, xen/drivers/vpci, since 9c831e429c. The part of VIEW that is
 * about INTx.
 */
export function intxViewed(devices: readonly ShownIntx[], rest: Expression): Property {
  return invariant({
    name: 'VIEW-INTX',
    statement: 'the INTX_DISABLE bit that a guest reads is that of the hardware',
    stake: 'a device raises a line that its driver believes to be off',
    holds: implies(
      rest,
      allOf(
        ...devices.map(({ vpci, command, guestIntx }) =>
          relation(
            `${guestIntx.name} is what ${command.name} has`,
            [
              vpci.view('there', (s) => s.matches('present')),
              guestIntx.view('disabled', (s) => s.matches('on')),
              command.view('INTX_DISABLE', (s) => s.context.intxDisabled),
            ],
            (there, read, hardware) => !there || read === hardware,
          ),
        ),
      ),
    ),
    companion: companion(
      'the guest reads INTX_DISABLE set, and nobody is at work',
      allOf(
        rest,
        anyOf(...devices.map(({ guestIntx }) => guestIntx.is('is on', (s) => s.matches('on')))),
      ),
    ),
  });
}
