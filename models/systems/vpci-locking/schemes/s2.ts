/**
 * Scheme S2: per-domain `d->vpci_rwlock` outside `vpci->lock`, in two revisions.
 *
 * Models the posting of February 2022 ("v1") and its revival as v7 (June 2023), from the list. The
 * mode is chosen before any lock is taken, since a read lock cannot be upgraded. The removal loop that
 * follows the pointer it has just cleared (v1 and v7 as posted) is the toggle REM_LOOP: with it every
 * removal stops at once, which would hide what the design does.
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
import type { Case, CodePath, Program } from '../../../kit/program.ts';
import {
  allocated,
  allocPdev,
  freeVpci,
  linesDisown,
  linesReleaseSlot,
  linesTakeSlot,
  mayAllocateVpci,
  notDying,
  ownerIs,
} from '../code/devices.ts';
import { access, back, defersInDom0, faults, marks, nameOf, on, uses } from '../code/marks.ts';
import { clearSlot, deferForNew, fillSlot, lineCheckSlot, readSlot } from '../code/pending.ts';
import {
  firstOther,
  inVpci,
  linesReadOthers,
  loadVpci,
  lookUpTable,
  search,
} from '../code/pointers.ts';
import { linesMsiUnderPcidevs } from '../code/registers.ts';
import { answering, answers, shown, trap, unclaimed } from '../code/seen.ts';
import { codeOf } from '../sources.ts';
import type { Device, World } from '../world.ts';
import type { SchemeCode } from './scheme.ts';

interface Revision {
  /** v7 looks devices up under pcidevs_lock, and tests `pdev->vpci` for NULL. */
  readonly guarded: boolean;
}

export const v1: SchemeCode = schemeOf({ guarded: false });
export const v7: SchemeCode = schemeOf({ guarded: true });

function schemeOf(revision: Revision): SchemeCode {
  return {
    guest: (world, program) => guest(world, program, revision),
    toolstack: (world, program) => toolstack(world, program),
    drops: () => false,
    asserts: () => false,
  };
}

function guest(world: World, program: Program, revision: Revision): void {
  for (const device of world.devices) {
    if (world.has('RD')) read(world, program, device, revision);
    if (world.has('WR', 'BAR', 'MSI')) writePlain(world, program, device, revision);
    if (world.has('CMD')) writeCommand(world, program, device, revision);
    if (world.has('MSIX')) msix(world, program, device);
  }
  if (back(world) === marks.exit) pend(world, program);
}

/** (1) the search: v1 holds nothing, v7 pcidevs_lock. Ends at the next label. */
function linesSearch(
  path: CodePath,
  world: World,
  device: Device,
  does: string,
  { guarded }: Revision,
): void {
  const { pcidevs } = world;
  if (!guarded) {
    path.line(
      '.find',
      `${does} (1) search, no lock`,
      unclaimed(world, back(world), search(world, device, back(world))),
    );
    return;
  }
  path
    .line('.pcidevs', `${does} (1) pcidevs_lock`, take(pcidevs), [wants(pcidevs)])
    .line(
      '.find',
      `${does} (1) search`,
      unclaimed(world, '.pcidevs-miss', search(world, device, '.pcidevs-miss')),
    )
    .line(
      '.pcidevs-unlock',
      `${does} (1) pcidevs_unlock`,
      drop(pcidevs).map((c) => ({ ...c, to: '.chosen' })),
    )
    .line(
      '.pcidevs-miss',
      `${does} (1) pcidevs_unlock, not found`,
      drop(pcidevs).map((c) => ({ ...c, to: back(world) })),
    );
}

function read(world: World, program: Program, device: Device, revision: Revision): void {
  const does = `RD ${nameOf(device)}`;
  const path = program
    .path(`rd${device.index}`, on(device))
    .from(codeOf(world, 'RD'))
    .line(marks.guest, `${does} traps`, trap('RD', device));
  linesSearch(path, world, device, does, revision);
  linesAsReader(path, world, device, does, '.chosen', revision, [
    { tags: access(device), answer: answers.emulated },
  ]);
  path.end(back(world));
}

