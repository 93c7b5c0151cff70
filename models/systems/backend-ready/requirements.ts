/** Which requirements are asked of a configuration of the family, and of which components. */

import {
  type BackedDevice,
  noDeadProbe,
  noEarlyProbe,
  noFalseExpiry,
  noLostSignal,
  oneProbe,
  readyNotStale,
} from '../../../properties/passthrough/backend.ts';
import { domidCorrect, noSilentBypass } from '../../../properties/passthrough/backend-identity.ts';
import {
  domainsRun,
  eventuallyProbes,
  noCrossBlock,
  reProbes,
  type ServedDevice,
} from '../../../properties/passthrough/backend-progress.ts';
import { type Actor, tagged } from '../../../properties/passthrough/subject.ts';
import {
  allOf,
  anyOf,
  type Expression,
  type Property,
  type SystemBuilder,
} from '../../compose/index.ts';
import type { World } from './world.ts';

/** The programs of a system. */
export interface Actors {
  readonly workers: readonly Actor[];
  readonly deviceModels: readonly Actor[];
  readonly toolstack: Actor | null;
}

/** The requirements a configuration can state; the others are noted with the reason. */
export function propertiesOf(
  system: SystemBuilder,
  world: World,
  actors: Actors,
): readonly Property[] {
  const { traits, values } = world;
  const devices = devicesOf(world, actors);
  const ask = (applies: boolean, why: string, name: string, make: () => readonly Property[]) => {
    if (applies) return make();
    system.notAsked(name, why);
    return [];
  };
  const signals = traits.gate !== null || values.variant === 'V9';
  const levelled = devices.some(({ level }) => level !== null);
  const dies = values.deaths !== 'none';
  return [
    noEarlyProbe(devices),
    ...ask(signals, 'needs a variant with a signal, or a placeholder', 'NO-LOST-SIGNAL', () => [
      noLostSignal(devices, announced(world, actors, devices)),
    ]),
    ...ask(dies, 'needs a backend that dies', 'NO-DEAD-PROBE', () => [noDeadProbe(devices)]),
    ...ask(dies && levelled, 'needs a backend that dies, and a level', 'READY-NOT-STALE', () =>
      devices.flatMap((device) => readyNotStale(device, devices.length > 1) ?? []),
    ),
    domidCorrect(devices),
    noSilentBypass(devices),
    ...ask(traits.expires, 'needs a variant with a time-out', 'NO-FALSE-EXPIRY', () => [
      noFalseExpiry(devices),
    ]),
    ...ask(
      values.variant === 'V2' && values.glitch === 'duplicated',
      'needs variant=V2 and glitch=duplicated',
      'ONE-PROBE',
      () => [oneProbe(devices)],
    ),
  ];
}

/** Those about the long run, which are asked by name. */
export function runPropertiesOf(
  system: SystemBuilder,
  world: World,
  actors: Actors,
): readonly Property[] {
  const { deaths, restart } = world.values;
  const devices = devicesOf(world, actors);
  const { workers, deviceModels, toolstack } = actors;
  const fairness = domainsRun([
    ...deviceModels,
    ...(toolstack === null ? [] : [toolstack]),
    ...workers,
  ]);
  const returns = restart !== 'off';
  const several = world.backends.length > 1 && deaths !== 'none';
  if (!returns) system.notAsked('RE-PROBES', 'needs a backend that dies and is built anew');
  if (!several) system.notAsked('NO-CROSS-BLOCK', 'needs two backends, of which one may die');
  return [
    eventuallyProbes(devices, fairness),
    ...(returns ? [reProbes(devices, fairness)] : []),
    ...(several ? [noCrossBlock(devices, fairness)] : []),
  ];
}

function devicesOf(world: World, actors: Actors): readonly ServedDevice[] {
  return world.devices.map((device, i) => {
    const { domain, server, loop, index } = device.backend;
    return {
      ...device,
      worker: actors.workers[i] as Actor,
      deviceModel: actors.deviceModels[index] as Actor,
      domain,
      server,
      loop,
      endsHeld: world.withdraws,
    };
  });
}

/** Those a device waits for have announced themselves, and nobody is about to do it for them. */
function announced(
  { values }: World,
  { toolstack }: Actors,
  devices: readonly BackedDevice[],
): (device: BackedDevice) => Expression {
  const is = ({ deviceModel }: BackedDevice): Expression => tagged(deviceModel, 'announced');
  return (device) => {
    switch (values.waitFor) {
      case 'any':
        return anyOf(...devices.map(is));
      case 'all':
        return allOf(...devices.map(is));
      default:
        return toolstack === null ? is(device) : allOf(is(device), tagged(toolstack, 'over'));
    }
  };
}
