/**
 * Passthrough before vPCI: pciback for PV guests, QEMU for HVM guests.
 *
 * Models xen-pciback as of XSA-120 (drivers/xen/xen-pciback of Linux: command writes of the guest reach
 * hardware) and QEMU's xen_pt as of XSA-126 (the same, then BARs are mapped or unmapped through
 * XEN_DOMCTL_memory_mapping, which before b10bca0483 took any number of pages in one call). A PV guest
 * makes its mappings itself, in page tables; an entry of the p2m stands for an entry of those. The
 * advisories were read in mirrors and in the Xen commits named, Linux and QEMU were not.
 */

import type { CommandValue } from '../../../components/command-register.machine.ts';
import { showBits } from '../../../components/command-register.machine.ts';
import { goingTo } from '../../../kit/case-code.ts';
import { drop, take, wants } from '../../../kit/lock-code.ts';
import type { Case, Effect, Program } from '../../../kit/program.ts';
import { marks, nameOf, on } from '../../vpci-locking/code/marks.ts';
import { startOf } from '../layout.ts';
import { codeOf } from '../sources.ts';
import { type Device, type Domain, pagesOfDevice, type World } from '../world.ts';
import { commandsOf, numberOf, toHardware } from './command.ts';
import { touches } from './masters.ts';

/** Code of the vCPUs of a domain under pciback or QEMU. */
export function legacyGuest(world: World, program: Program, domain: Domain): void {
  if (world.has('TOUCH')) touches(world, program, domain, marks.guest);
  for (const device of world.devices) {
    if (world.values.scheme === 'pciback') {
      if (world.has('CMD')) passThrough(world, program, device);
      if (world.has('PTE')) pageTables(world, program, device);
    } else if (world.has('CMD')) throughQemu(world, program, device);
  }
}

/** What the guest may write, kept as its view. */
function asks(world: World, device: Device): readonly Case[] {
  return commandsOf(world, device).map((command) => ({
    name: showBits(command),
    with: [() => device.guest.on('WRITE', command)],
    set: { cmd: numberOf(command), map: command.memory ? 1 : 0 },
  }));
}

function writes(world: World, device: Device): readonly Case[] {
  return commandsOf(world, device).map((command): Case => {
    const value: CommandValue = toHardware(world, command);
    return {
      name: `${showBits(command)} asked, ${showBits(value)} written`,
      where: { cmd: numberOf(command) },
      with: [() => device.command.on('GUEST_WRITE', toHardware(world, command))],
    };
  });
}

/** pciback: the value goes to hardware. */
function passThrough(world: World, program: Program, device: Device): void {
  const does = `WR ${nameOf(device)}`;
  program
    .path(`wr${device.index}`, on(device))
    .from(codeOf(world.values, 'WR'))
    .line(marks.guest, `${does} asks pciback`, asks(world, device))
    .line('.write', `${does} pciback writes PCI_COMMAND`, writes(world, device))
    .end(marks.guest);
}

/** A PV guest maps pages of its device in its page tables, as it likes and as cached as it likes. */
function pageTables(world: World, program: Program, device: Device): void {
  const { p2m, cached } = device.domain;
  const cases = pagesOfDevice(world.values, device).flatMap(({ mfn }) =>
    p2m.flatMap((entry, gfn): readonly Case[] => {
      const attribute = cached[gfn];
      if (attribute === undefined) return [];
      const map = (kind: 'cached' | 'uncached'): Case => ({
        name: `${gfn} to mfn ${mfn}, ${kind}`,
        with: [
          () => entry.on('MAP', { mfn }),
          () => attribute.on(kind === 'cached' ? 'SET' : 'CLEAR'),
        ],
      });
      return [
        ...(world.repair('FORCE_UC') ? [] : [map('cached')]),
        map('uncached'),
        { name: `${gfn} away from mfn ${mfn}`, with: [() => entry.on('UNMAP', { mfn })] },
      ];
    }),
  );
  program
    .path(`pte${device.index}`)
    .from(codeOf(world.values, 'PTE'))
    .line(marks.guest, `PTE ${nameOf(device)}: sets entry`, goingTo(marks.guest, cases))
    .end(marks.guest);
}

/** QEMU: the value goes to hardware, then BARs are mapped or unmapped, page by page, in one hypercall. */
function throughQemu(world: World, program: Program, device: Device): void {
  const { lock, mapped, domain } = device;
  const does = `WR ${nameOf(device)}`;
  const path = program.path(`wr${device.index}`, on(device)).from(codeOf(world.values, 'WR'));
  const is = (map: number): Effect => {
    return () =>
      mapped.when(map === 1 ? 'is on' : 'is off', (s) => s.matches(map === 1 ? 'on' : 'off'));
  };
  path
    .line(marks.guest, `${does} asks QEMU`, asks(world, device))
    .line('.write', `${does} QEMU writes PCI_COMMAND`, writes(world, device))
    .line('.changed', `${does} QEMU looks at its memory regions`, [
      ...[0, 1].map(
        (map): Case => ({
          name: map === 1 ? 'mapped already' : 'not mapped',
          where: { map },
          with: [is(map)],
          to: '.done',
        }),
      ),
      ...[0, 1].map(
        (map): Case => ({
          name: map === 1 ? 'to map' : 'to unmap',
          where: { map },
          with: [is(1 - map)],
        }),
      ),
    ]);
  path.from(codeOf(world.values, 'p2m'));
  const pages = pagesOfDevice(world.values, device).filter(({ mfn }) => mfn >= 0);
  path.line('.lock', `${does} XEN_DOMCTL_memory_mapping: domctl_lock`, take(lock), [
    wants(lock),
    ...(pages.length > 1 ? ['several pages'] : []),
  ]);
  pages.forEach(({ bar, page, mfn }, i) => {
    const entry = domain.p2m[startOf(world.values, device.index, bar) + page];
    if (entry === undefined) return;
    if (i > 0 && world.repair('PREEMPT')) {
      path
        .line(`.free${i}`, `${does} the call ends, more to do (${i})`, drop(lock))
        .line(`.again${i}`, `${does} domctl_lock again (${i})`, take(lock), [wants(lock)]);
    }
    path.line(
      `.page${i}`,
      `${does} page ${page} of BAR${bar}`,
      [
        { name: 'mapped', where: { map: 1 }, with: [() => entry.on('MAP', { mfn })] },
        { name: 'unmapped', where: { map: 0 }, with: [() => entry.on('UNMAP', { mfn })] },
      ],
      i > 0 && !world.repair('PREEMPT') ? ['unbounded'] : [],
    );
  });
  path
    .line(
      '.unlock',
      `${does} domctl_unlock`,
      [1, 0].flatMap((map) =>
        drop(lock).map((c) => ({
          ...c,
          name: map === 1 ? 'mapped' : 'unmapped',
          where: { map },
          with: [...(c.with ?? []), () => mapped.on(map === 1 ? 'SET' : 'CLEAR')],
        })),
      ),
    )
    .line('.done', `${does} returns`, [{}])
    .end(marks.guest);
}
