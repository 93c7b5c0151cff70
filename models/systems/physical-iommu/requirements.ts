/** Which requirements are asked of a configuration of the family, and of which components. */

import { requestsConfined } from '../../../properties/passthrough/dma-confined.ts';
import { quarantined, regionsMapped } from '../../../properties/passthrough/iommu.ts';
import {
  allAliasesMove,
  domIdFresh,
  noStaleContext,
  noTornEntry,
  quirkOnlyTrusted,
} from '../../../properties/passthrough/iommu-entries.ts';
import {
  atcAfterTlb,
  atsEnableOrder,
  type DeviceTlbParts,
  flushCompleteBeforeReturn,
  flushCoversUnmap,
  noDeadFlush,
  resetUnderBlock,
  strictForUntrusted,
  tableVisible,
  usableAtc,
} from '../../../properties/passthrough/iommu-flushes.ts';
import {
  iovaFresh,
  noDmaToFreed,
  quarantineQuiet,
  type ReachedPage,
  rollbackComplete,
  sharedTableFlush,
} from '../../../properties/passthrough/iommu-pages.ts';
import { noUnpinnedMapping } from '../../../properties/passthrough/mediated.ts';
import { noForeignIdentity } from '../../../properties/passthrough/regions.ts';
import { noStaleAtc } from '../../../properties/passthrough/sriov.ts';
import { type Actor, at, tagged } from '../../../properties/passthrough/subject.ts';
import { detachedBlockedOf } from '../../../properties/passthrough/viommu-boot.ts';
import {
  allOf,
  type Expression,
  never,
  not,
  type Property,
  type SystemBuilder,
} from '../../compose/index.ts';
import { flushed, idle, places, tags } from './code/marks.ts';
import { lazily } from './code/unmap.ts';
import { deviceTlbFlush } from './commands.ts';
import { confined } from './reach.ts';
import { idOf, type Rid, type Tables, type World } from './world.ts';

/** Actors of a configuration; null where they have nothing to do. */
export interface Actors {
  readonly cpu0: Actor | null;
  readonly cpu1: Actor | null;
  readonly timer: Actor | null;
}

type Asked = (
  applies: boolean,
  why: string,
  name: string,
  make: () => Property | readonly Property[],
) => readonly Property[];

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

/** Nobody is at work on the device, and translation is on. */
function settled({ translates }: World, { cpu0 }: Actors): Expression {
  return allOf(
    ...(cpu0 === null ? [] : [at(cpu0, idle)]),
    ...(translates === null ? [] : [translates.is('is on', (s) => s.matches('on'))]),
  );
}

function mainOf({ device }: World): Rid {
  const [main] = device.rids;
  if (main === undefined) throw new Error('a device has at least one RID');
  return main;
}

function deviceTlbOf({ ats, values }: World): DeviceTlbParts | null {
  return ats === null ? null : { ...ats, sticky: values.vfs };
}

