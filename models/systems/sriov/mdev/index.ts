/** Scene mdev: a vendor driver that pins for its device, a VMM that unmaps, and what is required. */

import { noSelfDeadlock } from '../../../../properties/passthrough/locks.ts';
import {
  type MediatedSubject,
  noUnpinnedMapping,
  unpinsOnUnmap,
} from '../../../../properties/passthrough/mediated.ts';
import { assertFree } from '../../../../properties/passthrough/memory.ts';
import { type Actor, tagged } from '../../../../properties/passthrough/subject.ts';
import { pagesContained } from '../../../../properties/passthrough/viommu-reach.ts';
import { anyOf, not, type SystemBuilder } from '../../../compose/index.ts';
import { spinLockComponent } from '../../../kit/locks.ts';
import { asking } from '../asking.ts';
import type { Values } from '../parameters.ts';
import { balloon, device, vendor } from './vendor.ts';
import { vmm } from './vmm.ts';
import { makeWorld, type World } from './world.ts';

/** Adds the scene to a system. */
export function mdev(system: SystemBuilder, values: Values): void {
  const world = makeWorld(system, values);
  const manager = vmm(system, world);
  const driver = vendor(system, world);
  if (world.has('PIN')) device(system, world);
  if (world.has('BAL')) balloon(system, world);
  requirements(system, world, manager, driver);
}

function subjectOf({ pages, range }: World, manager: Actor): MediatedSubject {
  return {
    pages: pages.map(({ index, entry, tlb }) => ({
      reached: anyOf(
        entry.is('is there', (s) => s.context.written !== null),
        tlb.is('holds it', (s) => s.context.held !== null),
      ),
      pinned: range.is(`has a pin of p${index}`, (s) => s.context.pins.includes(index)),
    })),
    unmapped: range.is('is gone', (s) => s.matches('gone')),
    unmapping: not(tagged(manager, 'rest')),
  };
}

function requirements(system: SystemBuilder, world: World, manager: Actor, driver: Actor): void {
  const ask = asking(system);
  const subject = subjectOf(world, manager);
  const used = world.has('PIN');
  const both = used && world.has('UNM');
  ask(both, 'needs PIN and UNM', 'MdevUnpinsOnUnmap', () => unpinsOnUnmap(subject));
  ask(used, 'needs PIN', 'NoUnpinnedMapping', () => noUnpinnedMapping(subject.pages));
  ask(used && world.has('BAL'), 'needs PIN and BAL', 'HostContained', () =>
    pagesContained(
      world.pages.map(({ memory }, i) => ({
        taken: memory.is('is taken', (s) => s.matches('taken')),
        reached: subject.pages[i]?.reached ?? not(subject.unmapped),
      })),
      used ? tagged(driver, 'rest') : subject.unmapped,
    ),
  );
  ask(world.has('UNM'), 'needs UNM', 'ASSERT-FREE', () =>
    assertFree({ vcpus: [], toolstacks: [manager] }),
  );
  const locks = [world.lock, world.vendorLock].map(spinLockComponent);
  ask(both, 'needs PIN and UNM', 'L-NOSELF', () =>
    noSelfDeadlock({ actors: [manager, driver], locks }),
  );
}
