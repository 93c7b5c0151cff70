/** Which requirements are asked of a configuration of the family, and of which components. */

import { type Companion, companion } from '../../../properties/kinds/index.ts';
import { writesConfined } from '../../../properties/passthrough/dma-confined.ts';
import {
  guestAlive,
  hotAddAfterMigration,
  hotAddChecked,
  migrant,
  reservedDisjoint,
} from '../../../properties/passthrough/hot-add.ts';
import { interruptsReachOwner } from '../../../properties/passthrough/interrupts.ts';
import { assertFree } from '../../../properties/passthrough/memory.ts';
import {
  doorbellMapped,
  interruptBeforeDma,
  messagesConfined,
  messagesKept,
  noFakeTrap,
  revokedBeforeReassigned,
} from '../../../properties/passthrough/message-delivery.ts';
import type {
  InterruptEnd,
  MemoryEnd,
  PeerEnd,
  WriteEnd,
} from '../../../properties/passthrough/passed-function.ts';
import { groupsWhole, noBypass, noSelfPeer } from '../../../properties/passthrough/peer-to-peer.ts';
import { type Actor, anyTagged, at, tagged } from '../../../properties/passthrough/subject.ts';
import { allOf, anyOf, type Property, type SystemBuilder } from '../../compose/index.ts';
import { ends } from './code/outcomes.ts';
import { groupOf, siblings } from './topology.ts';
import { type DomainName, domains, type Fn, type World } from './world.ts';

/** A function that sends, with its program. */
export interface Sender {
  readonly fn: Fn;
  readonly actor: Actor;
}

/** The requirements a configuration can state; the others are noted with the reason. */
export function propertiesOf(
  system: SystemBuilder,
  world: World,
  senders: readonly Sender[],
  xen: Actor,
): readonly Property[] {
  const { values, functions } = world;
  const ask = (applies: boolean, why: string, name: string, make: () => readonly Property[]) => {
    if (applies) return make();
    system.notAsked(name, why);
    return [];
  };
  const actors = senders.map(({ actor }) => actor);
  const sent = (kind: 'ram' | 'bar' | 'doorbell') =>
    senders.length > 0 && values.sends.includes(kind);
  const messages = sent('doorbell') && world.has('MSI');
  const peers = peerEnds(world, senders);
  const selves = peers.filter(({ by, to }) => siblings(by.name, to.name));
  const pairs = pairsOf(world);
  return [
    ...ask(messages, 'needs a sender, doorbell and MSI', 'MSI-CONFINE', () => [
      messagesConfined(interruptEnds(world, senders), endsOf(senders, ends.misdelivered)),
    ]),
    ...ask(messages, 'needs a sender, doorbell and MSI', 'IRQ-OWNER', () => [
      interruptsReachOwner(actors, atRisk(world, actors)),
    ]),
    ...ask(
      sent('doorbell') && values.intremap === 'none',
      'needs a sender, doorbell and intremap=none',
      'NO-FAKE-TRAP',
      () => [noFakeTrap(endsOf(senders, ends.trap), anyTagged(actors, 'at P5'))],
    ),
    ...ask(messages, 'needs a sender, doorbell and MSI', 'MSI-KEPT', () => [
      messagesKept(endsOf(senders, ends.blocked)),
    ]),
    ...ask(sent('ram'), 'needs a sender and ram', 'DMA-CONFINED', () => [
      writesConfined(memoryEnds(world, senders, xen)),
    ]),
    ...ask(peers.length > 0, 'needs a sender, another function and bar', 'P2P-NO-BYPASS', () => [
      noBypass(peers),
    ]),
    ...ask(selves.length > 0, 'needs a sender, its sibling and bar', 'SELF-P2P', () => [
      noSelfPeer(selves),
    ]),
    ...ask(pairs.length > 0, 'every function is a group of its own', 'GROUP-ATOMIC', () => [
      groupsWhole(pairs),
    ]),
    ...ask(
      world.doorbells.size > 0 && world.has('MSI'),
      'needs msiPath=translated and MSI',
      'DOORBELL-MAPPED',
      () => [doorbellMapped(functions, world.doorbells)],
    ),
    ...ask(world.has('MSI') && world.has('DEA'), 'needs MSI and DEA', 'IR-BEFORE-DMA', () =>
      interruptBeforeDma(functions),
    ),
    ...ask(world.has('DEA'), 'needs DEA', 'REVOKE-BEFORE-REASSIGN', () =>
      revokedBeforeReassigned(functions),
    ),
    ...hotAdd(system, world),
    ...ask(
      world.ram !== null && world.has('DEA') && values.rdmPolicy === 'relaxed',
      'needs RAM, DEA and rdmPolicy=relaxed',
      'ASSERT-FREE',
      () => [assertFree({ vcpus: [], toolstacks: [xen] })],
    ),
  ];
}

