/** Which requirements are asked of a configuration of the family, and of which components. */

import type { Property, SystemBuilder } from '../../../compose/index.ts';
import type { World } from '../world.ts';
import { ofBoot } from './boot.ts';
import { ofDeviceTlb, ofFlushes } from './caches.ts';
import { ofEntries } from './entries.ts';
import { ofPages } from './pages.ts';
import type { Actors, Asked } from './parts.ts';

/** The requirements a configuration can state; the others are noted with the reason. */
export function propertiesOf(
  system: SystemBuilder,
  world: World,
  actors: Actors,
): readonly Property[] {
  const ask: Asked = (applies, why, name, make) => {
    if (applies) return [make()].flat();
    system.notAsked(name, why);
    return [];
  };
  return [
    ...ofEntries(world, actors, ask),
    ...ofDeviceTlb(world, actors, ask),
    ...ofFlushes(world, actors, ask),
    ...ofPages(world, actors, ask),
    ...ofBoot(world, actors, ask),
  ];
}