function pagesOf(world: World): readonly ReachedPage[] {
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

function ofEntries(world: World, actors: Actors, ask: Asked): readonly Property[] {
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

function ofDeviceTlb(world: World, actors: Actors, ask: Asked): readonly Property[] {
  const { has, values, state, queue, device } = world;
  const tlb = deviceTlbOf(world);
  const why = 'needs a device-TLB, and MOVE, DEA or RST';
  const moving = has('MOVE', 'DEA', 'RST');
  const flushing = flushers(world, actors);
  return [
    ...ask(
      tlb !== null && flushing.length > 0,
      'needs a device-TLB that is flushed',
      'AtcAfterTlb',
      () => atcAfterTlb(flushing, tags.flushesDevice, flushed),
    ),
    ...(tlb === null || !moving
      ? ask(false, why, 'NoStaleAtc', () => [])
      : [noStaleAtc([usableAtc(tlb, mainOf(world), settled(world, actors))])]),
    ...(tlb === null ||
    !(values.ats === 'toggled' ? moving : has('RST')) ||
    world.defect('noResetBlock')
      ? ask(false, `${why}, by which ATS is switched`, 'AtsEnableOrder', () => [])
      : [atsEnableOrder(tlb)]),
    ...(state === null || tlb === null
      ? ask(false, 'needs a device-TLB, and RST or GONE', 'NO-DEAD-FLUSH', () => [])
      : [
          noDeadFlush(everybody(actors), state, queue, deviceTlbFlush.command, {
            waits: places.waitsForDevice,
            looksAfter: places.looksAfterIt,
          }),
        ]),
    ...(state === null || !has('RST')
      ? ask(false, 'needs RST', 'ResetUnderBlock', () => [])
      : [resetUnderBlock(device.rids, tlb, state)]),
  ];
}

const everybody = ({ cpu0, cpu1, timer }: Actors): readonly Actor[] =>
  [cpu0, cpu1, timer].filter((actor) => actor !== null);

/** Actors that flush the device-TLB on some code path. */
function flushers({ has, defect, values }: World, { cpu0, cpu1, timer }: Actors): readonly Actor[] {
  const moves = has('DEA') || (has('MOVE') && !defect('atsDisableAssumedEmpty'));
  const skipped = defect('atcSkipped');
  const byMove = moves && !skipped && !defect('atcByCurrentId');
  const unmaps = has('UNMAP') && !skipped && values.flush === 'strict';
  const others = has('REMAP', 'SVA', 'TABLE') && !defect('sharedNoFlush');
  return [
    ...(byMove || (has('RST') && !defect('noResetBlock')) ? [cpu0] : []),
    ...(unmaps || (others && values.flush === 'strict') ? [cpu1] : []),
    timer,
  ].filter((actor) => actor !== null);
}

function ofFlushes(world: World, { cpu1 }: Actors, ask: Asked): readonly Property[] {
  const { has, values, queue, deferred } = world;
  const parts = pagesOf(world);
  const unmaps = has('UNMAP') && cpu1 !== null;
  const strict = unmaps && !lazily(world);
  return [
    ...ask(strict, 'needs UNMAP, flushed strictly', 'FlushCompleteBeforeReturn', () =>
      flushCompleteBeforeReturn(cpu1 === null ? [] : [cpu1], tags.returns, queue),
    ),
    ...ask(strict, 'needs UNMAP, flushed strictly', 'FlushCoversUnmap', () =>
      flushCoversUnmap(parts, tags.unpins),
    ),
    ...ask(strict && !values.coherent, 'needs UNMAP, and coherent=false', 'TableVisible', () =>
      cpu1 === null ? [] : tableVisible(cpu1, parts, tags.flushesIotlb),
    ),
    ...ask(
      unmaps && deferred !== null && !values.trusted,
      'needs UNMAP, flush=lazy, and a device that is not trusted',
      'StrictForUntrusted',
      () => (deferred === null ? [] : strictForUntrusted(tags.returns, deferred)),
    ),
  ];
}

function ofPages(world: World, actors: Actors, ask: Asked): readonly Property[] {
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

function ofBoot(world: World, actors: Actors, ask: Asked): readonly Property[] {
  const { has, values, device, ramIdentity, translates } = world;
  const { cpu0 } = actors;
  return [
    ...(translates === null
      ? ask(false, 'needs INIT', 'DetachedBlocked', () => [])
      : [
          detachedBlockedOf(
            translates.is('is on', (s) => s.matches('on')),
            device.rids.map(({ context }) => ({
              away: world.owner.is('is nobody’s', (s) => s.context.list !== 'dom1'),
              open: context.is('leads to all memory', (s) => s.context.entry?.tables === 'dom0'),
            })),
          ),
        ]),
    ...(ramIdentity === null || cpu0 === null
      ? ask(false, 'needs IVMD', 'NoForeignIdentity', () => [])
      : [
          noForeignIdentity([{ there: ramIdentity.is('is on', (s) => s.matches('on')) }], {
            label: 'a range is looked at that ACPI wants mapped to itself',
            goal: not(tagged(cpu0, places.rest)),
          }),
        ]),
    ...ask(
      has('PROBE') && !values.trusted,
      'needs PROBE, and trusted=false',
      'QuirkOnlyTrusted',
      () =>
        cpu0 === null
          ? []
          : quirkOnlyTrusted(device.rids, values.trusted, 'dom0', {
              label: 'a device that is not trusted is looked up among those with a quirk',
              goal: tagged(cpu0, places.claims),
            }),
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
