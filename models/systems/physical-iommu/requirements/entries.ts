/** Requirements on entries: where each requester ID is sent, and by which domain id. */

import { requestsConfined } from '../../../../properties/passthrough/dma-confined.ts';
import { regionsMapped } from '../../../../properties/passthrough/iommu.ts';
import {
  allAliasesMove,
  domIdFresh,
  noStaleContext,
  noTornEntry,
} from '../../../../properties/passthrough/iommu-entries.ts';
import { never, type Property } from '../../../compose/index.ts';
import { tags } from '../code/marks.ts';
import { confined } from '../reach.ts';
import { idOf, type Tables, type World } from '../world.ts';
import { type Actors, type Asked, mainOf, pagesOf, settled } from './parts.ts';

/** Those of entries that a configuration can state. */
export function ofEntries(world: World, actors: Actors, ask: Asked): readonly Property[] {
  const { has, device, owner, queue, region } = world;
  const still = settled(world, actors);
  const torn = pagesOf(world).flatMap(({ pte, iotlb }) =>
    has('REMAP') ? [{ pte, readOnly: 'page R', iotlb, dma: device.dma }] : [],
  );
  const parts = { list: owner, dma: device.dma, queue, settled: still, broken: never };
  const moving = has('MOVE', 'DEA', 'KEXEC', 'RST');
  const flies = device.dma.is('has a request in flight', (s) => s.matches('flying'));
  const put = { label: 'a request is in flight', goal: flies };
  const flushes = moving || has('UNMAP', 'REMAP', 'TABLE', 'SVA');
  return [
    requestsConfined(parts, confined(world), ...(flushes ? [] : [put])),
    ...ask(moving || has('REMAP'), 'needs an entry that changes', 'NoTornEntry', () =>
      noTornEntry(device.rids, (tables) => idOf[tables as Tables], torn),
    ),
    ...ask(moving, 'needs MOVE, DEA, KEXEC or RST', 'NoStaleContext', () =>
      noStaleContext(device.rids, still),
    ),
    ...ask(
      device.rids.length > 1 && moving,
      'needs rids=2, and MOVE, DEA or RST',
      'AllAliasesMove',
      () => allAliasesMove(device.rids, still),
    ),
    ...ask(has('NEW'), 'needs NEW', 'DomIdFresh', () =>
      domIdFresh(
        tags.takesId,
        world.ioPages.map((_, i) => world.iotlb(idOf.dom1, i)),
      ),
    ),
    ...ask(region !== null, 'needs region=true', 'RMRR-MAPPED', () =>
      regionsMapped(
        mainOf(world),
        'dom2',
        region === null ? never : region.is('is mapped', (s) => s.context.mapped === 1),
      ),
    ),
  ];
}
