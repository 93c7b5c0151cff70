/** Which requirements are asked of a configuration of the family, and of which components. */

import { lockDiscipline, noDeadlock, noStandstill } from '../../../properties/passthrough/locks.ts';
import type { MappingSubject } from '../../../properties/passthrough/mapping.ts';
import {
  hwDecode,
  mapIffDecode,
  noUnsupportedRequest,
} from '../../../properties/passthrough/mapping-decode.ts';
import {
  attributesSame,
  barBase,
  exclMfn,
  msixHidden,
  ownMfn,
} from '../../../properties/passthrough/mapping-pages.ts';
import {
  barWritable,
  bounded,
  holeNeeded,
  rangesStay,
  releasable,
  unstuck,
} from '../../../properties/passthrough/mapping-work.ts';
import { assertFree } from '../../../properties/passthrough/memory.ts';
import {
  permitted,
  permittedWhenMapped,
  unmapFree,
} from '../../../properties/passthrough/permission.ts';
import { view } from '../../../properties/passthrough/registers.ts';
import { noResidue } from '../../../properties/passthrough/residue.ts';
import { type Actor, anyTagged, tagged } from '../../../properties/passthrough/subject.ts';
import { allOf, anyOf, not, type Property, type SystemBuilder } from '../../compose/index.ts';
import { recursiveLockComponent, rwLockComponent, spinLockComponent } from '../../kit/locks.ts';
import { unsupportedRequest } from './code/masters.ts';
import { isTable } from './layout.ts';
import { asserts, isLegacy, movesMapped, orderOf } from './parameters.ts';
import { type FamilyWorld, type OwnedDevice, pagesOfDevice } from './world.ts';

/** Everybody who executes a program. */
export interface Actors {
  readonly vcpus: readonly Actor[];
  readonly peers: readonly Actor[];
  readonly toolstacks: readonly Actor[];
}

/** The requirements a configuration can state; the others are noted with the reason. */
export function propertiesOf(
  system: SystemBuilder,
  world: FamilyWorld,
  actors: Actors,
): readonly Property[] {
  const { values } = world;
  const subject = subjectOf(world, actors);
  const locks = locksOf(world, actors);
  const ask = (applies: boolean, why: string, name: string, make: () => readonly Property[]) => {
    if (applies) return make();
    system.notAsked(name, why);
    return [];
  };
  const several = values.vcpus + (world.has('ADD', 'RST', 'DEA', 'ASG', 'XL') ? 1 : 0) > 1;
  const legacy = isLegacy(values.scheme);
  const vpci = 'needs a scheme of vPCI';
  const twoActors = 'needs two vCPUs, or one and a hypercall';
  const domU = values.profile === 'domU';
  const guest = 'needs profile=domU';
  const revocable = subject.domains.some(({ permissions }) => permissions.some((p) => p !== null));
  return [
    ...ask(domU, guest, 'HW-DECODE', () => [hwDecode(subject)]),
    ...ask(world.has('TOUCH'), 'needs TOUCH', 'NO-UR', () => [
      noUnsupportedRequest(subject, [...actors.vcpus, ...actors.peers], unsupportedRequest),
    ]),
    ...ask(!legacy, vpci, 'MAP-IFF-DECODE', () => [mapIffDecode(subject)]),
    ...ask(domU && !legacy, `${guest} and vPCI`, 'BAR-BASE', () => [barBase(subject)]),
    ...ask(domU, guest, 'OWN-MFN', () => [ownMfn(subject)]),
    ...ask(domU && values.guests > 1, 'needs two guests', 'EXCL-MFN', () => [exclMfn(subject)]),
    ...ask(domU && values.msix, 'needs profile=domU and msix=true', 'MSIX-HIDDEN', () => [
      msixHidden(subject),
    ]),
    ...ask(!legacy, vpci, 'VIEW', () => [view(subject.devices, orderOf(values) !== 'always-on')]),
    ...ask(!legacy, vpci, 'L-UNSTUCK', () => [unstuck(subject)]),
    ...ask(world.has('PTE') && values.frames > 1, 'needs PTE and two frames', 'ATTR-SAME', () => [
      attributesSame(subject),
    ]),
    ...ask(revocable, 'needs XL, REVOKE or ASG', 'PERM', () => [permitted(subject)]),
    ...ask(revocable, 'needs XL, REVOKE or ASG', 'PERM-RACE', () => permittedWhenMapped(subject)),
    ...ask(revocable, 'needs XL, REVOKE or ASG', 'PERM-UNMAP', () => [unmapFree(subject)]),
    ...ask(
      world.has('BAR') && values.vcpus > 0 && !movesMapped(values),
      'needs BAR, and a scheme in which BARs that are mapped do not move',
      'BAR-WRITABLE',
      () => barWritable(subject),
    ),
    ...ask(world.has('ADD'), 'needs ADD', 'HOLE-NEEDED', () => [
      holeNeeded(subject, actors.toolstacks),
    ]),
    ...ask(world.has('DEA', 'XL'), 'needs DEA or XL', 'NO-RESIDUE', () => [
      residue(world, actors, subject),
    ]),
    ...ask(values.pages > 1, 'needs BARs of two pages', 'L-BOUNDED', () => [bounded(subject)]),
    ...ask(values.vcpus > 1, 'needs two vCPUs', 'NO-UAF-RANGE', () => [rangesStay(subject)]),
    ...ask(
      asserts(values) && world.has('CMD') && values.vcpus > 0,
      'needs CMD and a scheme with an assertion',
      'ASSERT-FREE',
      () => [assertFree(actors)],
    ),
    ...ask(several, twoActors, 'LOCK-DISC', () => [lockDiscipline(locks, null)]),
    ...ask(several, twoActors, 'L-NODEADLOCK', () => [noDeadlock(locks)]),
    ...ask(several, twoActors, 'NO-STUCK', () => [noStandstill(locks)]),
  ];
}

