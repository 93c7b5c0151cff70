/** A boot time line: a guest that follows a script, the device that serves it, and hostile endpoints. */

import type { SystemBuilder } from '../../compose/index.ts';
import { type Command, textOf } from './commands.ts';
import { type Guest, writeScript } from './guest.ts';
import { forge, forgeries, popRequests } from './request-memory.ts';
import { makeVmm, type Vmm } from './vmm.ts';
import type { World } from './world.ts';

/** Who acts in it, and what the device can be told. */
export interface BootTimeline {
  readonly vmm: Vmm;
  readonly guest: Guest;
  readonly commands: readonly Command[];
}

/** Makes the device and the guest, with the steps in which requests change hands or are forged. */
export function bootTimeline(system: SystemBuilder, world: World): BootTimeline {
  const script = writeScript(world);
  const forged = forgeries(world, script.commands);
  const known = new Set(script.commands.map((command) => textOf(command, world.values)));
  const commands = [
    ...script.commands,
    ...forged.map(({ to }) => to).filter((to) => !known.has(textOf(to, world.values))),
  ];
  const vmm = makeVmm(system, world, commands);
  const guest = script.install(system, vmm);
  popRequests(system, world, vmm, commands);
  forge(system, world, forged);
  return { vmm, guest, commands };
}