/** (2)-(5): read lock, vpci->lock, handlers, unlock both. Begins at `at`, ends at the next label. */
function linesAsReader(
  path: CodePath,
  world: World,
  device: Device,
  does: string,
  at: string,
  revision: Revision,
  handlers: readonly Case[],
  inHandlers: (path: CodePath) => void = () => {},
): void {
  const { domainLock } = world;
  path
    .line(at, `${does} (2) read_lock`, takeRead(domainLock), [wants(domainLock, 'read')])
    .line(
      '.load',
      `${does} (3) loads pdev->vpci`,
      unclaimed(world, '.out', loadVpci(world, device, revision.guarded ? '.out' : undefined)),
    )
    .line('.vlock', `${does} (3) spin_lock(vpci->lock)`, inVpci(world, device, take(device.lock)), [
      wants(device.lock),
      uses(device),
    ])
    .line('.handlers', `${does} (4) handlers`, inVpci(world, device, handlers), [uses(device)]);
  inHandlers(path);
  path
    .line('.vunlock', `${does} (5) spin_unlock`, inVpci(world, device, drop(device.lock)), [
      uses(device),
    ])
    .line('.out', `${does} (5) read_unlock`, dropRead(domainLock));
}

/** WR (2): which register it is decides the mode, read from the header without any lock. */
function linesChoose(path: CodePath, world: World, device: Device, does: string, at: string): void {
  path
    .line(at, `${does} (2) loads pdev->vpci, no lock`, loadVpci(world, device))
    .line(
      '.choose',
      `${does} (2) reads header.rom_reg`,
      inVpci(world, device, [{ set: { vpci: null } }]),
      [uses(device)],
    );
}

function writePlain(world: World, program: Program, device: Device, revision: Revision): void {
  const does = `WR ${nameOf(device)}`;
  const path = program
    .path(`wr${device.index}`, on(device))
    .from(codeOf(world, 'WR'))
    .line(marks.guest, `${does} traps`, trap('WR', device));
  linesSearch(path, world, device, does, revision);
  linesChoose(path, world, device, does, '.chosen');
  const tags = access(device);
  const handlers: readonly Case[] = [
    ...(world.has('WR', 'BAR')
      ? [{ name: 'plain register or BAR', tags, answer: answers.emulated, to: '.vunlock' }]
      : []),
    ...(world.has('MSI')
      ? [{ name: 'MSI enable', tags, answer: answers.msi, to: '.msi-bind' }]
      : []),
  ];
  linesAsReader(path, world, device, does, '.lock', revision, handlers, (p) => {
    if (world.has('MSI')) linesMsiUnderPcidevs(p, world, device);
  });
  path.end(back(world));
}

/** WR of command register or ROM: write mode, no per-device lock; v7 walks under pcidevs_lock. */
function writeCommand(world: World, program: Program, device: Device, revision: Revision): void {
  const { domainLock, pcidevs } = world;
  const does = `CMD ${nameOf(device)}`;
  const path = program
    .path(`cmd${device.index}`, on(device))
    .from(codeOf(world, 'CMD'))
    .line(marks.guest, `${does} traps`, trap('WR', device));
  linesSearch(path, world, device, does, revision);
  linesChoose(path, world, device, does, '.chosen');
  const reread = world.defect('LOCK_S2_REREAD');
  if (reread) {
    path
      .line('.rlock', `${does} (3) read_lock`, takeRead(domainLock), [wants(domainLock, 'read')])
      .line(
        '.rload',
        `${does} (3) loads pdev->vpci`,
        unclaimed(world, '.rout', loadVpci(world, device, '.rout')),
      )
      .line(
        '.runlock',
        `${does} (3) read_unlock to take it for writing`,
        dropRead(domainLock).map((c) => ({ ...c, to: '.lock' })),
        [uses(device)],
      )
      .line(
        '.rout',
        `${does} (3) read_unlock, no vpci`,
        dropRead(domainLock).map((c) => ({ ...c, to: back(world) })),
      );
  }
  lineTakeWrite(
    path,
    '.lock',
    `${does} (3) write_lock`,
    domainLock,
    reread ? '.handlers' : '.load',
  );
  if (!reread) {
    path.line(
      '.load',
      `${does} (3) loads pdev->vpci`,
      unclaimed(world, '.out', loadVpci(world, device, revision.guarded ? '.out' : undefined)),
    );
  }
  const walk = revision.guarded && world.devices.length > 0;
  path.line(
    '.handlers',
    `${does} (4) handlers`,
    inVpci(world, device, [{ tags: access(device), answer: answers.toggled }]),
    [uses(device)],
  );
  if (walk)
    path.line('.walk-lock', `${does} modify_bars pcidevs_lock`, take(pcidevs), [
      wants(pcidevs),
      uses(device),
    ]);
  path.line(
    '.walk',
    `${does} modify_bars`,
    [{ to: firstOther(world, device, walk ? '.walk-unlock' : '.fill') }],
    [uses(device)],
  );
  linesReadOthers(path, world, device, `${does} modify_bars`, walk ? '.walk-unlock' : '.fill');
  if (walk)
    path.line('.walk-unlock', `${does} modify_bars pcidevs_unlock`, drop(pcidevs), [uses(device)]);
  path
    .line('.fill', `${does} defer_map`, fillSlot(world, device), [uses(device)])
    .line('.out', `${does} (5) write_unlock`, dropWrite(domainLock))
    .end(back(world));
}

