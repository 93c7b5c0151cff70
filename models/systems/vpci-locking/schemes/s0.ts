/**
 * Scheme S0: the lock inside struct vpci, which dies with it; device lists are searched unlocked.
 *
 * Models Xen from 2018 to 2023, read at the parent of 7dc0233f53, before NULL tests came with
 * 6ccb5e308c. Functions: vpci_read, vpci_write, modify_bars, vpci_process_pending, vpci_remove_device
 * (drivers/vpci), pci_add_device, pci_remove_device (drivers/passthrough/pci.c), msix_find
 * (drivers/vpci/msix.c). There is no vPCI hook in assignment (hooks came with f20dde9259).
 *
 * What dom0 does is the same in S2p, under the write lock, so its lines are shared from here.
 */

import type { Case, CodePath, Program } from '../../../kit/program.ts';
import {
  allocated,
  allocPdev,
  freeVpci,
  linesDisown,
  linesReleaseSlot,
  linesTakeSlot,
  notDying,
  ownerIs,
} from '../code/devices.ts';
import { drop, go, take, wants } from '../code/locks.ts';
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
import type { Device, World } from '../world.ts';
import type { SchemeCode } from './scheme.ts';

export const scheme: SchemeCode = {
  guest,
  toolstack: (world, program) => toolstack(world, program, pend),
  drops: () => false,
  asserts: () => false,
};

function guest(world: World, program: Program): void {
  for (const device of world.devices) {
    if (world.has('RD')) access0(world, program, device, 'RD', [{ tags: access(device) }]);
    if (world.has('WR', 'CMD', 'BAR', 'MSI')) {
      access0(world, program, device, 'WR', writeCases(world, device));
    }
    if (world.has('MSIX')) msix(world, program, device);
  }
  if (back(world) === marks.exit) pend(world, program);
}

function writeCases(world: World, device: Device): readonly Case[] {
  const tags = access(device);
  return [
    ...(world.has('WR', 'BAR') ? [{ name: 'plain register or BAR', tags, to: '.vunlock' }] : []),
    ...(world.has('CMD')
      ? [{ name: 'decode toggle', tags, to: firstOther(world, device, '.fill') }]
      : []),
    ...(world.has('MSI') ? [{ name: 'MSI enable', tags, to: '.msi-bind' }] : []),
  ];
}

/** RD and WR: search, load and lock without any lock around it. */
function access0(
  world: World,
  program: Program,
  device: Device,
  code: 'RD' | 'WR',
  handlers: readonly Case[],
): void {
  const does = `${code} ${nameOf(device)}`;
  const path = program
    .path(`${code.toLowerCase()}${device.index}`, on(device))
    .line(marks.guest, `${does} traps`, go)
    .line('.find', `${does} (1) search, no lock`, search(world, device, back(world)))
    .line('.load', `${does} (3) loads pdev->vpci`, loadVpci(world, device))
    .line('.vlock', `${does} (4) spin_lock(vpci->lock)`, inVpci(world, device, take(device.lock)), [
      wants(device.lock),
      uses(device),
    ])
    .line('.handlers', `${does} (5) handlers`, inVpci(world, device, handlers), [uses(device)]);
  if (code === 'WR') linesInHandlers(path, world, device);
  path
    .line('.vunlock', `${does} (6) spin_unlock`, inVpci(world, device, drop(device.lock)), [
      uses(device),
    ])
    .end(back(world));
}

/** CMD and MSI run inside the handlers, with vpci->lock held. */
function linesInHandlers(path: CodePath, world: World, device: Device): void {
  if (world.has('CMD')) {
    const does = `CMD ${nameOf(device)}`;
    linesReadOthers(path, world, device, `${does} (3) modify_bars`, '.fill');
    const fill = fillSlot(world, device).map((c) => ({ ...c, to: '.vunlock' }));
    path.line('.fill', `${does} (4) defer_map`, fill, [uses(device)]);
  }
  if (world.has('MSI')) linesMsiUnderPcidevs(path, world, device);
}

