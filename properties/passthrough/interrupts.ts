/** Requirements on interrupts: who gets them, who masks them, what a guest reads of them. */

import type {
  commandRegister,
  msiEnable,
} from '../../models/components/command-register.machine.ts';
import type { deviceOwner } from '../../models/components/device-owner.machine.ts';
import { type hostIrq, receiver } from '../../models/components/host-irq.machine.ts';
import type { interruptMask } from '../../models/components/interrupt-mask.machine.ts';
import type { remapEntry } from '../../models/components/interrupt-remapping.machine.ts';
import type { vpciMsi } from '../../models/components/vpci-msi.machine.ts';
import {
  allOf,
  anyOf,
  type Component,
  type Expression,
  type Invariant,
  implies,
  not,
  type Property,
  relation,
} from '../../models/compose/index.ts';
import type { flag } from '../../models/kit/flag.machine.ts';
import { registersOf } from '../../models/kit/program.ts';
import { type Companion, companion, invariant } from '../kinds/index.ts';
import type { PassthroughDevice } from './assigned-device.ts';
import { type Actor, at } from './subject.ts';

const reachOwner = {
  statement: 'interrupts of a device reach only the domain that owns it',
  stake: 'a device in the hands of one guest interrupts another one, or the host, at will',
};

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
    ...reachOwner,
    holds: not(anyOf(...devices.map((device) => at(device, 'misdelivered')))),
    companion: put,
  });
}

/**
 * The same where messages are in flight: one that has been remapped to an interrupt finds nobody there, or
 * the domain that has its sender. Its name is that of the full system.
 *
 * @param interrupts by the number of the device that each was set up for
 */
export function messagesToOwner(
  { list, dma }: Pick<PassthroughDevice, 'list' | 'dma'>,
  interrupts: readonly {
    readonly index: number;
    readonly irq: Component<ReturnType<typeof hostIrq>>;
  }[],
): Invariant {
  const owner = list.view('owner', (s) => s.context.domain);
  const message = dma.view('message', (s) => s.context.message);
  return invariant({
    name: 'MSI-CONFINED',
    ...reachOwner,
    holds: allOf(
      ...interrupts.map(({ index, irq }) =>
        relation(
          `a message for ${irq.name} reaches the owner of its sender, or nobody`,
          [message, irq.view('receiver', receiver), owner],
          (to, domain, has) => to !== index || domain === null || domain === has,
        ),
      ),
    ),
    companion: companion(
      'a message is on its way when its sender is with no guest',
      allOf(
        dma.is('has a message in flight', (s) => s.context.message !== null),
        list.is('is dom0 or dom_io', (s) => ['dom0', 'dom_io'].includes(s.context.domain)),
      ),
    ),
  });
}

/**
 * What Xen has masked stays masked in hardware, whatever the guest writes.
 *
 * Source: aa7c1fdf9d, which reverts the XSA-129 patches of QEMU by doing it in Xen.
 *
 * @param writes the guest is about to write a mask
 */
export function hostMasks(
  masks: readonly Component<ReturnType<typeof interruptMask>>[],
  writes: Expression,
): Property {
  const masked = masks.map((mask) => mask.is('is set by Xen', (s) => s.context.host));
  return invariant({
    name: 'HOST-MASK',
    statement: 'an interrupt that Xen has masked is masked in hardware',
    stake: 'an interrupt arrives while Xen rewrites its message, at a vector that is not its own',
    holds: not(
      anyOf(
        ...masks.map((mask) =>
          mask.is('is clear though set by Xen', (s) => s.context.host && !s.context.hardware),
        ),
      ),
    ),
    companion: companion(
      'the guest is about to write a mask while Xen masks the interrupt',
      allOf(anyOf(...masked), writes),
    ),
  });
}

/**
 * Remapping entries are made of what Xen knows, never of what a device says its message is.
 *
 * Source: cb5e973086, part of XSA-337.
 */
export function messagesFromXen(
  entries: readonly Component<ReturnType<typeof remapEntry>>[],
  put: Companion,
): Property {
  return invariant({
    name: 'MSG-CACHED',
    statement: 'no remapping entry is made from a message that was read back from a device',
    stake:
      "a guest that controls its device chooses which remapping entry Xen takes its device's from",
    holds: not(
      anyOf(...entries.map((entry) => entry.is('was read back', (s) => s.context.readBack))),
    ),
    companion: put,
  });
}

/**
 * While nobody is at work, a guest has access to a host IRQ only if it has the IRQ.
 *
 * Source: 545607eb3c, XSA-46: access that was granted is revoked on the error path.
 *
 * @param access says that the guest has access to the IRQ
 */
export function irqAccess(
  irq: Component<ReturnType<typeof hostIrq>>,
  access: Component<typeof flag>,
  rest: Expression,
): Property {
  const has = access.is('is on', (s) => s.matches('on'));
  return invariant({
    name: 'IRQ-ACCESS',
    statement: 'a guest has access to a host IRQ only while it has a pirq for it',
    stake: 'a guest maps the interrupt of a device that is not its own any more',
    holds: implies(
      rest,
      implies(
        has,
        irq.is('is with the guest', (s) => s.context.domain === 'here'),
      ),
    ),
    companion: companion('the guest has access, and nobody is at work', allOf(rest, has)),
  });
}

/**
 * The destruction of a guest goes on only after a pass over its pirqs in which none asked to be called
 * again because its softirq was scheduled.
 *
 * Source: 9480a1a519, XSA-395.
 *
 * @param dom0 actors that remember in register `a` that a pirq asked, and `goes on` afterwards
 */
export function cleanedWhole(dom0: readonly Actor[]): Property {
  const asked = (actor: Actor, label: string, where: string) =>
    actor.is(label, (s) => s.hasTag(where) && registersOf(s)['a'] === 1);
  return invariant({
    name: 'CLEAN-WHOLE',
    statement: 'destruction goes on only when no pirq has asked to be called again',
    stake: 'what an interrupt in flight refers to is freed before it has been handled',
    holds: not(
      anyOf(...dom0.map((actor) => asked(actor, 'goes on though a pirq asked', 'goes on'))),
    ),
    companion: companion(
      'a pirq asks to be called again',
      anyOf(...dom0.map((actor) => asked(actor, 'was asked to call again', 'teardown'))),
    ),
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
