/** Requirements on device-TLBs, and on flushes and those who wait for them. */

import {
  atcAfterTlb,
  atsEnableOrder,
  flushCompleteBeforeReturn,
  flushCoversUnmap,
  noDeadFlush,
  resetUnderBlock,
  strictForUntrusted,
  tableVisible,
  usableAtc,
} from '../../../../properties/passthrough/iommu-flushes.ts';
import { noStaleAtc } from '../../../../properties/passthrough/sriov.ts';
import type { Actor } from '../../../../properties/passthrough/subject.ts';
import type { Property } from '../../../compose/index.ts';
import { flushed, places, tags } from '../code/marks.ts';
import { lazily } from '../code/unmap.ts';
import { deviceTlbFlush } from '../commands.ts';
import type { World } from '../world.ts';
import { type Actors, type Asked, deviceTlbOf, mainOf, pagesOf, settled } from './parts.ts';

/** Those of device-TLBs that a configuration can state. */
export function ofDeviceTlb(world: World, actors: Actors, ask: Asked): readonly Property[] {
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

/** Those of flushes that a configuration can state. */
export function ofFlushes(world: World, { cpu1 }: Actors, ask: Asked): readonly Property[] {
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
