/**
 * What a frontend that waits for a backend comes to in the end: EVENTUALLY-PROBES, RE-PROBES,
 * NO-CROSS-BLOCK.
 */

import type { ioreqServer } from '../../models/components/ioreq-server.machine.ts';
import {
  allOf,
  anyOf,
  type Component,
  type Expression,
  type Fairness,
  type Formula,
  not,
  type Property,
  relation,
} from '../../models/compose/index.ts';
import { companion, provided, settles, temporal } from '../kinds/index.ts';
import type { BackedDevice } from './backend.ts';
import { scheduled } from './fairness.ts';
import { type Actor, tagged } from './subject.ts';

/** A device of a frontend whose readiness can be told in full. */
export interface ServedDevice extends BackedDevice {
  readonly server: Component<typeof ioreqServer>;
}

type Devices = readonly ServedDevice[];

/** Whoever has a part in it is scheduled; a backend dies or not, and edges are lost or not, as they like. */
export function domainsRun(actors: readonly Actor[]): readonly Fairness[] {
  return scheduled(actors, 'a vCPU that can run does in the end');
}

/** The server is enabled, the range is mapped to it, and the main loop that serves it runs. */
function ready({ server, range, loop, domain }: ServedDevice): Expression {
  const made = relation(
    `${server.name}, ${range.name} and ${loop.name} are of the present ${domain.name}`,
    [
      server.view('made by', (s) => s.context.by),
      range.view('goes to', (s) => s.context.by),
      loop.view('run by', (s) => s.context.by),
      domain.view('incarnation', (s) => s.context.incarnation),
    ],
    (...incarnations) => incarnations.every((one) => one === incarnations[3]),
  );
  return allOf(
    server.is('is enabled', (s) => s.matches('enabled')),
    made,
  );
}

/** It works, or its driver would not have it without grants. */
function decided({ worker }: ServedDevice): Expression {
  return anyOf(tagged(worker, 'driverOK'), tagged(worker, 'refused'));
}

function every(devices: Devices, of: (device: ServedDevice) => readonly Formula[]): Formula {
  return { kind: 'and', of: devices.flatMap(of) };
}

/** A backend that comes up and stays up is found. */
export function eventuallyProbes(devices: Devices, fairness: readonly Fairness[]): Property {
  return temporal({
    name: 'EVENTUALLY-PROBES',
    statement:
      'a device whose backend is ready for good works for good in the end, unless its driver refuses it for want of grants',
    stake: 'the guest never has its disk or network although their backend is up',
    formula: every(devices, (device) => [
      provided(settles(ready(device)), settles(decided(device))),
    ]),
    fairness,
    companion: companion('a backend is ready', anyOf(...devices.map(ready))),
  });
}

/** A backend that comes back and stays up is found again. */
export function reProbes(devices: Devices, fairness: readonly Fairness[]): Property {
  const isAnew = ({ domain }: ServedDevice): Expression =>
    domain.is('is built anew', (s) => s.context.incarnation > 0);
  const isBack = (device: ServedDevice): Expression => allOf(isAnew(device), ready(device));
  const talksTo = ({ dma, domain }: ServedDevice): Expression =>
    relation(
      `${dma.name} grants to the present ${domain.name}`,
      [
        dma.view('backend', (s) => s.context.backend?.incarnation ?? null),
        domain.view('incarnation', (s) => s.context.incarnation),
      ],
      (known, present) => known === present,
    );
  const isConnected = (device: ServedDevice): Expression =>
    anyOf(
      tagged(device.worker, 'refused'),
      allOf(tagged(device.worker, 'driverOK'), talksTo(device)),
    );
  return temporal({
    name: 'RE-PROBES',
    statement:
      'a device whose backend died, came back and is ready for good works with the new one in the end',
    stake: 'a restart of a driver domain costs every guest its devices until it is restarted too',
    formula: every(devices, (device) => [
      provided(settles(isBack(device)), settles(isConnected(device))),
    ]),
    fairness,
    companion: companion('a backend has come back and is ready', anyOf(...devices.map(isBack))),
  });
}

/** The death of one backend is no matter of another's devices. */
export function noCrossBlock(devices: Devices, fairness: readonly Fairness[]): Property {
  const others = (device: ServedDevice): Devices =>
    devices.filter(({ deviceModel }) => deviceModel !== device.deviceModel);
  const dead = ({ deviceModel }: ServedDevice): Expression => tagged(deviceModel, 'dead');
  return temporal({
    name: 'NO-CROSS-BLOCK',
    statement:
      'a device whose backend is ready for good works in the end although another backend stays dead',
    stake: 'one driver domain that is down keeps the devices of all others from a guest',
    formula: every(devices, (device) =>
      others(device).map((other) =>
        provided(
          { kind: 'and', of: [settles(ready(device)), settles(dead(other))] },
          settles(decided(device)),
        ),
      ),
    ),
    fairness,
    companion: companion(
      'a backend is ready while another is dead, and the frontend has come up',
      anyOf(
        ...devices.flatMap((device) =>
          others(device).map((other) =>
            allOf(
              ready(device),
              dead(other),
              not(device.worker.is('is at boot', (s) => String(s.value) === 'boot')),
            ),
          ),
        ),
      ),
    ),
  });
}
