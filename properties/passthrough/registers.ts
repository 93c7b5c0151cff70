/** Requirements on hardware registers: INTX-XOR-MSI, MASTER-STOP, VIEW. */

import { allOf, anyOf, implies, not, type Property, relation } from '../../models/compose/index.ts';
import { companion, invariant } from '../kinds/index.ts';
import type { MappedDevice } from './mapping.ts';
import { inOrder } from './mapping-places.ts';
import type { DeviceParts, Subject } from './subject.ts';

type WithRegisters = {
  readonly command: NonNullable<DeviceParts['command']>;
  readonly msi: NonNullable<DeviceParts['msi']>;
};

type Registers = Pick<DeviceParts, 'command' | 'msi'>;

function withRegisters({
  devices,
}: {
  readonly devices: readonly Registers[];
}): readonly WithRegisters[] {
  return devices.filter(
    (device): device is Registers & WithRegisters => device.command !== null && device.msi !== null,
  );
}

/**
 * INTx and MSI of a guest's device are never enabled in hardware at the same time.
 *
 * Source: PCI Local Bus Specification 3.0, 6.8.1.3; review of 2022-02-02 (the state is fixed silently,
 * since a config write cannot fail).
 */
export function intxXorMsi(subject: { readonly devices: readonly Registers[] }): Property {
  const devices = withRegisters(subject);
  const on = ({ msi }: WithRegisters) => msi.is('is on', (s) => s.matches('on'));
  return invariant({
    name: 'INTX-XOR-MSI',
    statement: 'INTx and MSI are never enabled at the same time',
    stake: 'the device raises an interrupt nobody has been told to handle',
    holds: not(
      anyOf(
        ...devices.map((device) =>
          allOf(
            on(device),
            device.command.is('has INTx on', (s) => !s.context.intxDisabled),
          ),
        ),
      ),
    ),
    companion: companion('MSI is on', anyOf(...devices.map(on))),
  });
}

/**
 * After the fault handler has taken BUS_MASTER away, only a later write of the guest brings it back.
 *
 * Source: pci_check_disable_device, drivers/passthrough/pci.c.
 */
export function masterStop(subject: Subject): Property {
  const devices = withRegisters(subject);
  return invariant({
    name: 'MASTER-STOP',
    statement: 'a device that was stopped for its faults stays stopped until the guest asks again',
    stake: 'a faulting device goes on flooding the IOMMU although it was stopped',
    holds: not(
      anyOf(
        ...devices.map(({ command }) =>
          command.is('is master though stopped', (s) => s.context.stopped && s.context.master),
        ),
      ),
    ),
    companion: companion(
      'a device was stopped',
      anyOf(...devices.map(({ command }) => command.is('was stopped', (s) => s.context.stopped))),
    ),
  });
}

/**
 * When nobody is at work on a device, hardware has what its domain believes, in the bits that are the
 * domain's.
 *
 * Source: cmd_write in drivers/vpci/header.c since 9c831e429c.
 *
 * @param memory whether the decode bit is one of them; with decode always on it is not
 */
export function view(devices: readonly MappedDevice[], memory: boolean): Property {
  const bits = (value: { memory: boolean; master: boolean; intxDisabled: boolean }): string =>
    `${memory ? Number(value.memory) : '-'}${Number(value.master)}${Number(value.intxDisabled)}`;
  const asked = ({ guest }: MappedDevice) =>
    guest.is('has a bit set', ({ context }) => context.memory || context.master);
  return invariant({
    name: 'VIEW',
    statement: `hardware has what the domain believes it to have${memory ? '' : ', save for decode'}`,
    stake: 'a driver relies on a state of the device that it is not in',
    holds: allOf(
      ...devices.map((device) =>
        implies(
          inOrder(device),
          relation(
            `PCI_COMMAND of dev${device.index} is what its domain believes`,
            [
              device.command.view('bits', ({ context }) => bits(context)),
              device.guest.view('bits', ({ context }) => bits(context)),
            ],
            (hardware, believed) => hardware === believed,
          ),
        ),
      ),
    ),
    companion: companion(
      'nobody is at work on a device with a bit set',
      anyOf(...devices.map((device) => allOf(inOrder(device), asked(device)))),
    ),
  });
}
