/** Scheme S4, code of a vCPU: RD, WR with CMD and MSI, MSIX. See `index.ts`. */

import {
  drop,
  dropRead,
  dropWrite,
  go,
  lineTakeWrite,
  take,
  takeRead,
  wants,
} from '../../../../kit/lock-code.ts';
import type { Case, CodePath, Program } from '../../../../kit/program.ts';
import { access, back, faults, marks, nameOf, on, uses } from '../../code/marks.ts';
import { fillSlot } from '../../code/pending.ts';
import {
  firstOther,
  inVpci,
  linesReadOthers,
  loadVpci,
  lookUpTable,
  search,
} from '../../code/pointers.ts';
import { linesEnableMsi, plainWrite } from '../../code/registers.ts';
import { answering, answers, trap, unclaimed } from '../../code/seen.ts';
import { codeOf } from '../../sources.ts';
import type { Device, World } from '../../world.ts';
import type { Variant } from './variant.ts';

/** Code of a vCPU. */
export function guest(world: World, program: Program, variant: Variant): void {
  for (const device of world.devices) {
    if (world.has('RD')) read(world, program, device);
    if (world.has('WR', 'CMD', 'BAR', 'MSI')) write(world, program, device, variant);
    if (world.has('MSIX')) msix(world, program, device);
  }
  if (back(world) === marks.exit) variant.pend(world, program);
}

export function read(world: World, program: Program, device: Device): void {
  const { domainLock } = world;
  const name = nameOf(device);
  const twice = world.defect('LOCK_READREC');
  const path = program
    .path(`rd${device.index}`, on(device))
    .from(codeOf(world, 'RD'))
    .line(marks.guest, `RD ${name} traps`, trap('RD', device))
    .line('.lock', `RD ${name} (1) read_lock`, takeRead(domainLock), [wants(domainLock, 'read')]);
  if (twice) {
    path.line('.lock-again', `RD ${name} (1) read_lock inside read_lock`, takeRead(domainLock), [
      wants(domainLock, 'read'),
    ]);
  }
  path
    .line('.find', `RD ${name} (2) search`, unclaimed(world, '.out', search(world, device, '.out')))
    .line(
      '.test',
      `RD ${name} (3) tests pdev->vpci`,
      unclaimed(world, '.out', loadVpci(world, device, '.out')),
    )
    .line(
      '.vlock',
      `RD ${name} (4) spin_lock(vpci->lock)`,
      inVpci(world, device, take(device.lock)),
      [wants(device.lock), uses(device)],
    )
    .line(
      '.handlers',
      `RD ${name} (5) handlers`,
      inVpci(world, device, [{ tags: access(device), answer: answers.emulated }]),
      [uses(device)],
    )
    .line('.vunlock', `RD ${name} (6) spin_unlock`, inVpci(world, device, drop(device.lock)), [
      uses(device),
    ])
    .line('.out', `RD ${name} (6) read_unlock`, dropRead(domainLock));
  if (twice) path.line('.out-again', `RD ${name} (6) read_unlock, outer`, dropRead(domainLock));
  path.end(back(world));
}

export function write(world: World, program: Program, device: Device, variant: Variant): void {
  const { domainLock } = world;
  const name = nameOf(device);
  const path = program
    .path(`wr${device.index}`, on(device))
    .from(codeOf(world, 'WR'))
    .line(marks.guest, `WR ${name} traps`, trap('WR', device));
  lineTakeWrite(path, '.lock', `WR ${name} (1) write_lock`, domainLock, '.find');
  path
    .line('.find', `WR ${name} (2) search`, unclaimed(world, '.out', search(world, device, '.out')))
    .line(
      '.test',
      `WR ${name} (3) tests pdev->vpci`,
      unclaimed(world, '.out', loadVpci(world, device, '.out')),
    )
    .line(
      '.vlock',
      `WR ${name} (4) spin_lock(vpci->lock)`,
      inVpci(world, device, take(device.lock)),
      [wants(device.lock), uses(device)],
    )
    .line(
      '.handlers',
      `WR ${name} (5) handlers`,
      inVpci(world, device, writeCases(world, device)),
      [uses(device)],
    );
  if (world.has('CMD')) {
    path.calls(codeOf(world, 'CMD'), (p) => decode(p, world, device, variant));
  }
  if (world.has('MSI')) path.calls(codeOf(world, 'MSI'), (p) => enableMsi(p, world, device));
  path
    .line('.vunlock', `WR ${name} (6) spin_unlock`, inVpci(world, device, drop(device.lock)), [
      uses(device),
    ])
    .line('.out', `WR ${name} (6) write_unlock`, dropWrite(domainLock))
    .end(back(world));
}

