/** Requirements on hardware registers: INTX-XOR-MSI, MASTER-STOP. */

import { allOf, anyOf, not, type Property } from '../../models/compose/index.ts';
import { companion, invariant } from '../kinds/index.ts';
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
