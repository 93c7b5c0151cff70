/** Which requirements are asked of a configuration of the family, and of which components. */

import type { Companion } from '../../../properties/kinds/index.ts';
import {
  cleanedWhole,
  hostMasks,
  interruptsReachOwner,
  intxViewed,
  irqAccess,
  messagesFromXen,
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
import { assertFree, memorySafe } from '../../../properties/passthrough/memory.ts';
import { msixViewed, tableFound, tableInBounds } from '../../../properties/passthrough/msix.ts';
import { ownConfigOf } from '../../../properties/passthrough/ownership.ts';
import { intxXorMsi } from '../../../properties/passthrough/registers.ts';
import { noResidue } from '../../../properties/passthrough/residue.ts';
import { type Actor, anyTagged, tagged } from '../../../properties/passthrough/subject.ts';
import {
  allOf,
  anyOf,
  type Expression,
  never,
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
import type { MsiDevice, Vector } from './code/parts.ts';
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
  const [first] = world.devices as readonly [MsiDevice];
  const shown = world.devices.filter((d): d is (typeof world.devices)[number] & ShownMsi => {
    return d.vpci !== null && d.enable !== null;
  });
  const intx = shown.filter((d): d is typeof d & ShownIntx => {
    return d.command !== null && d.guestIntx !== null;
  });
  const controlled = world.has('MSI', 'MSG') && shown.length > 0;
  const { msix } = world;
  const masks = world.devices.flatMap(({ vectors }) => vectors.flatMap(({ mask }) => mask ?? []));
  return [
    ...ask(actors.devices.length > 0, 'needs IRQ or SPOOF', 'IRQ-OWNER', () =>
      interruptsReachOwner(actors.devices, astray(world, actors)),
    ),
    ...ask(masks.length > 0 && world.has('AFF'), 'needs MASK and AFF', 'HOST-MASK', () =>
      hostMasks(masks, anyTagged(actors.vcpus, 'writes mask')),
    ),
    ...ask(
      world.messages?.remapping === 'vtd' && world.has('AFF') && world.has('SPOOF'),
      'needs AFF, SPOOF and remapping=vtd',
      'MSG-CACHED',
      () => messagesFromXen(world.messages?.entries ?? [], readWhileChanged(world, actors)),
    ),
    ...ask(world.has('DEA', 'DOM'), 'needs DEA or DOM', 'NO-RESIDUE', () =>
      pirqsGone(world, actors),
    ),
    ...ask(world.has('DOM') && world.has('IRQ'), 'needs DOM and IRQ', 'CLEAN-WHOLE', () =>
      cleanedWhole(actors.dom0),
    ),
    ...ask(
      actors.vcpus.length > 0 && touches(world) && changesHands(world),
      'needs code that touches a device, and DEA, ASG or start=elsewhere',
      'OWNER-CFG',
      () =>
        ownConfigOf(
          actors.vcpus.map(({ name }) => name),
          'OWNER-CFG',
          0,
          first.owner.is('is here', (s) => s.matches('here')),
        ),
    ),
    ...ask(first.desc !== null, 'needs MAP', 'NO-UAF', () =>
      memorySafe('NO-UAF', 'a freed descriptor of an MSI', actors.vcpus, {
        label: 'a descriptor is about to be followed',
        goal: anyTagged(actors.vcpus, 'follows desc'),
      }),
    ),
    ...ask(world.has('TBL'), 'needs TBL', 'IN-BOUNDS', () => tableInBounds(actors.vcpus)),
    ...ask(world.has('TBL') && world.has('BAR'), 'needs TBL and BAR', 'TABLE-FOUND', () =>
      tableFound(actors.vcpus),
    ),
    ...ask(
      msix !== null && world.has('MSIX') && world.has('TBL'),
      'needs MSIX and TBL',
      'VIEW-MSIX',
      () => msixViewed(msix as NonNullable<typeof msix>, first.vectors[0] as Vector, rest),
    ),
    ...ask(world.back !== null, 'needs BACK', 'ASSERT-FREE', () =>
      assertFree({ vcpus: actors.vcpus, toolstacks: [] }),
    ),
    ...ask(world.has('INJ', 'TBL'), 'needs INJ or TBL', 'NO-NULL', () =>
      memorySafe('NO-NULL', 'a pointer that is NULL', actors.vcpus, {
        label: 'a pirq is asked for that is not there, or an access is in a table',
        goal: anyOf(
          anyTagged(actors.vcpus, 'in a table'),
          allOf(
            anyTagged(actors.vcpus, 'asks for a pirq'),
            (first.vectors[0] as Vector).irq.is('is free', (s) => s.matches('free')),
          ),
        ),
      }),
    ),
    ...ask(first.access !== null, 'needs MAP', 'IRQ-ACCESS', () =>
      irqAccess(
        (first.vectors[0] as Vector).irq,
        first.access as NonNullable<MsiDevice['access']>,
        rest,
      ),
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
function astray({ has, messages }: World, { devices, dom0 }: Actors): Companion {
  const flying = anyTagged(devices, 'in flight');
  if (has('SPOOF') && messages !== null && messages.remapping !== 'none') {
    return {
      label: 'a message is blocked that its device may not send',
      goal: anyTagged(devices, 'blocked'),
    };
  }
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

/** Xen is about to write an entry while the device has changed its message register. */
function readWhileChanged({ messages }: World, { xen }: Actors): Companion {
  const [register] = messages?.registers ?? [];
  return {
    label: 'Xen writes an entry while the device has changed its message register',
    goal: allOf(
      anyTagged(xen, 'writes message'),
      register === undefined
        ? never
        : register.is('is not what Xen wrote', (s) => s.context.index !== 0),
    ),
  };
}

/** Code of the guest that touches the first device. */
function touches({ has }: World): boolean {
  return has('WR', 'MSI', 'MSG', 'MASK', 'MAP', 'PREP');
}

/** The first device may be with another domain. */
function changesHands({ has, values }: World): boolean {
  return has('DEA', 'ASG') || values.start === 'elsewhere';
}