function msix(world: World, program: Program, device: Device): void {
  const { domainLock } = world;
  const does = `MSIX ${nameOf(device)}`;
  program
    .path(`msix${device.index}`, on(device))
    .from(codeOf(world, 'MSIX'))
    .line(marks.guest, `${does} traps`, trap('MSIX', device))
    .line('.lock', `${does} (1) read_lock`, takeRead(domainLock), [wants(domainLock, 'read')])
    .line(
      '.find',
      `${does} (2) looks for the table`,
      answering(answers.noTable, '.out', lookUpTable(world, device, '.out')),
    )
    .line('.vlock', `${does} (3) spin_lock(vpci->lock)`, inVpci(world, device, take(device.lock)), [
      wants(device.lock),
      uses(device),
    ])
    .line(
      '.access',
      `${does} (4) access`,
      inVpci(world, device, [{ tags: access(device), answer: answers.table }]),
      [uses(device)],
    )
    .line('.vunlock', `${does} (5) spin_unlock`, inVpci(world, device, drop(device.lock)), [
      uses(device),
    ])
    .line('.out', `${does} (5) read_unlock`, dropRead(domainLock))
    .end(back(world));
}

/** PEND: the map is unlocked, and vpci is not tested. */
function pend(world: World, program: Program): void {
  const { domainLock } = world;
  lineCheckSlot(
    world,
    program,
    readSlot(world, marks.guest, (d) => `pend${d.index}:map`),
  );
  for (const device of world.devices) {
    const does = `PEND ${nameOf(device)}`;
    program
      .path(`pend${device.index}`, on(device))
      .from(codeOf(world, 'PEND'))
      .line('.map', `${does} (1) updates the p2m, no lock`, [
        { name: 'done', tags: ['completes'], observable: shown.p2m },
        { name: 'preempted', to: marks.exit },
      ])
      .line('.lock', `${does} (2) read_lock`, takeRead(domainLock), [wants(domainLock, 'read')])
      .line('.load', `${does} (3) follows slot.pdev to vpci`, loadVpci(world, device))
      .line(
        '.vlock',
        `${does} (3) spin_lock(pdev->vpci->lock)`,
        inVpci(world, device, take(device.lock)),
        [wants(device.lock), uses(device)],
      )
      .line(
        '.flip',
        `${does} (4) modify_decoding`,
        inVpci(world, device, [{ observable: shown.command }]),
        [uses(device)],
      )
      .line('.vunlock', `${does} (5) spin_unlock`, inVpci(world, device, drop(device.lock)), [
        uses(device),
      ])
      .line('.out', `${does} (5) read_unlock`, dropRead(domainLock))
      .line('.clear', `${does} (5) clears the slot`, clearSlot(world))
      .end(marks.guest);
  }
}

function toolstack(world: World, program: Program): void {
  for (const device of world.devices.filter((d) => d.managed)) {
    if (world.has('REM')) remove(world, program, device);
    if (world.has('ADD')) add(world, program, device);
    const hwdom = world.values.profile === 'hwdom';
    const [leaves, arrives] = hwdom ? (['ASG', 'DEA'] as const) : (['DEA', 'ASG'] as const);
    if (world.has(leaves)) leave(world, program, device, leaves);
    if (world.has(arrives)) arrive(world, program, device, arrives);
    if (world.dying !== null) leave(world, program, device, 'DOM');
  }
  if (defersInDom0(world)) pend(world, program);
}

/** The hook that takes vPCI state away: pointer cleared under the lock, contents freed outside. */
function linesTakeAway(
  path: CodePath,
  world: World,
  device: Device,
  does: string,
  next: string,
): void {
  const { domainLock } = world;
  path.line('.has', `${does} looks for vpci`, [
    {
      name: 'published',
      with: [() => device.vpci.when('is published', (s) => s.matches('published'))],
      to: '.lock',
    },
    {
      name: 'none',
      with: [() => device.vpci.when('is absent', (s) => s.matches('absent'))],
      to: next,
    },
  ]);
  lineTakeWrite(path, '.lock', `${does} (2) write_lock`, domainLock, '.clear');
  path.line('.clear', `${does} (3) copies the pointer, sets pdev->vpci = NULL`, [
    { with: [() => device.vpci.on('CLEAR')] },
  ]);
  linesReleaseSlot(path, world, device, `${does} (3)`);
  path.line('.unlock', `${does} (4) write_unlock`, dropWrite(domainLock));
  if (world.defect('REM_LOOP')) {
    path.line('.loop', `${does} (5) loop condition follows pdev->vpci`, [
      { name: 'which is NULL', to: faults.nullDereference, fault: true },
    ]);
  }
  path.line('.free', `${does} (5) frees the contents`, [
    { with: freeVpci(world, device, 'FREE_COPY'), to: next },
  ]);
}

