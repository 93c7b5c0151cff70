/** Scene pf-vf: the actors around a PF and its VFs, and what is required of them. */

import type { SystemBuilder } from '../../../compose/index.ts';
import type { Values } from '../parameters.ts';
import { functions } from './device.ts';
import { guest } from './guest.ts';
import { host } from './host.ts';
import { pfUser } from './pf-user.ts';
import { requirements } from './requirements.ts';
import { makeWorld } from './world.ts';

/** Adds the scene to a system. */
export function pfVf(system: SystemBuilder, values: Values): void {
  const world = makeWorld(system, values);
  const guests = (world.has('OPN') ? values.guests : []).map((name) => ({
    name,
    actor: guest(system, world, name),
  }));
  const users = (world.has('PFO') ? values.users : []).map((name) => ({
    name,
    actor: pfUser(system, world, name),
  }));
  const actors = { guests, users, host: host(system, world) };
  functions(system, world);
  requirements(system, world, actors);
}
