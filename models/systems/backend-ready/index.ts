/**
 * The family `backend-ready`: how a frontend learns that its virtio backend is up, and who it is, variant
 * by variant.
 *
 * Sources: the thread "xen/virtio: Handle PCI devices which Host controller is described in DT"
 * (xen-devel, October 2022), xen-project/xen at c447b7308b, Linux of 2025, QEMU 10.2.50. What a variant
 * has is in `variants.ts`; variants that nobody has written are modelled after their descriptions.
 */

import type { Actor } from '../../../properties/passthrough/subject.ts';
import {
  defineFamily,
  defineSystem,
  type SystemBuilder,
  type SystemDefinition,
} from '../../compose/index.ts';
import { assumptions, sources } from './about.ts';
import { backendProgram } from './code/backend.ts';
import { frontendProgram } from './code/frontend.ts';
import { toolstackProgram } from './code/toolstack.ts';
import { parameters, refuse, type Values } from './parameters.ts';
import { propertiesOf, runPropertiesOf } from './requirements.ts';
import { makeWorld, type World } from './world.ts';

export const backendReady = defineFamily({
  name: 'backend-ready',
  title: 'virtio on Xen: how a frontend waits for its backend, variant by variant',
  parameters,
  sources,
  refuse,
  build: (values) => build(values),
});

function build(values: Values): SystemDefinition {
  return defineSystem(
    { name: 'backend-ready', assumptions: assumptions(values), sources },
    (system) => {
      const world = makeWorld(system, values);
      const deviceModels = world.backends.map((backend) =>
        backendProgram(world, backend).actor(system, `dm${backend.index}`),
      );
      const toolstack =
        values.variant === 'V1' ? toolstackProgram(world).actor(system, 'toolstack') : null;
      const workers = world.devices.map((device) =>
        frontendProgram(world, device).actor(system, `fe.${device.name}`),
      );
      duplicates(system, world, deviceModels);
      const actors = { workers, deviceModels, toolstack };
      for (const property of propertiesOf(system, world, actors)) system.property(property);
      for (const property of runPropertiesOf(system, world, actors)) system.onRequest(property);
    },
  );
}

/** One edge that was sent comes a second time. */
function duplicates(system: SystemBuilder, world: World, deviceModels: readonly Actor[]): void {
  const { glitch, devices } = world;
  if (glitch === null || world.values.glitch !== 'duplicated') return;
  for (const { name, port, backend } of devices) {
    const sender = deviceModels[backend.index];
    if (port === null || sender === undefined) continue;
    system.step(
      {
        name: `wire: the edge for ${name} comes twice`,
        actor: 'wire',
        tags: ['environment'],
        source: 'a second send on the event channel',
      },
      glitch.on('RAISE'),
      port.on('SEND'),
      sender.when('has announced itself', (s) => s.hasTag('announced')),
    );
  }
}