/** The hook that gives vPCI state: initialised privately, then published under the lock. */
function linesGive(path: CodePath, world: World, device: Device, does: string): void {
  const { domainLock } = world;
  path.line('.alloc', `${does} allocates vpci`, [{ with: [() => device.vpci.on('ALLOCATE')] }]);
  lineTakeWrite(path, '.give-lock', `${does} write_lock`, domainLock, '.publish');
  path.line('.publish', `${does} sets pdev->vpci`, [{ with: [() => device.vpci.on('PUBLISH')] }]);
  linesTakeSlot(path, world, device, does);
  if (defersInDom0(world)) path.line('.init', `${does} init handlers`, deferForNew(world, device));
  path.line('.give-unlock', `${does} write_unlock`, dropWrite(domainLock));
}

function remove(world: World, program: Program, device: Device): void {
  const does = `REM ${nameOf(device)}`;
  const path = program
    .path(`rem${device.index}`, ['teardown', ...on(device)])
    .from(codeOf(world, 'REM'));
  path.line(marks.managing, `${does} finds the pdev`, [{ with: [allocated(device)] }]);
  linesTakeAway(path, world, device, does, '.unlink');
  path
    .line('.unlink', `${does} (6) unlinks`, [{ with: [() => device.owner.on('UNLINK')] }])
    .line('.free-pdev', `${does} (6) frees the pdev`, [{ with: [() => device.pdev.on('FREE')] }])
    .end(marks.finishing);
}

function add(world: World, program: Program, device: Device): void {
  const does = `ADD ${nameOf(device)}`;
  const path = program
    .path(`add${device.index}`, on(device))
    .from(codeOf(world, 'ADD'))
    .line(marks.managing, `${does} (2) alloc_pdev`, allocPdev(world, device));
  if (world.values.profile === 'domU') {
    path
      .line('.link', `${does} links to the hardware domain`, [
        { with: [() => device.owner.on('TO_ELSEWHERE')] },
      ])
      .end(marks.finishing);
    return;
  }
  path.line('.link', `${does} links`, [{ with: [() => device.owner.on('TO_HERE')] }]);
  linesGive(path, world, device, does);
  path.line('.iommu', `${does} IOMMU`, [
    { name: 'works', to: marks.finishing },
    { name: 'fails', to: '.has' },
  ]);
  linesTakeAway(path, world, device, `${does} undone:`, '.undo-unlink');
  linesDisown(path, device, `${does} undone:`);
  path.end(marks.finishing);
}

function leave(world: World, program: Program, device: Device, code: 'ASG' | 'DEA' | 'DOM'): void {
  const does = `${code} ${nameOf(device)}`;
  const path = program
    .path(`${code.toLowerCase()}${device.index}`, ['teardown', ...on(device)])
    .from(codeOf(world, code));
  path.line(code === 'DOM' ? marks.releasing : marks.managing, `${does} finds the pdev`, [
    { with: [allocated(device), ownerIs(device, 'here')] },
  ]);
  linesTakeAway(path, world, device, does, '.move');
  path
    .line('.move', `${does} moves the device away`, [
      { with: [() => device.owner.on('TO_ELSEWHERE')] },
    ])
    .end(marks.finishing);
}

function arrive(world: World, program: Program, device: Device, code: 'ASG' | 'DEA'): void {
  const does = `${code} ${nameOf(device)}`;
  const path = program
    .path(`${code.toLowerCase()}${device.index}`, on(device))
    .from(codeOf(world, code));
  path
    .line(marks.managing, `${does} finds the pdev`, [
      {
        with: [
          allocated(device),
          ownerIs(device, 'elsewhere'),
          mayAllocateVpci(world, device),
          ...notDying(world),
        ],
      },
    ])
    .line('.move', `${does} moves the device here`, [{ with: [() => device.owner.on('TO_HERE')] }]);
  linesGive(path, world, device, does);
  path.end(marks.finishing);
}
