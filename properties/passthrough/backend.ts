/**
 * Requirements on how a frontend waits for a backend: NO-EARLY-PROBE, NO-LOST-SIGNAL, NO-DEAD-PROBE,
 * READY-NOT-STALE, NO-FALSE-EXPIRY, ONE-PROBE.
 */

import type { attachNode } from '../../models/components/attach-node.machine.ts';
import type { backendDomain } from '../../models/components/backend-domain.machine.ts';
import type { grantOps } from '../../models/components/grant-ops.machine.ts';
import type { deviceModelLoop, ioRange } from '../../models/components/ioreq-server.machine.ts';
import type { eventPort, readyRecord } from '../../models/components/ready-signal.machine.ts';
import {
  allOf,
  anyOf,
  type Component,
  type Expression,
  not,
  type Property,
  relation,
} from '../../models/compose/index.ts';
import { registersOf } from '../../models/kit/program.ts';
import { companion, invariant, stepInvariant } from '../kinds/index.ts';
import { type Actor, at, tagged } from './subject.ts';

/**
 * A device of a frontend with its backend.
 *
 * Places of the worker have tags: `gate` up to its first access, `asleep` where it waits for an edge,
 * `held` where the hypervisor holds it, `missed` and `gave-up` where it has lost the device for good,
 * `timed-out` after an expiry, `minds` where it will still look at the next edge, `told` where it has
 * just taken one, `refused` without a named backend, `driverOK`. Those of the device model: `announced`, `dead`.
 */
export interface BackedDevice {
  readonly name: string;
  readonly worker: Actor;
  readonly deviceModel: Actor;
  readonly domain: Component<ReturnType<typeof backendDomain>>;
  readonly range: Component<typeof ioRange>;
  readonly loop: Component<typeof deviceModelLoop>;
  readonly level: Component<typeof readyRecord> | null;
  readonly port: Component<ReturnType<typeof eventPort>> | null;
  readonly dma: Component<typeof grantOps>;
  readonly node: Component<typeof attachNode> | null;
  /** The hypervisor answers what is held at a server that it has taken away. */
  readonly endsHeld: boolean;
}

type Devices = readonly BackedDevice[];

/** Whoever announces a device has done so: the device model, and a toolstack where there is one. */
export type Announced = (device: BackedDevice) => Expression;

/** No device is lost because its first access came before anything could answer it. */
export function noEarlyProbe(devices: Devices): Property {
  return invariant({
    name: 'NO-EARLY-PROBE',
    statement:
      'what answers the first access to a device is its ready backend, or says that it is not ready',
    stake: 'the guest finds no device, never looks again, and boots without disk or network',
    holds: not(anyOf(...devices.map(({ worker }) => tagged(worker, 'missed')))),
    companion: companion(
      'the frontend has come up and no device model claims the device yet',
      anyOf(
        ...devices.map(({ worker, range }) =>
          allOf(
            tagged(worker, 'gate'),
            not(at(worker, 'boot')),
            range.is('is unclaimed', (s) => s.context.by === null),
          ),
        ),
      ),
    ),
  });
}

/** Nobody stays asleep, or without a device, after what would have woken him has gone by. */
export function noLostSignal(devices: Devices, announced: Announced): Property {
  const sleeps = ({ worker, port }: BackedDevice): Expression =>
    port === null
      ? anyOf()
      : allOf(
          tagged(worker, 'asleep'),
          port.is('has no edge pending', (s) => !s.matches('pending')),
        );
  return invariant({
    name: 'NO-LOST-SIGNAL',
    statement:
      'no frontend sleeps, or has given up, while its ready backend has nothing more to say',
    stake: 'the guest waits for ever for a device that is there',
    holds: not(
      anyOf(
        ...devices.map((device) =>
          allOf(
            anyOf(sleeps(device), tagged(device.worker, 'shown-placeholder')),
            announced(device),
          ),
        ),
      ),
    ),
    companion: companion(
      'a backend has announced itself while the frontend is on its way to sleep, or sleeps',
      anyOf(
        ...devices.map((device) =>
          allOf(
            anyOf(tagged(device.worker, 'gate'), at(device.worker, 'boot')),
            tagged(device.deviceModel, 'announced'),
          ),
        ),
      ),
    ),
  });
}

