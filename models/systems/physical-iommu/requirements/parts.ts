/** What requirements of the family are stated over, taken out of its world. */

import type { DeviceTlbParts } from '../../../../properties/passthrough/iommu-flushes.ts';
import type { ReachedPage } from '../../../../properties/passthrough/iommu-pages.ts';
import { type Actor, at } from '../../../../properties/passthrough/subject.ts';
import { allOf, type Expression, type Property } from '../../../compose/index.ts';
import { idle } from '../code/marks.ts';
import { idOf, type Rid, type World } from '../world.ts';

/** Actors of a configuration; null where they have nothing to do. */
export interface Actors {
  readonly cpu0: Actor | null;
  readonly cpu1: Actor | null;
  readonly timer: Actor | null;
}

/** States a requirement where it applies, or notes that it is not asked and `why`. */
export type Asked = (
  applies: boolean,
  why: string,
  name: string,
  make: () => Property | readonly Property[],
) => readonly Property[];

/** Nobody is at work on the device, and translation is on. */
export function settled({ translates }: World, { cpu0 }: Actors): Expression {
  return allOf(
    ...(cpu0 === null ? [] : [at(cpu0, idle)]),
    ...(translates === null ? [] : [translates.is('is on', (s) => s.matches('on'))]),
  );
}

/** The requester ID that a device is found by. */
export function mainOf({ device }: World): Rid {
  const [main] = device.rids;
  if (main === undefined) throw new Error('a device has at least one RID');
  return main;
}

/** The device-TLB, where there is one. */
export function deviceTlbOf({ ats, values }: World): DeviceTlbParts | null {
  return ats === null ? null : { ...ats, sticky: values.vfs };
}

/** The I/O pages of dom1, and all by which they can be reached. */
export function pagesOf(world: World): readonly ReachedPage[] {
  const dmas = [world.device, ...(world.neighbour === null ? [] : [world.neighbour])].map(
    ({ dma }) => dma,
  );
  return world.ioPages.map(({ name, page, pinned, pte }, i) => ({
    name,
    page,
    pinned,
    pte,
    iotlb: world.iotlb(idOf.dom1, i),
    deviceTlb: i === 0 ? deviceTlbOf(world) : null,
    dmas,
  }));
}
