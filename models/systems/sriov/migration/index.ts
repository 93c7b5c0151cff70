/** Scene migration: a VF that moves to another host with its guest, and what is required. */

import {
  dirtyFollowsMappings,
  handedOverQuiet,
  viewMatchesLoaded,
} from '../../../../properties/passthrough/migration.ts';
import type { SystemBuilder } from '../../../compose/index.ts';
import { asking } from '../asking.ts';
import type { Values } from '../parameters.ts';
import { device, guest } from './guest.ts';
import { tags, vmm } from './vmm.ts';
import { makeWorld } from './world.ts';

/** Adds the scene to a system. */
export function migration(system: SystemBuilder, values: Values): void {
  const world = makeWorld(system, values);
  const kernel = guest(system, world);
  if (world.has('WRT')) device(system, world);
  const migrates = world.has('MIG');
  if (migrates) vmm(system, world, kernel);
  const { target, copied, log, attached, view, dma } = world;
  const ask = asking(system);
  const runs = target.is('runs', (s) => s.matches('on'));
  const writes = migrates && world.has('WRT');
  ask(writes, 'needs MIG and WRT', 'DirtyFollowsMappings', () =>
    dirtyFollowsMappings(
      runs,
      copied.is('is as at the source', (s) => s.matches('on')),
      log.is('has a write', (s) => s.matches('on')),
    ),
  );
  ask(writes, 'needs MIG and WRT', 'HandedOverQuiet', () =>
    handedOverQuiet(
      tags.saves,
      dma.is('has nothing under way', (s) => s.matches('idle')),
    ),
  );
  ask(migrates, 'needs MIG', 'ViewMatchesState', () =>
    viewMatchesLoaded(
      runs,
      attached.is('is in its domain', (s) => s.matches('on')),
      view.is('is that of its domain', (s) => s.matches('on')),
    ),
  );
}
