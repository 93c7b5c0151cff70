/**
 * What a guest does: it reads and writes config space at a slot of its bus.
 *
 * S4: vpci_read and vpci_write with translate_virtual_device (drivers/vpci/vpci.c), all under d->pci_lock.
 * XLATE_TWICE: vpci_mmio_read of xen/arch/arm/vpci.c in v8 to v11, which translates under the lock, gives it
 * up, and calls vpci_ecam_read with the physical address. Eight bytes are two calls of vpci_read in
 * vpci_ecam_read; where that gets the physical address, both are for the same one.
 */

import {
  drop,
  dropRead,
  dropWrite,
  go,
  lineTakeWrite,
  take,
  takeRead,
  wants,
} from '../../../kit/lock-code.ts';
import type { Case, CodePath, Program } from '../../../kit/program.ts';
import { busOf, type Device, type World } from '../world.ts';
import { access, codeOf, GUEST, MISDIRECTED, TORN, tags } from './marks.ts';

type Op = 'RD' | 'WR' | 'RD8';

/** Code of a vCPU of a guest. */
export function guest(world: World, program: Program): void {
  for (const op of ['RD', 'WR', 'RD8'] as const) {
    if (!world.has(op)) continue;
    for (const slot of busOf(world)) {
      if (world.values.scheme === 'S1' || world.defect('XLATE_TWICE')) {
        linesTwoSections(world, program, op, slot);
      } else linesOneSection(world, program, op, slot);
    }
  }
}

const functionOf = (op: Op): string =>
  op === 'WR' ? 'vpci_write' : op === 'RD' ? 'vpci_read' : 'vpci_ecam_read, vpci_read';

/** S4: translation, lookup and access under one lock, for each four bytes anew. */
function linesOneSection(world: World, program: Program, op: Op, slot: number): void {
  const does = `${op} slot ${slot}`;
  const path = program.path(`${op} ${slot}`).from(codeOf(world, functionOf(op)));
  path.line(GUEST, `${does} traps`, go);
  if (op !== 'RD8') {
    linesSection(path, world, op, slot, '', GUEST);
  } else {
    linesSection(path, world, op, slot, '-low', '.half');
    path.line('.half', `${does} low half is done`, go, [tags.between]);
    linesSection(path, world, op, slot, '-high', GUEST);
  }
  path.end(GUEST);
}

/** One critical section, then to `next`. */
function linesSection(
  path: CodePath,
  world: World,
  op: Op,
  slot: number,
  half: '' | '-low' | '-high',
  next: string,
): void {
  const { domainLock, devices } = world;
  if (domainLock === null) return;
  const does = `${op} slot ${slot}${half === '' ? '' : `, ${half.slice(1)} half`}`;
  lineEnter(path, world, op, `.lock${half}`, `${does} (1)`, `.walk${half}`);
  path.line(`.walk${half}`, `${does} (2) translate_virtual_device`, [
    ...devices.map(
      (device): Case => ({
        name: `finds ${device.name}`,
        with: [() => device.guestSlot.when(`is slot ${slot}`, (s) => s.context.slot === slot)],
        to: `.vlock${half}-${device.name}`,
      }),
    ),
    {
      name: 'finds nothing: all-ones',
      with: devices.map(
        ({ guestSlot }) =>
          () =>
            guestSlot.when(`is not slot ${slot}`, (s) => s.context.slot !== slot),
      ),
      to: `.out${half}`,
    },
  ]);
  for (const device of devices) {
    const does1 = `${does}, ${device.name}`;
    path
      .line(`.vlock${half}-${device.name}`, `${does1} (4) spin_lock`, take(device.lock), [
        tags.translated,
      ])
      .line(
        `.access${half}-${device.name}`,
        `${does1} (5) handlers`,
        accessCases(world, device, slot, half),
        [tags.translated],
      )
      .line(
        `.vunlock${half}-${device.name}`,
        `${does1} (6) spin_unlock`,
        drop(device.lock).map((c) => ({ ...c, to: `.out${half}` })),
      );
  }
  path.line(
    `.out${half}`,
    `${does} (6) unlock`,
    (op === 'WR' ? dropWrite(domainLock) : dropRead(domainLock)).map((c) => ({ ...c, to: next })),
    half === '-low' ? [tags.between] : [],
  );
}

