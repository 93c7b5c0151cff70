/** Which requirements are asked of a configuration of the family, and of which components. */

import {
  lockDiscipline,
  noDeadlock,
  noDeadlockAmongVcpus,
  noSelfDeadlock,
  noStandstill,
} from '../../../properties/passthrough/locks.ts';
import {
  assertFree,
  noNull,
  noUseAfterFree,
  noUseAfterFreeIn,
  pointerStable,
} from '../../../properties/passthrough/memory.ts';
import { ownConfig, slotsInjective } from '../../../properties/passthrough/ownership.ts';
import {
  cancelled,
  oneSlot,
  pendingBlocks,
  pendingKept,
} from '../../../properties/passthrough/pending.ts';
import { callsEnd, nobodyStarves, pendingEnds } from '../../../properties/passthrough/progress.ts';
import { intxXorMsi, masterStop } from '../../../properties/passthrough/registers.ts';
import type { Actor, Subject } from '../../../properties/passthrough/subject.ts';
import type { Property, SystemBuilder } from '../../compose/index.ts';
import { recursiveLockComponent, rwLockComponent, spinLockComponent } from '../../kit/locks.ts';
import { schemeCode } from './schemes/index.ts';
import type { World } from './world.ts';

/** What the requirements speak about, from the components of the family. */
export function subjectOf(
  world: World,
  vcpus: readonly Actor[],
  toolstacks: readonly Actor[],
  others: readonly Actor[],
): Subject {
  const actors = [...vcpus, ...toolstacks, ...others];
  return {
    vcpus,
    toolstacks,
    handlers: others,
    actors,
    devices: world.devices,
    locks: [
      recursiveLockComponent(world.pcidevs),
      ...(world.usesDomainLock() ? [rwLockComponent(world.domainLock)] : []),
      ...world.devices.map((device) => spinLockComponent(device.lock)),
    ],
    slots: actors
      .filter((actor) => world.slotOwners.includes(actor.name))
      .map((actor) => ({ actor, slot: world.slotOf(actor.name) })),
    bitmap: world.bitmap,
  };
}

/** The documented lock order of a scheme; null where there is none. */
function lockOrder(world: World): readonly string[] | null {
  const inner = world.devices.map((device) => device.lock.name).join(' ');
  switch (world.scheme) {
    case 'S0':
    case 'S1':
      return null;
    case 'S2v1':
    case 'S2v7':
    case 'S2p':
    case 'S3v8':
      return [world.domainLock.name, inner];
    default:
      return [world.pcidevs.name, world.domainLock.name, inner];
  }
}

/** The requirements a configuration can state; the others are noted with the reason. */
export function propertiesOf(
  system: SystemBuilder,
  world: World,
  subject: Subject,
): readonly Property[] {
  const { values } = world;
  const ask = (applies: boolean, why: string, name: string, make: () => readonly Property[]) => {
    if (applies) return make();
    system.notAsked(name, why);
    return [];
  };
  const managed = subject.toolstacks.length > 0;
  const accessed = managed && subject.vcpus.length > 0;
  const slots = subject.slots.length > 0;
  const domU = values.profile === 'domU';
  const registers = subject.devices.some((device) => device.command !== null);
  return [
    ...ask(managed, 'needs dom0', 'NO-UAF', () => [noUseAfterFree(subject)]),
    ...handlers(system, world, subject),
    ...ask(managed, 'needs dom0', 'NO-NULL', () => [noNull(subject)]),
    ...ask(accessed, 'needs a vCPU and dom0', 'PTR-STABLE', () => [pointerStable(subject)]),
    lockDiscipline(subject, lockOrder(world)),
    ...ask(slots && managed, 'needs CMD and dom0', 'CANCEL', () => [cancelled(subject)]),
    ...ask(slots, 'needs CMD', 'ONE-SLOT', () => [oneSlot(subject)]),
    ...ask(slots, 'needs CMD', 'PEND-BLOCKS', () => [pendingBlocks(subject)]),
    ...ask(
      slots && schemeCode(world.scheme).drops(world) && world.has('PEND') && managed,
      'needs a scheme whose PEND drops requests',
      'PEND-KEPT',
      () => [pendingKept(subject)],
    ),
    ...ask(domU && accessed, 'needs profile=domU', 'OWNER-CFG', () => ownConfig(subject)),
    ...ask(
      world.bitmap !== null && world.has('ASG'),
      'needs profile=domU, a scheme with a virtual bus, and ASG',
      'SLOT-INJ',
      () => slotsInjective(subject),
    ),
    ...ask(
      registers && world.has('MSI'),
      'needs profile=domU, MSI and a scheme with the landed registers',
      'INTX-XOR-MSI',
      () => [intxXorMsi(subject)],
    ),
    ...ask(
      registers && world.has('FLT'),
      'needs profile=domU, FLT and a scheme with the landed registers',
      'MASTER-STOP',
      () => [masterStop(subject)],
    ),
    ...ask(
      schemeCode(world.scheme).asserts(world),
      'needs a code path with an assertion',
      'ASSERT-FREE',
      () => [assertFree(subject)],
    ),
    noDeadlock(subject),
    ...ask(subject.vcpus.length > 1, 'needs two vCPUs', 'L-NODEADLOCK-VCPUS', () => [
      noDeadlockAmongVcpus(subject),
    ]),
    noSelfDeadlock(subject),
    noStandstill(subject),
  ];
}

/** Those about the long run, which are asked by name. */
export function runPropertiesOf(
  system: SystemBuilder,
  world: World,
  subject: Subject,
): readonly Property[] {
  const slots = subject.slots.length > 0 && world.has('PEND');
  const several = subject.actors.length > 1;
  if (!slots) system.notAsked('L-PEND', 'needs CMD and PEND');
  if (!several) {
    for (const name of ['NO-STARVE', 'NO-STARVE-UNFAIR']) system.notAsked(name, 'needs two actors');
  }
  return [
    callsEnd(subject),
    ...(slots ? [pendingEnds(subject)] : []),
    ...(several ? [nobodyStarves(subject, 'fair'), nobodyStarves(subject, 'unfair')] : []),
  ];
}

/** What is asked of handlers that are there, when a pdev can go away at all. */
function handlers(system: SystemBuilder, world: World, subject: Subject): readonly Property[] {
  const asked = (
    [
      ['FLT', 'flt', 'needs profile=domU, FLT and REM'],
      ['DBG', 'console', 'needs debugKeys=true and REM'],
    ] as const
  ).map(([code, name, why]) => {
    const handler = subject.handlers.find((actor) => actor.name === name);
    if (handler !== undefined && world.has('REM')) return noUseAfterFreeIn(handler, code, subject);
    system.notAsked(`NO-UAF-${code}`, why);
    return null;
  });
  return asked.filter((property) => property !== null);
}
