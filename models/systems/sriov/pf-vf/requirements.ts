/** Which requirements are asked of scene pf-vf, and of which components. */

import {
  noStaleAtc,
  type PfSubject,
  pfOwnerTrusted,
  type VfHolder,
  vfOpenNeedsToken,
  vfsAsEnabled,
} from '../../../../properties/passthrough/sriov.ts';
import { type Actor, anyTagged, tagged } from '../../../../properties/passthrough/subject.ts';
import { pagesContained } from '../../../../properties/passthrough/viommu-reach.ts';
import { freshOnPlug } from '../../../../properties/passthrough/viommu-resets.ts';
import {
  allOf,
  always,
  anyOf,
  type Expression,
  never,
  not,
  relation,
  type SystemBuilder,
} from '../../../compose/index.ts';
import { registersOf } from '../../../kit/program.ts';
import { asking } from '../asking.ts';
import { pageOf } from './device.ts';
import { guestTags } from './guest.ts';
import { appeared } from './host.ts';
import { resets, usesPf } from './pf-user.ts';
import {
  type DomainName,
  domainIds,
  friendOf,
  type Guest,
  type Translated,
  type User,
  type Vf,
  type World,
} from './world.ts';

/** Who acts. */
export interface Actors {
  readonly guests: readonly { readonly name: Guest; readonly actor: Actor }[];
  readonly users: readonly { readonly name: User; readonly actor: Actor }[];
  readonly host: Actor;
}

/** States the requirements that the configuration can state; the others are noted with the reason. */
export function requirements(system: SystemBuilder, world: World, actors: Actors): void {
  const { sriov, values, vfs } = world;
  const ask = asking(system);
  const { guests, users, host } = actors;
  const subject = subjectOf(world, actors);
  const used = world.has('NUM') && (guests.length > 0 || world.has('KDR'));
  const shared = used && users.length > 0;
  const why = 'needs NUM, OPN or KDR, and PFO';
  ask(shared, why, 'PfOwnerTrustedByVfs', () => pfOwnerTrusted(subject));
  ask(shared, why, 'VfOpenNeedsToken', () => vfOpenNeedsToken(subject));
  ask(world.has('NUM'), 'needs NUM', 'RidFreshOnPlug', () =>
    freshOnPlug(
      vfs.map((vf) => ({
        plugged: tagged(host, appeared(vf)),
        fresh: vf.context.is(
          'is not present',
          ({ context: { entry, cached } }) => entry === null && cached === null,
        ),
      })),
    ),
  );
  const resettable = world.has('NUM') && world.has('RST');
  ask(resettable, 'needs NUM and RST', 'VfsAsEnabled', () =>
    vfsAsEnabled(
      sriov.is('is lost', (s) => s.matches('lost')),
      anyTagged([host, ...users.map(({ actor }) => actor)], resets),
    ),
  );
  const sends = world.has('VFD') && world.has('NUM') && guests.length > 0;
  ask(sends, 'needs NUM, OPN and VFD', 'HostContained', () => contained(world, actors));
  const moves = (world.has('OPN') && world.has('NUM')) || world.has('PFO');
  ask(values.ats && moves, 'needs ats, and NUM and OPN, or PFO', 'NoStaleAtc', () =>
    noStaleAtc(tlbs(world, actors)),
  );
}

function subjectOf({ pf, vfs }: World, { guests }: Actors): PfSubject {
  const userIs = (who: User | null): Expression =>
    pf.is(
      who === null ? 'is with nobody' : `is with ${who}, or nobody`,
      ({ context: { user } }) => user === null || user === who,
    );
  const holders = guests.flatMap(({ name, actor }): readonly VfHolder[] =>
    vfs.map((vf) => ({
      name,
      has: tagged(actor, guestTags.has(vf)),
      trusts: userIs(friendOf[name]),
      proved: actor.is('has shown the token', (s) => registersOf(s)['proved'] === 1),
    })),
  );
  const drivers = vfs.map(
    (vf): VfHolder => ({
      name: 'host',
      has: vf.holder.is('is the host', (s) => s.context.guest === 'host'),
      trusts: userIs(null),
      proved: never,
    }),
  );
  return {
    holders: [...holders, ...drivers],
    inUserSpace: pf.is('is with vfio-pci', (s) => s.context.driver === 'vfio'),
    open: pf.is('is open', (s) => s.context.user !== null),
  };
}

/** Nothing that is in flight goes to a page of a guest that the VF is not attached for. */
function contained({ vfs, values }: World, { guests }: Actors) {
  const to = (page: string): Expression =>
    anyOf(
      ...vfs.flatMap(({ dma }) =>
        dma === null ? [] : [dma.is(`goes to the ${page}`, (s) => s.context.flight?.page === page)],
      ),
    );
  const ways = guests.flatMap(({ name, actor }) =>
    vfs.map((vf) => ({
      taken: not(tagged(actor, guestTags.uses(vf))),
      reached:
        vf.dma === null
          ? never
          : vf.dma.is(
              `goes to the ${pageOf(name)}`,
              (s) => s.context.flight?.page === pageOf(name),
            ),
    })),
  );
  return pagesContained(
    [{ taken: always, reached: to(pageOf('host')) }, ...ways],
    anyOf(...values.guests.map((guest) => to(pageOf(guest)))),
  );
}

/** The device-TLBs of the VFs, and of the PF. */
function tlbs({ vfs, pfSide }: World, { guests, users }: Actors) {
  const cache = (fn: Translated, moves: Expression) => {
    if (fn.ats === null) return [];
    const { enabled, tlb } = fn.ats;
    const idOf = (tables: string): number => domainIds[tables as DomainName];
    const inDomain = relation(
      `the device-TLB of ${fn.name} is of its domain`,
      [
        tlb.view('id', (s) => s.context.held?.id ?? null),
        fn.context.view('tables', (s) => s.context.entry?.tables ?? null),
      ],
      (id, tables) => id === null || (tables !== null && id === idOf(tables)),
    );
    const off = enabled.is('is off', (s) => s.matches('off'));
    return [
      {
        holds: tlb.is('holds one', (s) => s.context.held !== null),
        current: anyOf(off, moves, inDomain),
        moving: moves,
      },
    ];
  };
  const vfMoves = (vf: Vf): Expression =>
    anyOf(
      ...guests.map(({ actor }) =>
        allOf(tagged(actor, guestTags.uses(vf)), not(tagged(actor, guestTags.has(vf)))),
      ),
    );
  const pfMoves = anyOf(
    ...users.map(({ name, actor }) =>
      allOf(
        tagged(actor, usesPf),
        not(actor.is(`has pf as ${name}`, (s) => String(s.value) === 'pfo:has')),
      ),
    ),
  );
  return [
    ...vfs.flatMap((vf) => cache(vf, vfMoves(vf))),
    ...(pfSide === null ? [] : cache(pfSide, pfMoves)),
  ];
}
