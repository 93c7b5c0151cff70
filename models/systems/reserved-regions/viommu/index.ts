/** setup=viommu: a guest with a virtual IOMMU, its endpoints, and what the host does about their regions. */

import type { Actor } from '../../../../properties/passthrough/subject.ts';
import type { Property, SystemBuilder } from '../../../compose/index.ts';
import { makeVmm } from '../../virtio-iommu/vmm.ts';
import type { Values } from '../parameters.ts';
import { commandsOf, driver, hostDoorbells } from './driver.ts';
import { makeEndpoint } from './endpoint.ts';
import { type Ask, propertiesOf } from './requirements.ts';
import { rulesOf } from './rules.ts';
import { makeWorld, type Place, type World } from './world.ts';

/** Adds components and steps; what is asked of them is returned. */
export function viommuSetup(system: SystemBuilder, values: Values, ask: Ask): readonly Property[] {
  const rules = rulesOf(values, () => world.places);
  const world: World = makeWorld(system, values, rules);
  const commands = commandsOf(world);
  const vmm = makeVmm(system, world.viommu, commands);
  const dma = new Map<Place, Actor>(
    world.places.map((place) => [place, makeEndpoint(system, world, place)]),
  );
  driver(system, world, vmm, dma);
  if (values.messages) hostDoorbells(system, world, vmm);
  return propertiesOf(ask, world, vmm, commands, dma);
}