/** MSIX: the domain's list of tables is walked unlocked; it leads to pdev and vpci. */
function msix(world: World, program: Program, device: Device): void {
  const does = `MSIX ${nameOf(device)}`;
  program
    .path(`msix${device.index}`, on(device))
    .line(marks.guest, `${does} traps`, go)
    .line(
      '.walk',
      `${does} (1) walks the list of tables, no lock`,
      lookUpTable(world, device, back(world)),
    )
    .line('.deref', `${does} (1) reads the table's address`, inVpci(world, device, go), [
      uses(device),
    ])
    .line('.vlock', `${does} (2) spin_lock(vpci->lock)`, inVpci(world, device, take(device.lock)), [
      wants(device.lock),
      uses(device),
    ])
    .line('.access', `${does} (3) access`, inVpci(world, device, [{ tags: access(device) }]), [
      uses(device),
    ])
    .line('.vunlock', `${does} (4) spin_unlock`, inVpci(world, device, drop(device.lock)), [
      uses(device),
    ])
    .end(back(world));
}

/** PEND: maps without any lock, then follows slot.pdev to vpci and its lock, testing neither. */
function pend(world: World, program: Program): void {
  lineCheckSlot(
    program,
    readSlot(world, marks.guest, (d) => `pend${d.index}:map`),
  );
  for (const device of world.devices) {
    const does = `PEND ${nameOf(device)}`;
    const fails = world.values.profile === 'hwdom' && device.managed;
    const path = program
      .path(`pend${device.index}`, on(device))
      .line('.map', `${does} (2) updates the p2m, no lock`, [
        { name: 'done', to: '.load' },
        { name: 'preempted', to: marks.exit },
        ...(fails ? [{ name: 'fails', to: '.fail-load' }] : []),
      ]);
    linesModify(path, world, device, does, { prefix: '', next: marks.guest });
    if (fails) {
      linesModify(path, world, device, `${does} fails:`, { prefix: 'fail-', next: '.remove-load' });
      linesRemoveInPend(path, world, device, does);
    }
    path.end(marks.guest);
  }
}

/** (3)-(6): locks through slot.pdev, writes the registers, unlocks, empties the slot. */
function linesModify(
  path: CodePath,
  world: World,
  device: Device,
  does: string,
  { prefix, next }: { readonly prefix: string; readonly next: string },
): void {
  path
    .line(`.${prefix}load`, `${does} (3) follows slot.pdev to vpci`, loadVpci(world, device))
    .line(
      `.${prefix}vlock`,
      `${does} (3) spin_lock(pdev->vpci->lock)`,
      inVpci(world, device, take(device.lock)),
      [wants(device.lock), uses(device)],
    )
    .line(
      `.${prefix}commit`,
      `${does} (4) sets flags, writes PCI_COMMAND`,
      inVpci(world, device, go),
      [uses(device)],
    )
    .line(
      `.${prefix}vunlock`,
      `${does} (5) spin_unlock`,
      inVpci(world, device, drop(device.lock)),
      [uses(device)],
    )
    .line(
      `.${prefix}clear`,
      `${does} (6) frees the range set, clears the slot`,
      clearSlot(world).map((c) => ({ ...c, to: next })),
    );
}

/** (7): after a failed map the hardware domain loses its vPCI state, from this context. */
function linesRemoveInPend(path: CodePath, world: World, device: Device, does: string): void {
  const tags = ['teardown'];
  path
    .line(
      '.remove-load',
      `${does} (7) vpci_remove_device follows the pdev`,
      loadVpci(world, device),
      tags,
    )
    .line(
      '.remove-lock',
      `${does} (7) spin_lock(vpci->lock)`,
      inVpci(world, device, take(device.lock)),
      [...tags, wants(device.lock)],
    )
    .line(
      '.remove-unlock',
      `${does} (7) spin_unlock`,
      inVpci(world, device, drop(device.lock)),
      tags,
    )
    .line(
      '.remove-free',
      `${does} (7) frees vpci`,
      [
        { with: freeVpci(world, device) },
        {
          name: 'somebody else has',
          with: [() => device.vpci.when('is not published', (s) => !s.matches('published'))],
          to: faults.useAfterFree,
          fault: true,
        },
      ],
      tags,
    )
    .line(
      '.remove-null',
      `${does} (7) sets pdev->vpci = NULL`,
      [{ with: [() => device.vpci.on('CLEAR')] }],
      tags,
    );
}

/** Code of a CPU of dom0 between the marks; the lock it holds there is the caller's business. */
export function toolstack(
  world: World,
  program: Program,
  pending: (world: World, program: Program) => void,
): void {
  for (const device of world.devices.filter((d) => d.managed)) {
    if (world.has('REM')) remove(world, program, device);
    if (world.has('ADD')) add(world, program, device);
    const hwdom = world.values.profile === 'hwdom';
    const [leaves, arrives] = hwdom ? (['ASG', 'DEA'] as const) : (['DEA', 'ASG'] as const);
    if (world.has(leaves)) move(world, program, device, leaves, 'TO_ELSEWHERE');
    if (world.has(arrives)) move(world, program, device, arrives, 'TO_HERE');
    if (world.dying !== null) move(world, program, device, 'DOM', 'TO_ELSEWHERE');
  }
  if (defersInDom0(world)) pending(world, program);
}

