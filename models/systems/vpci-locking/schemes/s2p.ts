/**
 * Scheme S2p: the global pcidevs lock as a reader-writer lock with per-CPU recursion.
 *
 * Models the prototype of 2022 in branch pci_full_on_locks_v2 of lorc/xen, never posted. Accesses hold
 * it in read mode; `pcidevs_lock()` now means write mode, also on the MSI path inside an access. What
 * dom0 does is as in S0, under the write lock.
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
import { access, back, marks, nameOf, on, uses } from '../code/marks.ts';
import { clearSlot, fillSlot, lineCheckSlot, readSlot } from '../code/pending.ts';
import { firstOther, inVpci, linesReadOthers, loadVpci, search } from '../code/pointers.ts';
import { answering, answers, shown, trap, unclaimed } from '../code/seen.ts';
import { codeOf } from '../sources.ts';
import type { Device, World } from '../world.ts';
import { toolstack } from './s0.ts';
import type { SchemeCode } from './scheme.ts';

export const scheme: SchemeCode = {
  guest: (world, program) => {
    for (const device of world.devices) {
      if (world.has('RD'))
        access1(world, program, device, 'RD', [{ tags: access(device), answer: answers.emulated }]);
      if (world.has('WR', 'CMD', 'BAR', 'MSI')) {
        access1(world, program, device, 'WR', writeCases(world, device));
      }
      if (world.has('MSIX'))
        access1(world, program, device, 'MSIX', [{ tags: access(device), answer: answers.table }]);
    }
    if (back(world) === marks.exit) pend(world, program);
  },
  toolstack: (world, program) => toolstack(world, program, { pend, tests: true }),
  drops: () => false,
  asserts: () => false,
};

function writeCases(world: World, device: Device): readonly Case[] {
  const tags = access(device);
  return [
    ...(world.has('WR', 'BAR')
      ? [{ name: 'plain register or BAR', tags, answer: answers.emulated, to: '.vunlock' }]
      : []),
    ...(world.has('CMD')
      ? [
          {
            name: 'decode toggle',
            tags,
            answer: answers.toggled,
            to: firstOther(world, device, '.fill'),
          },
        ]
      : []),
    ...(world.has('MSI')
      ? [{ name: 'MSI enable', tags, answer: answers.msi, to: '.msi-lock' }]
      : []),
  ];
}

/** RD, WR and MSIX: read lock, search, test, vpci->lock, handlers, unlock. */
function access1(
  world: World,
  program: Program,
  device: Device,
  code: 'RD' | 'WR' | 'MSIX',
  handlers: readonly Case[],
): void {
  const { domainLock } = world;
  const does = `${code} ${nameOf(device)}`;
  const absent = (cases: readonly Case[]): readonly Case[] =>
    code === 'MSIX' ? answering(answers.noTable, '.out', cases) : unclaimed(world, '.out', cases);
  const path = program
    .path(`${code.toLowerCase()}${device.index}`, on(device))
    .from(codeOf(world, code))
    .line(marks.guest, `${does} traps`, trap(code, device))
    .line('.lock', `${does} (1) pcidevs read_lock`, takeRead(domainLock), [
      wants(domainLock, 'read'),
    ])
    .line('.find', `${does} (2) search`, absent(search(world, device, '.out')))
    .line('.test', `${does} (2) tests pdev->vpci`, absent(loadVpci(world, device, '.out')))
    .line('.vlock', `${does} (3) spin_lock(vpci->lock)`, inVpci(world, device, take(device.lock)), [
      wants(device.lock),
      uses(device),
    ])
    .line('.handlers', `${does} (4) handlers`, inVpci(world, device, handlers), [uses(device)]);
  if (code === 'WR' && world.has('CMD')) {
    const fill = fillSlot(world, device).map((c) => ({ ...c, to: '.vunlock' }));
    path.calls(codeOf(world, 'CMD'), (callee) => {
      linesReadOthers(callee, world, device, `CMD ${nameOf(device)} modify_bars`, '.fill');
      callee.line('.fill', `CMD ${nameOf(device)} defer_map`, fill, [uses(device)]);
    });
  }
  if (code === 'WR' && world.has('MSI')) {
    path.calls(codeOf(world, 'MSI'), (callee) => linesMsi(callee, world, device));
  }
  path
    .line('.vunlock', `${does} (5) spin_unlock`, inVpci(world, device, drop(device.lock)), [
      uses(device),
    ])
    .line('.out', `${does} (5) pcidevs read_unlock`, dropRead(domainLock))
    .end(back(world));
}

/** MSI: takes in write mode what is held in read mode. */
function linesMsi(path: CodePath, { domainLock }: World, device: Device): void {
  const does = `MSI ${nameOf(device)}`;
  lineTakeWrite(
    path,
    '.msi-lock',
    `${does} (2) pcidevs_lock, as a writer`,
    domainLock,
    '.msi-bind',
  );
  path
    .line('.msi-bind', `${does} (2) maps and binds a pirq`, go, [uses(device)])
    .line('.msi-unlock', `${does} (2) pcidevs_unlock`, dropWrite(domainLock), [uses(device)]);
}

/** PEND: under the read lock, but vpci is not tested. */
function pend(world: World, program: Program): void {
  const { domainLock } = world;
  lineCheckSlot(
    world,
    program,
    readSlot(world, marks.guest, (d) => `pend${d.index}:lock`),
  );
  for (const device of world.devices) {
    const does = `PEND ${nameOf(device)}`;
    program
      .path(`pend${device.index}`, on(device))
      .from(codeOf(world, 'PEND'))
      .line('.lock', `${does} (1) pcidevs read_lock`, takeRead(domainLock), [
        wants(domainLock, 'read'),
      ])
      .line('.load', `${does} (2) follows slot.pdev to vpci`, loadVpci(world, device))
      .line(
        '.map',
        `${does} (2) updates the p2m`,
        inVpci(world, device, [
          { name: 'done', tags: ['completes'], observable: shown.p2m, to: '.vlock' },
          { name: 'preempted', to: '.again' },
        ]),
        [uses(device)],
      )
      .line(
        '.again',
        `${does} (2) pcidevs read_unlock to retry`,
        dropRead(domainLock).map((c) => ({ ...c, to: marks.exit })),
      )
      .line(
        '.vlock',
        `${does} (3) spin_lock(pdev->vpci->lock)`,
        inVpci(world, device, take(device.lock)),
        [wants(device.lock), uses(device)],
      )
      .line(
        '.flip',
        `${does} (3) modify_decoding`,
        inVpci(world, device, [{ observable: shown.command }]),
        [uses(device)],
      )
      .line('.vunlock', `${does} (4) spin_unlock`, inVpci(world, device, drop(device.lock)), [
        uses(device),
      ])
      .line('.clear', `${does} (4) map_pending off`, clearSlot(world))
      .line('.out', `${does} (4) pcidevs read_unlock`, dropRead(domainLock))
      .end(marks.guest);
  }
}
