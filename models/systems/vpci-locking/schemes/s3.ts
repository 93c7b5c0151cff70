/**
 * Scheme S3, transitional: `d->pci_lock` guards device list and `pdev->vpci`, in three revisions.
 *
 * Models v8 (July 2023), v9 (August 2023) and v10 (October 2023) of the series, read from the branches
 * of their author and from the list. RD, MSIX and what dom0 does are as landed (s4/), save that
 * v9 and v10 remove vPCI state without the lock; the other differences are here.
 */

import {
  drop,
  dropRead,
  dropWrite,
  lineTakeWrite,
  take,
  takeRead,
  wants,
} from '../../../kit/lock-code.ts';
import type { CodePath, Program } from '../../../kit/program.ts';
import { back, faults, marks, nameOf, on, uses } from '../code/marks.ts';
import { clearSlot, lineCheckSlot, pendSlots, readSlot } from '../code/pending.ts';
import { inVpci, loadVpci, search } from '../code/pointers.ts';
import { linesMsiUnderPcidevs } from '../code/registers.ts';
import { shown, trap, unclaimed } from '../code/seen.ts';
import { codeOf } from '../sources.ts';
import type { Device, World } from '../world.ts';
import { decode, guest, msix, read, writeCases } from './s4/guest.ts';
import { pendDevice } from './s4/pending.ts';
import { assertsTeardown, toolstack } from './s4/toolstack.ts';
import type { Variant } from './s4/variant.ts';
import type { SchemeCode } from './scheme.ts';

/** v8: writers run in read mode; MSI takes pcidevs_lock inside; pending work does not test vpci. */
export const v8: SchemeCode = {
  guest: (world, program) => {
    for (const device of world.devices) {
      if (world.has('RD')) read(world, program, device);
      if (world.has('WR', 'CMD', 'BAR', 'MSI')) writeAsReader(world, program, device);
      if (world.has('MSIX')) msix(world, program, device);
    }
    if (back(world) === marks.exit) pendV8(world, program);
  },
  toolstack: (world, program) =>
    toolstack(world, program, { cancels: false, pend: pendV8, locksRemoval: true }),
  drops: () => false,
  asserts: assertsTeardown,
};

/** v9: writers in write mode; pending work gives the lock up before it writes the registers. */
export const v9: SchemeCode = variantOf(pendV9);

/** v10: pending work tests vpci and owner; its early exit keeps the slot. */
export const v10: SchemeCode = variantOf(pendV10);

function variantOf(pend: Variant['pend']): SchemeCode {
  const variant: Variant = { cancels: false, pend, locksRemoval: false };
  return {
    guest: (world, program) => guest(world, program, variant),
    toolstack: (world, program) => toolstack(world, program, variant),
    drops: () => false,
    asserts: assertsTeardown,
  };
}

function writeAsReader(world: World, program: Program, device: Device): void {
  const { domainLock } = world;
  const name = nameOf(device);
  const path = program
    .path(`wr${device.index}`, on(device))
    .from(codeOf(world, 'WR'))
    .line(marks.guest, `WR ${name} traps`, trap('WR', device))
    .line('.lock', `WR ${name} (1) read_lock`, takeRead(domainLock), [wants(domainLock, 'read')])
    .line('.find', `WR ${name} (2) search`, unclaimed(world, '.out', search(world, device, '.out')))
    .line(
      '.test',
      `WR ${name} (3) tests pdev->vpci`,
      unclaimed(world, '.out', loadVpci(world, device, '.out')),
    )
    .line(
      '.vlock',
      `WR ${name} (3) spin_lock(vpci->lock)`,
      inVpci(world, device, take(device.lock)),
      [wants(device.lock), uses(device)],
    )
    .line(
      '.handlers',
      `WR ${name} (4) handlers`,
      inVpci(world, device, writeCases(world, device)),
      [uses(device)],
    );
  if (world.has('CMD')) {
    path.calls(codeOf(world, 'CMD'), (p) => decode(p, world, device, { cancels: false }));
  }
  if (world.has('MSI')) linesMsiUnderPcidevs(path, world, device);
  path
    .line('.vunlock', `WR ${name} (5) spin_unlock`, inVpci(world, device, drop(device.lock)), [
      uses(device),
    ])
    .line('.out', `WR ${name} (5) read_unlock`, dropRead(domainLock))
    .end(back(world));
}

