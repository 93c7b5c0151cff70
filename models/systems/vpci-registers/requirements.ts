/** Which requirements a configuration can be asked. */

import { companion } from '../../../properties/kinds/index.ts';
import {
  type Actor,
  capabilitiesFiltered,
  errorsKept,
  hostBitsKept,
  noNullIn,
  type RegisterParts,
  throughHandlers,
  viewOfBits,
} from '../../../properties/passthrough/index.ts';
import { anyTagged, at } from '../../../properties/passthrough/subject.ts';
import { allOf, anyOf, not, type Property, type SystemBuilder } from '../../compose/index.ts';
import { GUEST, tags } from './code/marks.ts';
import { COMMAND_RSVDP } from './layout.ts';
import type { World } from './world.ts';

/** The requirements; those that cannot be stated are noted with the reason. */
export function propertiesOf(
  system: SystemBuilder,
  world: World,
  vcpus: readonly Actor[],
  dom0: Actor | null,
): readonly Property[] {
  const { values, cells, command, owner, has } = world;
  const parts = cells.map(
    ({ hardware, mask, bits }): RegisterParts => ({
      hardware,
      mask,
      host: bits.host ?? 0,
      rw1c: bits.rw1c ?? 0,
    }),
  );
  const domU = values.profile === 'domU';
  const actors = [...vcpus, ...(dom0 === null ? [] : [dom0])];
  const atWork = anyOf(...vcpus.map((vcpu) => not(at(vcpu, GUEST))));
  const resting = allOf(...actors.map((actor) => at(actor, GUEST)));
  const ask = (applies: boolean, why: string, name: string, make: () => readonly Property[]) => {
    if (applies) return make();
    system.notAsked(name, why);
    return [];
  };
  const here = owner === null ? [] : [owner.is('is here', (s) => s.matches('here'))];
  const follows = values.scheme === 'S1' && domU && command !== null && has('WR', 'ASG', 'RST');
  return [
    ...ask(domU && has('RD', 'WR'), 'needs profile=domU and RD or WR', 'REG-ALLOW', () =>
      throughHandlers(vcpus, parts),
    ),
    ...ask(
      domU && has('WR') && parts.some(({ host }) => host !== 0),
      'needs profile=domU, WR and a register with bits of the host',
      'REG-HOST',
      () => [hostBitsKept(parts, atWork)],
    ),
    ...ask(
      domU && has('WR') && has('REPORT') && parts.some(({ rw1c }) => rw1c !== 0),
      'needs profile=domU, WR, REPORT and a register with error bits',
      'REG-RW1C',
      () => [errorsKept(parts, atWork)],
    ),
    ...ask(
      command?.copy != null && (has('WR') || owner !== null),
      'needs profile=domU, the command register and a scheme that keeps a view of it',
      'VIEW',
      () =>
        command?.copy == null
          ? []
          : [
              viewOfBits({
                hardware: command.hardware,
                copy: command.copy,
                guest: command.mask & ~COMMAND_RSVDP,
                quiescent: allOf(resting, ...here),
              }),
            ],
    ),
    ...ask(
      follows,
      'needs scheme=S1, profile=domU, the command register, and WR, ASG or RST',
      'NO-NULL',
      () => [
        noNullIn(
          actors,
          companion('a pointer is about to be followed', anyTagged(actors, tags.follows)),
        ),
      ],
    ),
    ...ask(domU && has('CAPS'), 'needs profile=domU and CAPS', 'CAP-FILTER', () => [
      capabilitiesFiltered(vcpus, tags.walks, tags.unemulated),
    ]),
  ];
}
