/**
 * The part that is in the family `backend-ready`: a virtio device of the first guest whose backend is in
 * dom0, which comes up while the guest does, as without a toolstack that would start one after the other.
 */

import type { Actor } from '../../../properties/passthrough/subject.ts';
import { renamed, type SystemBuilder } from '../../compose/index.ts';
import { backendProgram } from '../backend-ready/code/backend.ts';
import { frontendProgram } from '../backend-ready/code/frontend.ts';
import { toolstackProgram } from '../backend-ready/code/toolstack.ts';
import { parameters, type Values as ReadyValues } from '../backend-ready/parameters.ts';
import { type Backend, type Device, makeWorld, type World } from '../backend-ready/world.ts';
import type { Values } from './parameters.ts';
import { idOf } from './world.ts';

/** The part: what it is in its family, and the one device and the one backend. */
export interface Readiness {
  readonly world: World;
  readonly device: Device;
  readonly backend: Backend;
}

/** The parameters of `backend-ready` for what it has of the full system. */
export function readyValues({ backend }: Values): ReadyValues {
  const defaults = Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => [name, parameter.default]),
  ) as ReadyValues;
  return { ...defaults, variant: backend, devices: 1, backends: 1, unmapped: 0 };
}

/** Components of the family, by the domain they are in. */
const names: Readonly<Record<string, string>> = {
  be0: 'dom0.domain',
  server0: 'dom0.server',
  loop0: 'dom0.loop',
};

/** Makes the components; null where there is no such device. */
export function makeReadiness(system: SystemBuilder, values: Values): Readiness | null {
  if (!values.paths.includes('READY')) return null;
  const part = renamed(system, nameOf);
  const world = makeWorld(part, readyValues(values), {
    deviceName: () => 'vdev',
    domidsOf: () => [idOf('dom0', 0)],
  });
  const [device] = world.devices;
  const [backend] = world.backends;
  if (device === undefined || backend === undefined) return null;
  return { world, device, backend };
}

const nameOf = (name: string): string => names[name] ?? name;

/** Who acts in it. */
export interface ReadyActors {
  readonly worker: Actor;
  readonly deviceModel: Actor;
  readonly toolstack: Actor | null;
}

/** Makes the programs. */
export function makeReadyActors(
  system: SystemBuilder,
  { world, device, backend }: Readiness,
): ReadyActors {
  return {
    deviceModel: backendProgram(world, backend).actor(system, 'dom0.dm'),
    toolstack:
      world.values.variant === 'V1' ? toolstackProgram(world).actor(system, 'dom0.attach') : null,
    worker: frontendProgram(world, device).actor(system, 'dom1.probe'),
  };
}
