/** Which requirements are asked of a configuration of the family, and of which components. */

import {
  interruptsReachOwner,
  intxViewed,
  msiViewed,
  type ShownIntx,
  type ShownMsi,
} from '../../../properties/passthrough/interrupts.ts';
import {
  lockDiscipline,
  noDeadlock,
  noSelfDeadlock,
  noStandstill,
} from '../../../properties/passthrough/locks.ts';
import { intxXorMsi } from '../../../properties/passthrough/registers.ts';
import { noResidue } from '../../../properties/passthrough/residue.ts';
import { type Actor, anyTagged, tagged } from '../../../properties/passthrough/subject.ts';
import {
  allOf,
  anyOf,
  type Expression,
  not,
  type Property,
  type SystemBuilder,
} from '../../compose/index.ts';
import {
  type LockComponent,
  recursiveLockComponent,
  rwLockComponent,
  spinLockComponent,
} from '../../kit/locks.ts';
import type { World } from './world.ts';

/** Who acts. */
export interface Actors {
  readonly vcpus: readonly Actor[];
  readonly dom0: readonly Actor[];
  /** Devices that send messages. */
  readonly devices: readonly Actor[];
  /** Xen itself, in nobody's name. */
  readonly xen: readonly Actor[];
}

function locksOf(world: World): readonly LockComponent[] {
  const { scene } = world;
  const vectors = world.devices.flatMap((device) => device.vectors);
  return [
    recursiveLockComponent(world.pcidevs),
    rwLockComponent(world.pciLock),
    spinLockComponent(world.vpciLock),
    spinLockComponent(scene.eventLock),
    ...vectors.map(({ lock }) => spinLockComponent(lock)),
    ...(scene.bridgeLock === null ? [] : [spinLockComponent(scene.bridgeLock)]),
  ];
}

/** The documented order, outermost first. */
function lockOrder({ pcidevs, pciLock, vpciLock, scene, devices }: World): readonly string[] {
  const descriptors = devices.flatMap(({ vectors }) => vectors.map(({ lock }) => lock.name));
  const bridge = scene.bridgeLock === null ? [] : [scene.bridgeLock.name];
  const outer = [pcidevs.name, pciLock.name, vpciLock.name, scene.eventLock.name];
  return [...outer, descriptors.join(' '), ...bridge];
}

/** The requirements a configuration can state; the others are noted with the reason. */
export function propertiesOf(
  system: SystemBuilder,
  world: World,
  actors: Actors,
): readonly Property[] {
  const ask = (applies: boolean, why: string, name: string, make: () => Property): Property[] => {
    if (applies) return [make()];
    system.notAsked(name, why);
    return [];
  };
  const all = [...actors.vcpus, ...actors.dom0, ...actors.devices, ...actors.xen];
  const subject = { actors: all, locks: locksOf(world) };
  const rest = allOf(...[...actors.vcpus, ...actors.dom0].map((actor) => tagged(actor, 'guest')));
  const [device] = world.devices;
  const shown = world.devices.filter((d): d is (typeof world.devices)[number] & ShownMsi => {
    return d.vpci !== null && d.enable !== null;
  });
  const intx = shown.filter((d): d is typeof d & ShownIntx => {
    return d.command !== null && d.guestIntx !== null;
  });
  const controlled = world.has('MSI', 'MSG') && shown.length > 0;
  return [
    ...ask(actors.devices.length > 0, 'needs IRQ or SPOOF', 'IRQ-OWNER', () =>
      interruptsReachOwner(actors.devices, astray(world, actors)),
    ),
    ...ask(world.has('DEA') && device !== undefined, 'needs DEA', 'NO-RESIDUE', () =>
      pirqsGone(world, actors),
    ),
    ...ask(controlled, 'needs MSI or MSG', 'VIEW-MSI', () => msiViewed(shown, rest)),
    ...ask(
      controlled && intx.length > 0,
      'needs MSI, and start=off or elsewhere',
      'VIEW-INTX',
      () => intxViewed(intx, rest),
    ),
    ...ask(
      controlled && intx.length > 0,
      'needs MSI, and start=off or elsewhere',
      'INTX-XOR-MSI',
      () => intxXorMsi({ devices: intx.map(({ command, enable }) => ({ command, msi: enable })) }),
    ),
    lockDiscipline(subject, lockOrder(world)),
    noDeadlock(subject),
    noSelfDeadlock(subject),
    noStandstill(subject),
  ];
}

/** An interrupt is on its way while it could go astray. */
function astray({ has }: World, { devices, dom0 }: Actors) {
  const flying = anyTagged(devices, 'in flight');
  return has('DEA')
    ? {
        label: 'an interrupt is on its way while dom0 takes the device away',
        goal: allOf(flying, anyTagged(dom0, 'teardown')),
      }
    : { label: 'an interrupt is on its way', goal: flying };
}

/** After dom0 has taken the device away, the guest has none of its interrupts. */
function pirqsGone({ devices }: World, { dom0 }: Actors): Property {
  const [device] = devices as readonly [World['devices'][number]];
  const here = device.vectors.map(({ irq }) =>
    irq.is('is with the guest', (s) => s.context.domain === 'here'),
  );
  const resting: Expression = allOf(...dom0.map((actor) => tagged(actor, 'guest')));
  return noResidue({
    left: allOf(
      resting,
      device.owner.is('is elsewhere', (s) => s.matches('elsewhere')),
    ),
    residues: [{ what: 'pirqs', gone: not(anyOf(...here)) }],
    companion: {
      label: 'dom0 takes the device away while its interrupt is bound',
      goal: allOf(
        anyTagged(dom0, 'teardown'),
        anyOf(...device.vectors.map(({ irq }) => irq.is('is bound', (s) => s.matches('bound')))),
      ),
    },
  });
}
