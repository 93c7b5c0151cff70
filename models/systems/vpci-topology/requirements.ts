/** Which requirements a configuration can be asked. */

import { companion } from '../../../properties/kinds/index.ts';
import {
  type Actor,
  assertFree,
  noResidue,
  onlyGuestsTakeSlots,
  ownConfig,
  pendingKept,
  reachesOnce,
  reachesSlot,
  type Subject,
  slotsInjective,
} from '../../../properties/passthrough/index.ts';
import { anyTagged, tagged } from '../../../properties/passthrough/subject.ts';
import { allOf, type Property, type SystemBuilder } from '../../compose/index.ts';
import { MISDIRECTED, TORN, tags } from './code/marks.ts';
import type { World } from './world.ts';

/** What the shared requirements speak about. A hidden device stands for all there are. */
function subjectOf(world: World, vcpus: readonly Actor[], toolstacks: readonly Actor[]): Subject {
  const { hidden } = world;
  const shown = { index: 0, managed: true, command: null, msi: null, guestSlot: null } as const;
  return {
    vcpus,
    toolstacks,
    handlers: [],
    actors: [...vcpus, ...toolstacks],
    devices: hidden === null ? world.devices : [{ ...shown, ...hidden }],
    locks: [],
    slots: vcpus.flatMap((actor) => {
      const slot = world.pending.get(actor.name);
      return slot === undefined ? [] : [{ actor, slot }];
    }),
    bitmap: world.bitmap,
  };
}

/** The requirements; those that cannot be stated are noted with the reason. */
export function propertiesOf(
  system: SystemBuilder,
  world: World,
  vcpus: readonly Actor[],
  toolstacks: readonly Actor[],
): readonly Property[] {
  const { values, has, hidden } = world;
  const subject = subjectOf(world, vcpus, toolstacks);
  const domU = values.profile === 'domU';
  const ask = (applies: boolean, why: string, name: string, make: () => readonly Property[]) => {
    if (applies) return make();
    system.notAsked(name, why);
    return [];
  };
  const manages = toolstacks.length > 0 && has('ASG', 'DEA');
  const accessed = domU && vcpus.length > 0 && has('RD', 'WR', 'RD8');
  const raced = accessed && manages;
  const test = { translated: tags.translated, between: tags.between };
  return [
    ...ask(raced, 'needs profile=domU, an access, and ASG or DEA', 'OWNER-CFG', () =>
      ownConfig(subject),
    ),
    ...ask(raced, 'needs profile=domU, an access, and ASG or DEA', 'SLOT-REACH', () => [
      reachesSlot(subject, MISDIRECTED, test.translated),
    ]),
    ...ask(raced && has('RD8'), 'needs profile=domU, RD8, and ASG or DEA', 'SLOT-ONCE', () => [
      reachesOnce(subject, TORN, test.between),
    ]),
    ...ask(
      domU && toolstacks.length > 0 && has('ASG'),
      'needs profile=domU and ASG',
      'SLOT-INJ',
      () => slotsInjective(subject),
    ),
    ...ask(
      domU && toolstacks.length > 0 && has('DEA'),
      'needs profile=domU and DEA',
      'NO-RESIDUE',
      () => residues(world, toolstacks),
    ),
    ...ask(
      !domU && toolstacks.length > 0 && has('ASG'),
      'needs profile=hwdom and ASG',
      'SLOT-GUEST',
      () => [onlyGuestsTakeSlots(world.bitmap, anyTagged(toolstacks, 'placing'))],
    ),
    ...ask(
      hidden !== null && vcpus.length > 0,
      'needs profile=hwdom and CMD',
      'ASSERT-FREE',
      () => [assertFree(subject)],
    ),
    ...ask(hidden !== null && vcpus.length > 0, 'needs profile=hwdom and CMD', 'PEND-KEPT', () => [
      pendingKept(subject),
    ]),
  ];
}

/** NO-RESIDUE, of virtual slots. */
function residues(world: World, toolstacks: readonly Actor[]): readonly Property[] {
  const resting = allOf(...toolstacks.map((dom0) => tagged(dom0, 'guest')));
  return world.devices.map((device) =>
    noResidue({
      left: allOf(
        device.owner.is('has left', (s) => s.matches('elsewhere')),
        resting,
      ),
      residues: [
        {
          what: 'virtual slot',
          gone: device.guestSlot.is('has no slot', (s) => s.context.slot === null),
        },
      ],
      companion: companion(
        'the device is being taken away while it has a slot',
        allOf(
          anyTagged(toolstacks, 'teardown'),
          device.guestSlot.is('has a slot', (s) => s.context.slot !== null),
        ),
      ),
      ...(world.devices.length === 1 ? {} : { device: device.name }),
    }),
  );
}