function lineEnter(
  path: CodePath,
  { domainLock }: World,
  op: Op,
  at: string,
  does: string,
  next: string,
): void {
  if (domainLock === null) return;
  if (op === 'WR') lineTakeWrite(path, at, `${does} write_lock`, domainLock, next);
  else {
    path.line(at, `${does} read_lock`, takeRead(domainLock), [wants(domainLock, 'read')]);
  }
}

/**
 * The access itself: the device is at the slot that was addressed, or it is not. The register `first`
 * is the device that the low half has reached.
 */
function accessCases(
  { devices }: World,
  device: Device,
  slot: number,
  half: '' | '-low' | '-high',
): readonly Case[] {
  const { guestSlot, index } = device;
  const told = access(device);
  const at = () => guestSlot.when(`is slot ${slot}`, (s) => s.context.slot === slot);
  const gone = () => guestSlot.when(`is not slot ${slot}`, (s) => s.context.slot !== slot);
  const astray: Case = {
    name: `${device.name} is not at slot ${slot}`,
    with: [gone],
    tags: told,
    to: MISDIRECTED,
    fault: true,
  };
  if (half === '') return [{ with: [at], tags: told }, astray];
  if (half === '-low') return [{ with: [at], tags: told, set: { first: index } }, astray];
  return [
    ...[null, index].map(
      (first): Case => ({
        with: [at],
        tags: told,
        where: { first },
        name:
          first === null ? 'the low half found nothing' : `the low half reached ${device.name} too`,
      }),
    ),
    ...devices
      .filter((other) => other !== device)
      .map(
        (other): Case => ({
          name: `the low half reached ${other.name}`,
          where: { first: other.index },
          with: [at],
          tags: told,
          to: TORN,
          fault: true,
        }),
      ),
    astray,
  ];
}

/** S1, XLATE_TWICE: the address is translated, the lock given up, and the device looked up again. */
function linesTwoSections(world: World, program: Program, op: Op, slot: number): void {
  const { devices, domainLock, values } = world;
  const does = `${op} slot ${slot}`;
  const first = op === 'RD8' ? '-low' : '';
  const path = program
    .path(`${op} ${slot}`)
    .from(
      values.scheme === 'S1'
        ? codeOf(world, 'vpci_mmio_read, vpci_translate_virtual_device')
        : 'vpci_mmio_read in v8 to v11 of the series (xen/arch/arm/vpci.c)',
    )
    .line(GUEST, `${does} traps`, go);
  if (domainLock === null) linesWalk(path, world, does, slot, first);
  else {
    path
      .line('.xlock', `${does} (1) read_lock`, takeRead(domainLock), [wants(domainLock, 'read')])
      .line('.walk', `${does} (1) translates`, [
        ...devices.map(
          (device): Case => ({
            name: `finds ${device.name}`,
            with: [() => device.guestSlot.when(`is slot ${slot}`, (s) => s.context.slot === slot)],
            to: `.xunlock-${device.name}`,
          }),
        ),
        {
          name: 'finds nothing: all-ones',
          with: devices.map(
            ({ guestSlot }) =>
              () =>
                guestSlot.when(`is not slot ${slot}`, (s) => s.context.slot !== slot),
          ),
          to: '.xunlock',
        },
      ])
      .line(
        '.xunlock',
        `${does} (1) read_unlock, not translated`,
        dropRead(domainLock).map((c) => ({ ...c, to: GUEST })),
      );
    for (const device of devices) {
      path.line(
        `.xunlock-${device.name}`,
        `${does} (1) read_unlock, translated to ${device.name}`,
        dropRead(domainLock).map((c) => ({ ...c, to: `.find${first}-${device.name}` })),
      );
    }
  }
  path.from(codeOf(world, functionOf(op)));
  for (const device of devices) {
    if (op !== 'RD8') linesPhysical(path, world, op, device, slot, '', GUEST);
    else {
      linesPhysical(path, world, op, device, slot, '-low', `.find-high-${device.name}`);
      linesPhysical(path, world, op, device, slot, '-high', GUEST);
    }
  }
  path.end(GUEST);
}