/** What is asked of the RAM of guest A. */
function hotAdd(system: SystemBuilder, world: World): readonly Property[] {
  const { ram, functions } = world;
  if (ram === null) {
    for (const name of ['RESV-DISJOINT', 'HOTADD-CHECKED', 'VM-ALIVE', 'MIG-PROGRESS']) {
      system.notAsked(name, 'needs RAM and guest A');
    }
    return [];
  }
  const guest = migrant('A', ram, functions);
  if (!world.has('MIG')) system.notAsked('MIG-PROGRESS', 'needs RAM, MIG and guest A');
  return [
    reservedDisjoint(guest),
    hotAddChecked(guest),
    guestAlive(guest),
    ...(world.has('MIG') ? [hotAddAfterMigration(guest)] : []),
  ];
}

/** A message is about to be taken for what its data says, while some interrupt is set up. */
function atRisk({ functions }: World, senders: readonly Actor[]): Companion {
  return companion(
    'a message is about to be taken for what its data says, and an interrupt is bound',
    allOf(
      anyTagged(senders, 'at P5'),
      anyOf(...functions.map(({ irq }) => irq.is('is bound', (s) => s.matches('bound')))),
    ),
  );
}

function endsOf(senders: readonly Sender[], place: string): readonly WriteEnd[] {
  return senders.map(({ fn, actor }) => ({ by: fn, there: at(actor, place) }));
}

function memoryEnds(
  { guests }: World,
  senders: readonly Sender[],
  xen: Actor,
): readonly MemoryEnd[] {
  const present: readonly DomainName[] = domains.filter(
    (name) => name === 'dom0' || guests.includes(name),
  );
  return senders.flatMap(({ fn, actor }) =>
    present.map((page) => ({
      by: fn,
      page,
      there: at(actor, ends.ram(page)),
      arriving: tagged(xen, `gives ${fn.name} to ${page}`),
    })),
  );
}

function interruptEnds(world: World, senders: readonly Sender[]): readonly InterruptEnd[] {
  return senders.flatMap(({ fn, actor }) =>
    world.functions.flatMap((of) =>
      world.guests.map((guest) => ({
        by: fn,
        of,
        guest,
        there: at(actor, ends.interrupt(of, guest)),
      })),
    ),
  );
}

type PeerOf = PeerEnd & { readonly by: Fn; readonly to: Fn };

function peerEnds({ values, functions }: World, senders: readonly Sender[]): readonly PeerOf[] {
  if (!values.sends.includes('bar')) return [];
  return senders.flatMap(({ fn, actor }) =>
    functions
      .filter((to) => to !== fn)
      .map((to) => ({
        by: fn,
        to,
        there: at(actor, ends.bar(to)),
        onTheWay: tagged(actor, `for ${to.name}`),
      })),
  );
}

/** Pairs of functions of one group. */
function pairsOf({ values, functions }: World): readonly (readonly [Fn, Fn])[] {
  return functions.flatMap((a, i) =>
    functions
      .slice(i + 1)
      .filter((b) => groupOf(a.name, values).includes(b.name))
      .map((b) => [a, b] as const),
  );
}
