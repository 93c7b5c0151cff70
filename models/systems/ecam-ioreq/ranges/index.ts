/**
 * The scene `ranges`: servers that come and go, the ranges they have, and which of them an access goes to.
 *
 * Source: ioreq_server_create, ioreq_server_map_io_range, ioreq_server_select at c447b7308b. The lowest
 * free slot is allocated, and the highest slot that has the whole access is selected.
 */

import {
  claimed,
  newestWins,
  ownerUnique,
  rangesOrdered,
  spanOwner,
  spanReaches,
} from '../../../../properties/passthrough/io-ranges.ts';
import { servedBy, showServedBy } from '../../../components/served-by.machine.ts';
import { serverSlot, showServerSlot } from '../../../components/server-slot.machine.ts';
import { type Property, repeat, type SystemBuilder } from '../../../compose/index.ts';
import type { Defect, Values } from '../parameters.ts';
import { creatorProgram, type RangeWorld } from './servers.ts';
import { accessProgram, spanProgram } from './vcpu.ts';

/** Builds the scene. */
export function ranges(system: SystemBuilder, values: Values): readonly Property[] {
  const spans = values.span !== 'one';
  const starts = [
    { age: 0, ranges: 0b0010 },
    { age: 1, ranges: 0b1100 },
  ];
  const world: RangeWorld = {
    values,
    slots: repeat(spans ? 2 : values.slots, (i) =>
      system.component(`slot${i}`, serverSlot(spans ? (starts[i] ?? null) : null), {
        show: showServerSlot,
      }),
    ),
    served: system.component('served', servedBy, { show: showServedBy }),
    defect: (name: Defect) => values.defects.includes(name),
  };
  const vcpu = (spans ? spanProgram(world) : accessProgram(world)).actor(system, 'vcpu0');
  const ask = (applies: boolean, why: string, name: string, make: () => Property) => {
    if (applies) return [make()];
    system.notAsked(name, why);
    return [];
  };
  if (!spans) creatorProgram(world, vcpu, 0).actor(system, 'dm0');
  if (!spans && values.creators === 2) creatorProgram(world, vcpu, 1).actor(system, 'dm1');
  const { slots } = world;
  return [
    ...ask(!spans && values.creators === 2, 'needs span=one and two creators', 'OWNER-UNIQUE', () =>
      ownerUnique(slots),
    ),
    ...ask(
      !spans && values.creators === 2 && values.overlap === 'perServer',
      'needs overlap=perServer and two creators',
      'NEWEST-WINS',
      () => newestWins(vcpu, slots),
    ),
    ...ask(!spans, 'needs span=one', 'CLAIMED', () => claimed(vcpu)),
    ...ask(!spans && values.hostile, 'needs hostile', 'RANGE-ORDERED', () => rangesOrdered(slots)),
    ...ask(spans, 'needs another span', 'SPAN-OWNER', () => spanOwner(vcpu)),
    ...ask(spans, 'needs another span', 'SPAN-REACHES', () => spanReaches(vcpu)),
  ];
}