/** Those that take the whole graph of states, which are asked by name. */
export function runPropertiesOf(
  system: SystemBuilder,
  world: FamilyWorld,
  actors: Actors,
): readonly Property[] {
  const { scheme, vcpus } = world.values;
  if (!isLegacy(scheme) && vcpus > 0) return [releasable(subjectOf(world, actors))];
  system.notAsked('L-RELEASABLE', 'needs a scheme of vPCI, and a vCPU');
  return [];
}

function subjectOf(world: FamilyWorld, actors: Actors): MappingSubject {
  const { values } = world;
  const devices = world.devices.map((device) => ({
    ...device,
    here: device.owner.is('is here', (s) => s.matches('here')),
    quiescent: quiescent(world, actors, device),
    bars: device.bars.map(({ index, bar }) => ({
      index,
      bar,
      pages: pagesOfDevice(values, device)
        .filter((page) => page.bar === index)
        .map((page) => ({ page: page.page, mfn: page.mfn, hidden: isTable(values, page) })),
    })),
  }));
  return {
    domains: world.domains,
    devices,
    identity: values.profile === 'hwdom',
    vcpus: actors.vcpus,
    sets: isLegacy(values.scheme)
      ? []
      : world.devices.flatMap((device) =>
          device.domain.vcpus.flatMap((vcpu) =>
            device.bars.map((bar) => world.setOf(vcpu, device, bar)),
          ),
        ),
  };
}

/** Nobody is at work on a device, and no slot names it. */
function quiescent(world: FamilyWorld, { vcpus, toolstacks }: Actors, device: OwnedDevice) {
  const slots = device.domain.vcpus.map((vcpu) => world.slotOf(vcpu));
  return not(
    anyOf(
      anyTagged([...vcpus, ...toolstacks], `on ${device.index}`),
      ...slots.map((slot) =>
        slot.is(`names dev${device.index}`, (s) => s.context.request?.device === device.index),
      ),
    ),
  );
}

function locksOf(world: FamilyWorld, { vcpus, toolstacks }: Actors) {
  const sets = world.devices.flatMap(({ bars }) => bars.flatMap(({ setLock }) => setLock ?? []));
  return {
    actors: [...vcpus, ...toolstacks],
    locks: [
      ...(toolstacks.length > 0 ? [recursiveLockComponent(world.pcidevs)] : []),
      ...(world.values.scheme === 'S1'
        ? []
        : world.domains.map(({ lock }) => rwLockComponent(lock))),
      ...world.devices.map(({ lock }) => spinLockComponent(lock)),
      ...sets.map(spinLockComponent),
    ],
  };
}

/** What the first device, which is the one that is managed, leaves behind. */
function residue(
  world: FamilyWorld,
  { toolstacks }: Actors,
  { devices }: MappingSubject,
): Property {
  const [device] = devices;
  const managed = world.devices[0] as OwnedDevice;
  if (device === undefined) throw new Error('there is no device');
  const { domain } = device;
  const { owner } = managed;
  const mfns = device.bars.flatMap(({ pages }) => pages.map(({ mfn }) => mfn));
  const mapped = anyOf(
    ...domain.p2m.map((entry) =>
      entry.is(`leads into dev${device.index}`, (s) => mfns.some((mfn) => s.context.leads === mfn)),
    ),
  );
  const slots = managed.domain.vcpus.map((vcpu) => world.slotOf(vcpu));
  const named = anyOf(
    ...slots.map((slot) =>
      slot.is(`names dev${device.index}`, (s) => s.context.request?.device === device.index),
    ),
  );
  const permissions = mfns.flatMap((mfn) => domain.permissions[mfn] ?? []);
  return noResidue({
    left: allOf(
      owner.is('is elsewhere', (s) => s.matches('elsewhere')),
      ...toolstacks.map((dom0) => tagged(dom0, 'guest')),
    ),
    residues: [
      { what: 'p2m entry', gone: not(mapped) },
      { what: 'pending slot', gone: not(named) },
      ...(world.has('XL')
        ? [
            {
              what: 'permission',
              gone: allOf(...permissions.map((p) => p.is('is denied', (s) => s.matches('denied')))),
            },
          ]
        : []),
    ],
    companion: {
      label: 'a device is being taken away, and something of it is still there',
      goal: allOf(
        anyTagged(toolstacks, 'teardown'),
        anyOf(
          mapped,
          named,
          ...permissions.map((p) => p.is('is granted', (s) => s.matches('granted'))),
        ),
      ),
    },
  });
}
