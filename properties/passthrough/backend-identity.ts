/** Requirements on whom a frontend opens its memory to: DOMID-CORRECT, NO-SILENT-BYPASS. */

import { allOf, anyOf, implies, type Property, relation } from '../../models/compose/index.ts';
import { companion, invariant } from '../kinds/index.ts';
import type { BackedDevice } from './backend.ts';
import { tagged } from './subject.ts';

type Devices = readonly BackedDevice[];

/** Grants go to the backend that has the device, or the frontend is about to be told otherwise. */
export function domidCorrect(devices: Devices): Property {
  const granted = ({ dma }: BackedDevice) => dma.is('has grants', (s) => s.matches('grants'));
  return invariant({
    name: 'DOMID-CORRECT',
    statement:
      'a device grants to the domain and incarnation that is its backend, or its frontend has an edge to come',
    stake: 'the guest opens its memory to a domain that has nothing to do with the device',
    holds: allOf(
      ...devices.map((device) => {
        const { dma, domain, name, port, worker } = device;
        const told =
          port === null
            ? anyOf()
            : anyOf(
                tagged(worker, 'told'),
                allOf(
                  tagged(worker, 'minds'),
                  port.is('has an edge pending', (s) => s.matches('pending')),
                ),
              );
        const right = relation(
          `${name} grants to its backend`,
          [
            dma.view('granted to', ({ context: { backend: b } }) =>
              b === null ? null : `dom${b.domid} #${b.incarnation}`,
            ),
            domain.view('is', ({ context: c }) => `dom${c.domid} #${c.incarnation}`),
          ],
          (to, is) => to === null || to === is,
        );
        return implies(granted(device), anyOf(right, told));
      }),
    ),
    companion: companion('a device has grants', anyOf(...devices.map(granted))),
  });
}

/** A device whose DMA is to be restricted never works without grants. */
export function noSilentBypass(devices: Devices): Property {
  const driverOk = ({ worker }: BackedDevice) => tagged(worker, 'driverOK');
  return invariant({
    name: 'NO-SILENT-BYPASS',
    statement: 'a device with DRIVER_OK has grant operations',
    stake:
      'a backend reads and writes all of the memory of a guest that was to be protected from it',
    holds: allOf(
      ...devices.map((device) =>
        implies(
          driverOk(device),
          device.dma.is('has grants', (s) => s.matches('grants')),
        ),
      ),
    ),
    companion: companion(
      'a device has DRIVER_OK, or was refused for want of a backend',
      anyOf(...devices.flatMap((d) => [driverOk(d), tagged(d.worker, 'refused')])),
    ),
  });
}