/** What a write may be: a plain register or BAR, a decode toggle, an MSI enable. */
export function writeCases(world: World, device: Device): readonly Case[] {
  const tags = access(device);
  return [
    ...(world.has('WR', 'BAR') ? plainWrite(device, '.vunlock') : []),
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
      ? [{ name: 'MSI enable', tags, answer: answers.msi, to: '.msi-bind' }]
      : []),
  ];
}

/** CMD: BARs of the other devices are read in write mode, then the work is deferred. */
export function decode(
  path: CodePath,
  world: World,
  device: Device,
  variant: Pick<Variant, 'cancels'>,
): void {
  const does = `CMD ${nameOf(device)} (3) modify_bars`;
  linesReadOthers(path, world, device, does, '.fill');
  const fill = fillSlot(world, device, variant.cancels).map((c) => ({ ...c, to: '.vunlock' }));
  path.line('.fill', `CMD ${nameOf(device)} (4) defer_map`, fill, [uses(device)]);
}

/** MSI: runs with the locks of WR, takes event_lock (a leaf lock, not modelled) and binds. */
function enableMsi(path: CodePath, world: World, device: Device): void {
  const does = `MSI ${nameOf(device)}`;
  const { pcidevs } = world;
  const bind: readonly Case[] = world.defect('MSI_ASSERTS')
    ? [
        {
          name: 'pcidevs_lock is held',
          with: [() => pcidevs.when('is held', (s) => s.matches('held'))],
        },
        {
          name: 'ASSERT(pcidevs_locked()) fails',
          with: [() => pcidevs.when('is free', (s) => s.matches('free'))],
          to: faults.assertion,
          fault: true,
        },
      ]
    : go;
  path.line('.msi-bind', `${does} (2) maps and binds a pirq`, bind, [
    uses(device),
    ...(world.defect('MSI_ASSERTS') ? ['asserts'] : []),
  ]);
  linesEnableMsi(path, device, `${does} (3)`);
}

export function msix(world: World, program: Program, device: Device): void {
  const { domainLock } = world;
  const does = `MSIX ${nameOf(device)}`;
  program
    .path(`msix${device.index}`, on(device))
    .from(codeOf(world, 'MSIX'))
    .line(marks.guest, `${does} traps`, trap('MSIX', device))
    .line('.lock', `${does} (1) read_lock`, takeRead(domainLock), [wants(domainLock, 'read')])
    .line(
      '.find',
      `${does} (2) is the address in a table?`,
      answering(answers.noTable, '.out', lookUpTable(world, device, '.out')),
    )
    .line(
      '.unlock',
      `${does} (3) read_unlock`,
      dropRead(domainLock).map((c) => ({ ...c, set: { vpci: null } })),
    )
    .line('.lock2', `${does} (4) read_lock`, takeRead(domainLock), [wants(domainLock, 'read')])
    .line(
      '.find2',
      `${does} (5) looks again`,
      answering(answers.retry, '.out', lookUpTable(world, device, '.out')),
    )
    .line('.vlock', `${does} (6) spin_lock(vpci->lock)`, inVpci(world, device, take(device.lock)), [
      wants(device.lock),
      uses(device),
    ])
    .line(
      '.access',
      `${does} (7) access`,
      inVpci(world, device, [{ tags: access(device), answer: answers.table }]),
      [uses(device)],
    )
    .line('.vunlock', `${does} (8) spin_unlock`, inVpci(world, device, drop(device.lock)), [
      uses(device),
    ])
    .line('.out', `${does} (8) read_unlock`, dropRead(domainLock))
    .end(back(world));
}
