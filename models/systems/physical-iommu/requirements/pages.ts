/** Requirements on pages that are mapped for devices, and on where a device goes that is taken away. */

import { quarantined } from '../../../../properties/passthrough/iommu.ts';
import {
  iovaFresh,
  noDmaToFreed,
  quarantineQuiet,
  type ReachedPage,
  rollbackComplete,
  sharedTableFlush,
} from '../../../../properties/passthrough/iommu-pages.ts';
import { noUnpinnedMapping } from '../../../../properties/passthrough/mediated.ts';
import { allOf, never, not, type Property } from '../../../compose/index.ts';
import { idle, tags } from '../code/marks.ts';
import type { World } from '../world.ts';
import { type Actors, type Asked, pagesOf, settled } from './parts.ts';

/** Those of pages that a configuration can state. */
export function ofPages(world: World, actors: Actors, ask: Asked): readonly Property[] {
  const { has, table, retrying, owner } = world;
  const { cpu1 } = actors;
  const pages = pagesOf(world);
  const mapping = has('UNMAP', 'MAP');
  const away = allOf(
    settled(world, actors),
    owner.is('is dom_io', (s) => s.context.list === 'dom_io'),
  );
  return [
    ...ask(mapping, 'needs UNMAP or MAP', 'NoDmaToFreed', () => noDmaToFreed(pages, 'dom1')),
    ...ask(mapping, 'needs UNMAP or MAP', 'NoUnpinnedMapping', () =>
      noUnpinnedMapping(pages.map(mappedPage)),
    ),
    ...ask(has('MAP') && pages.length > 1, 'needs MAP, and iovas=2', 'RollbackComplete', () =>
      cpu1 === null ? [] : rollbackComplete(pages, cpu1, idle),
    ),
    ...ask(has('MAP') && has('UNMAP'), 'needs MAP and UNMAP', 'IovaFresh', () =>
      iovaFresh(pages, tags.publishes),
    ),
    ...ask(table !== null, 'needs TABLE or SVA', 'SharedTableFlush', () =>
      table === null ? [] : sharedTableFlush(table, tags.freesTable),
    ),
    ...ask(has('DEA'), 'needs DEA', 'QUARANTINE', () =>
      quarantined(
        {
          rids: world.device.rids,
          list: owner,
          dma: world.device.dma,
          driven: not(owner.is('is dom1', (s) => s.context.list === 'dom1')),
          settled: settled(world, actors),
          broken: never,
        },
        true,
      ),
    ),
    ...ask(retrying !== null, 'needs retries=true', 'QuarantineQuiet', () =>
      retrying === null ? [] : quarantineQuiet(retrying, away),
    ),
  ];
}

/** A page as what a device reaches, and whether that is pinned. */
function mappedPage({ pte, pinned }: ReachedPage) {
  return {
    reached: pte.is('leads somewhere', (s) => s.context.seen !== null),
    pinned: pinned.is('is on', (s) => s.matches('on')),
  };
}