/** The first access is held by a backend that is dead, or was, and the hypervisor will not end it. */
function waitsInVain(device: BackedDevice): Expression {
  const { worker, deviceModel, domain, range, endsHeld } = device;
  const server = worker.view('server of its access', (s) => registersOf(s)['srv'] ?? null);
  const earlier = relation(
    `${worker.name} waits for an earlier ${domain.name}`,
    [server, domain.view('incarnation', (s) => s.context.incarnation)],
    (srv, incarnation) => srv !== null && srv < incarnation,
  );
  const kept = relation(
    `${range.name} still goes to the server that holds ${worker.name}`,
    [server, range.view('goes to', (s) => s.context.by)],
    (srv, by) => srv === by,
  );
  return allOf(
    tagged(worker, 'held'),
    anyOf(tagged(deviceModel, 'dead'), earlier),
    ...(endsHeld ? [kept] : []),
  );
}

/** A vCPU is not left in the hypervisor with an access that nobody will answer. */
export function noDeadProbe(devices: Devices): Property {
  return invariant({
    name: 'NO-DEAD-PROBE',
    statement: 'no first access waits in the hypervisor for a backend that has died',
    stake: 'a backend that dies takes a vCPU of every guest it serves with it',
    holds: not(anyOf(...devices.map(waitsInVain))),
    companion: companion(
      'a backend is dead before the first access to its device',
      anyOf(
        ...devices.map(({ worker, deviceModel }) =>
          allOf(tagged(worker, 'gate'), tagged(deviceModel, 'dead')),
        ),
      ),
    ),
  });
}

/**
 * Whoever leaves the gate does so on the word of the backend that is there now. One property per device,
 * as it is about steps.
 */
export function readyNotStale(device: BackedDevice, several: boolean): Property | null {
  const { level, name, worker, domain, deviceModel } = device;
  if (level === null) return null;
  return stepInvariant({
    name: several ? `READY-NOT-STALE/${name}` : 'READY-NOT-STALE',
    statement: 'a frontend stops waiting on the word of the present incarnation of its backend',
    stake: 'the guest acts on what a backend said that is no more',
    steps: ({ actor, tags }) => actor === worker.name && tags.includes('believes'),
    after: allOf(
      not(tagged(deviceModel, 'dead')),
      relation(
        `${level.name} speaks of the present ${domain.name}`,
        [
          level.view('incarnation it speaks of', (s) => s.context.by),
          domain.view('incarnation', (s) => s.context.incarnation),
        ],
        (by, incarnation) => by === incarnation,
      ),
    ),
  });
}

/** A time-out is an answer to nothing: neither "ready" nor "absent for good". */
export function noFalseExpiry(devices: Devices): Property {
  const tornDown = ({ node }: BackedDevice): Expression =>
    node === null ? anyOf() : node.is('is deleted', (s) => s.matches('deleted'));
  const expired = ({ worker }: BackedDevice): Expression =>
    worker.is('goes on after a time-out', (s) => registersOf(s)['expired'] === 1);
  const gaveUp = ({ worker }: BackedDevice) => tagged(worker, 'gave-up');
  return invariant({
    name: 'NO-FALSE-EXPIRY',
    statement: 'nobody takes an expired time-out for ready, or for absent for good',
    stake: 'a backend that is merely slow is treated as present, or lost',
    holds: not(anyOf(...devices.flatMap((d) => [tornDown(d), expired(d), gaveUp(d)]))),
    companion: companion(
      'a time-out expires',
      anyOf(
        ...devices.flatMap((d) => [
          tornDown(d),
          expired(d),
          gaveUp(d),
          tagged(d.worker, 'timed-out'),
        ]),
      ),
    ),
  });
}

/** A second edge for a device that works does not make a second device of it. */
export function oneProbe(devices: Devices): Property {
  return invariant({
    name: 'ONE-PROBE',
    statement: 'a device that works is not probed again',
    stake: 'two drivers program one device',
    holds: not(anyOf(...devices.map(({ worker }) => tagged(worker, 'twice')))),
    companion: companion(
      'an edge is pending for a device that works',
      anyOf(
        ...devices.map(({ worker, port }) =>
          port === null
            ? anyOf()
            : allOf(
                tagged(worker, 'driverOK'),
                port.is('has an edge pending', (s) => s.matches('pending')),
              ),
        ),
      ),
    ),
  });
}