/** `vpci_remove_device`: the lock is given up before what it guards is freed. */
function linesRemoveVpci(
  path: CodePath,
  world: World,
  device: Device,
  does: string,
  next: string,
): void {
  const published = () => device.vpci.when('is published', (s) => s.matches('published'));
  const absent = () => device.vpci.when('is absent', (s) => s.matches('absent'));
  path
    .line('.has', `${does} looks for vpci`, [
      { name: 'published', with: [published], to: '.vlock' },
      { name: 'none', with: [absent], to: next },
    ])
    .line('.vlock', `${does} (2) spin_lock(vpci->lock)`, take(device.lock), [wants(device.lock)])
    .line('.handlers', `${does} (3) frees handlers`, go)
    .line('.vunlock', `${does} (4) spin_unlock`, drop(device.lock));
  linesReleaseSlot(path, world, device, does);
  path
    .line('.free', `${does} (5) frees vpci`, [{ with: freeVpci(world, device) }])
    .line('.null', `${does} (6) sets pdev->vpci = NULL`, [
      { with: [() => device.vpci.on('CLEAR')], to: next },
    ]);
}

function remove(world: World, program: Program, device: Device): void {
  const does = `REM ${nameOf(device)}`;
  const path = program
    .path(`rem${device.index}`, ['teardown', ...on(device)])
    .line(marks.managing, `${does} finds the pdev`, [{ with: [allocated(device)] }]);
  linesRemoveVpci(path, world, device, does, '.unlink');
  path
    .line('.unlink', `${does} (9) unlinks`, [{ with: [() => device.owner.on('UNLINK')] }])
    .line('.free-pdev', `${does} (9) frees the pdev`, [{ with: [() => device.pdev.on('FREE')] }])
    .end(marks.finishing);
}

function add(world: World, program: Program, device: Device): void {
  const does = `ADD ${nameOf(device)}`;
  const path = program
    .path(`add${device.index}`, on(device))
    .line(marks.managing, `${does} (2) alloc_pdev`, allocPdev(world, device));
  if (world.values.profile === 'domU') {
    path
      .line('.link', `${does} (2) links to the hardware domain`, [
        { with: [() => device.owner.on('TO_ELSEWHERE')] },
      ])
      .end(marks.finishing);
    return;
  }
  path
    .line('.link', `${does} (2) links`, [{ with: [() => device.owner.on('TO_HERE')] }])
    .line('.alloc', `${does} (3) allocates vpci`, [{ with: [() => device.vpci.on('ALLOCATE')] }])
    .line('.publish', `${does} (3) sets pdev->vpci`, [{ with: [() => device.vpci.on('PUBLISH')] }]);
  linesTakeSlot(path, world, device, does);
  if (defersInDom0(world))
    path.line('.init', `${does} (4) init handlers`, deferForNew(world, device));
  path.line('.iommu', `${does} (5) IOMMU`, [
    { name: 'works', to: marks.finishing },
    { name: 'fails', to: '.has' },
  ]);
  linesRemoveVpci(path, world, device, `${does} (6) undone:`, '.undo-unlink');
  linesDisown(path, device, `${does} (6) undone:`);
  path.end(marks.finishing);
}

/** ASG, DEA, DOM: no vPCI hook, so what was built for the old owner stays. */
function move(
  world: World,
  program: Program,
  device: Device,
  code: 'ASG' | 'DEA' | 'DOM',
  to: 'TO_HERE' | 'TO_ELSEWHERE',
): void {
  const does = `${code} ${nameOf(device)}`;
  const from = to === 'TO_HERE' ? 'elsewhere' : 'here';
  program
    .path(`${code.toLowerCase()}${device.index}`, [
      ...(to === 'TO_HERE' ? [] : ['teardown']),
      ...on(device),
    ])
    .line(code === 'DOM' ? marks.releasing : marks.managing, `${does} finds the pdev`, [
      {
        with: [
          allocated(device),
          ownerIs(device, from),
          ...(to === 'TO_HERE' ? notDying(world) : []),
        ],
      },
    ])
    .line('.move', `${does} (3) moves the device`, [{ with: [() => device.owner.on(to)] }])
    .end(marks.finishing);
}