/** v8 computes the address of the header before it takes the lock. */
function pendV8(world: World, program: Program): void {
  const { domainLock } = world;
  lineCheckSlot(
    world,
    program,
    readSlot(world, marks.guest, (d) => `pend${d.index}:load`),
  );
  for (const device of world.devices) {
    const does = `PEND ${nameOf(device)}`;
    const path = program
      .path(`pend${device.index}`, on(device))
      .from(codeOf(world, 'PEND'))
      .line('.load', `${does} (0) follows slot.pdev to vpci, no lock`, loadVpci(world, device));
    lineTakeWrite(path, '.lock', `${does} (1) write_lock`, domainLock, '.map');
    path
      .line(
        '.map',
        `${does} (2) updates the p2m`,
        inVpci(world, device, [
          { name: 'done', tags: ['completes'], observable: shown.p2m, to: '.reload' },
          { name: 'preempted', to: '.again' },
        ]),
        [uses(device)],
      )
      .line(
        '.again',
        `${does} (2) write_unlock to retry`,
        dropWrite(domainLock).map((c) => ({ ...c, to: marks.exit })),
      );
    linesFlip(path, world, device, `${does} (2)`);
    path
      .line('.out', `${does} (3) write_unlock`, dropWrite(domainLock))
      .line('.clear', `${does} (3) map_pending off`, clearSlot(world))
      .end(marks.guest);
  }
}

/** Locks through pdev->vpci, which is loaded again, and writes the registers. */
function linesFlip(path: CodePath, world: World, device: Device, does: string): void {
  path
    .line('.reload', `${does} follows slot.pdev to vpci`, loadVpci(world, device))
    .line(
      '.vlock',
      `${does} spin_lock(pdev->vpci->lock)`,
      inVpci(world, device, take(device.lock)),
      [wants(device.lock), uses(device)],
    )
    .line(
      '.flip',
      `${does} modify_decoding`,
      inVpci(world, device, [{ observable: shown.command }]),
      [uses(device)],
    )
    .line('.vunlock', `${does} spin_unlock`, inVpci(world, device, drop(device.lock)), [
      uses(device),
    ]);
}

/** v9 gives the lock up and empties the slot before it follows the pointer once more. */
function pendV9(world: World, program: Program): void {
  const { domainLock } = world;
  const fails = world.values.profile === 'hwdom';
  pendSlots(world, program, (device) => {
    const does = `PEND ${nameOf(device)}`;
    const path = program
      .path(`pend${device.index}`, on(device))
      .from(codeOf(world, 'PEND'))
      .line('.lock', `${does} (1) read_lock`, takeRead(domainLock), [wants(domainLock, 'read')])
      .line('.load', `${does} (2) follows slot.pdev to vpci`, loadVpci(world, device))
      .line(
        '.map',
        `${does} (2) updates the p2m`,
        inVpci(world, device, [
          { name: 'done', tags: ['completes'], observable: shown.p2m, to: '.unlock' },
          { name: 'preempted', to: '.again' },
          ...(fails ? [{ name: 'fails', to: '.fail' }] : []),
        ]),
        [uses(device)],
      )
      .line(
        '.again',
        `${does} (2) read_unlock to retry`,
        dropRead(domainLock).map((c) => ({ ...c, to: marks.exit })),
      );
    if (fails) linesFailV9(path, world, does);
    path
      .line('.unlock', `${does} (3) read_unlock`, dropRead(domainLock), [uses(device)])
      .line('.clear', `${does} (3) clears the slot`, clearSlot(world), [uses(device)]);
    linesFlip(path, world, device, `${does} (4)`);
    path.end(marks.guest);
  });
}

/** A failed map in the hardware domain: the slot is cleared, then its pointer is handed on. */
function linesFailV9(path: CodePath, world: World, does: string): void {
  const { domainLock } = world;
  path
    .line('.fail', `${does} (4) clears the slot after a failed map`, clearSlot(world))
    .line('.fail-unlock', `${does} (4) read_unlock after a failed map`, dropRead(domainLock));
  lineTakeWrite(path, '.fail-lock', `${does} (4) write_lock`, domainLock, '.fail-deassign');
  path.line('.fail-deassign', `${does} (4) vpci_deassign_device(slot.pdev)`, [
    { name: 'pointer just cleared', to: faults.nullDereference, fault: true },
  ]);
}

function pendV10(world: World, program: Program): void {
  pendSlots(world, program, (device) => pendDevice(world, program, device, { keepsSlot: true }));
}