/** S1: the devices of the domain, one after the other, each locked while it is compared. */
function linesWalk(
  path: CodePath,
  world: World,
  does: string,
  slot: number,
  first: '' | '-low',
): void {
  const { devices } = world;
  devices.forEach((device, k) => {
    const { owner, guestSlot, lock, name } = device;
    const following = devices[k + 1];
    const next = following === undefined ? GUEST : `.walk-${following.name}`;
    path
      .line(`.walk-${name}`, `${does} (1) walks to ${name}, no lock`, [
        { name: 'on the list', with: [() => owner.when('is here', (s) => s.matches('here'))] },
        {
          name: 'not on the list',
          with: [() => owner.when('is elsewhere', (s) => !s.matches('here'))],
          to: next,
        },
      ])
      .line(`.xlock-${name}`, `${does} (1) spin_lock(vpci_lock) of ${name}`, take(lock), [
        wants(lock),
      ])
      .line(`.compare-${name}`, `${does} (1) compares guest_sbdf of ${name}`, [
        {
          name: 'equal',
          with: [() => guestSlot.when(`is slot ${slot}`, (s) => s.context.slot === slot)],
          to: `.xunlock-${name}`,
        },
        {
          name: 'not equal',
          with: [() => guestSlot.when(`is not slot ${slot}`, (s) => s.context.slot !== slot)],
        },
      ])
      .line(
        `.skip-${name}`,
        `${does} (1) spin_unlock, not ${name}`,
        drop(lock).map((c) => ({ ...c, to: next })),
      )
      .line(
        `.xunlock-${name}`,
        `${does} (1) spin_unlock, translated to ${name}`,
        drop(lock).map((c) => ({ ...c, to: `.find${first}-${name}` })),
      );
  });
}

/** The second section, with the physical address: lookup and access. A miss of S1 goes to hardware. */
function linesPhysical(
  path: CodePath,
  world: World,
  op: Op,
  device: Device,
  slot: number,
  half: '' | '-low' | '-high',
  next: string,
): void {
  const { domainLock, values } = world;
  const { owner, vpci, lock, name } = device;
  const does = `${op} slot ${slot}, ${name}${half === '' ? '' : `, ${half.slice(1)} half`}`;
  const id = `${half}-${name}`;
  const raw = values.scheme === 'S1';
  if (domainLock !== null) {
    lineEnter(path, world, op, `.find${id}`, `${does} (1)`, `.search${id}`);
  }
  path.line(
    domainLock === null ? `.find${id}` : `.search${id}`,
    `${does} (2) search`,
    [
      {
        name: 'found',
        with: [
          () => owner.when('is here', (s) => s.matches('here')),
          () => vpci.when('is published', (s) => s.matches('published')),
        ],
      },
      {
        name: raw ? 'not found' : 'not found: all-ones',
        with: [() => owner.when('is elsewhere', (s) => !s.matches('here'))],
        to: raw ? `.raw${id}` : `.out${id}`,
      },
      {
        name: 'no vpci: all-ones',
        with: [
          () => owner.when('is here', (s) => s.matches('here')),
          () => vpci.when('is not published', (s) => !s.matches('published')),
        ],
        to: raw ? `.raw${id}` : `.out${id}`,
      },
    ],
    [tags.translated, ...(half === '-high' ? [tags.between] : [])],
  );
  path
    .line(`.vlock${id}`, `${does} (4) spin_lock`, take(lock), [wants(lock), tags.translated])
    .line(`.access${id}`, `${does} (5) handlers`, accessCases(world, device, slot, half), [
      tags.translated,
    ])
    .line(
      `.vunlock${id}`,
      `${does} (6) spin_unlock`,
      drop(lock).map((c) => ({ ...c, to: domainLock === null ? next : `.out${id}` })),
    );
  if (domainLock !== null) {
    path.line(
      `.out${id}`,
      `${does} (6) unlock`,
      (op === 'WR' ? dropWrite(domainLock) : dropRead(domainLock)).map((c) => ({ ...c, to: next })),
    );
  } else {
    path.line(
      `.raw${id}`,
      `${does} (3) accesses the hardware directly`,
      accessCases(world, device, slot, half).map((c) => ({ ...c, to: c.to ?? next })),
      [tags.translated],
    );
  }
}
