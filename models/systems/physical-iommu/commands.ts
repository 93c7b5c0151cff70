/** Commands for the invalidation queue: what each drops, and what it waits for. */

import { type Participation, repeat } from '../../compose/index.ts';
import { byDevice, tablesOf } from './tables.ts';
import { idOf, type Rid, type World } from './world.ts';

/** A command, in words and in parts. */
export interface Command {
  readonly command: string;
  /** The context it drops. */
  readonly rid: Rid | null;
  /** The domain id, and the I/O pages, of what it drops of the IOTLB. */
  readonly id: number | null;
  readonly iovas: readonly number[];
  /** It is for the device-TLB. */
  readonly deviceTlb: boolean;
}

/** What drops a context, or all of a domain id, or both. */
export function commandFor({ values }: World, rid: Rid | null, id: number | null): Command {
  const what = [rid === null ? [] : [`context ${rid.name}`], id === null ? [] : [`id ${id}`]];
  const iovas = repeat(values.iovas, (i) => i);
  return {
    command: `invalidates ${what.flat().join(' and ') || 'nothing'}`,
    rid,
    id,
    iovas,
    deviceTlb: false,
  };
}

/** What drops the first I/O page of dom1 only. */
export const firstPage: Command = {
  command: 'invalidates id 1 iova0',
  rid: null,
  id: idOf.dom1,
  iovas: [0],
  deviceTlb: false,
};

/** What empties the device-TLB. */
export const deviceTlbFlush: Command = {
  command: 'invalidates the device-TLB',
  rid: null,
  id: null,
  iovas: [],
  deviceTlb: true,
};

/** Every command that somebody can give. */
export function commandsOf(world: World): readonly Command[] {
  const ids = [...new Set(tablesOf(world).map((tables) => idOf[tables]))];
  const whole = [null, ...world.device.rids].flatMap((rid) =>
    [null, ...ids].map((id) => commandFor(world, rid, id)),
  );
  return [
    ...whole,
    ...(world.defect('flushShort') ? [firstPage] : []),
    ...(world.ats === null ? [] : [deviceTlbFlush]),
  ];
}

/** An invalidation is complete once requests that were translated by what it drops have arrived. */
export function drains(
  world: World,
  { id, deviceTlb }: Pick<Command, 'id' | 'deviceTlb'>,
): readonly Participation[] {
  if (world.defect('noDrain')) return [];
  const tag = deviceTlb ? byDevice : id;
  if (tag === null) return [];
  return [world.device, ...(world.neighbour === null ? [] : [world.neighbour])].map(({ dma }) =>
    dma.when(
      `has nothing in flight by ${deviceTlb ? 'the device-TLB' : `id ${id}`}`,
      (s) => s.context.flight?.id !== tag,
    ),
  );
}
