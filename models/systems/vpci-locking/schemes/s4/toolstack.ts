/** Scheme S4, what dom0 does: REM, ADD, ASG, DEA, DOM, RST. See `index.ts`. */

import { drop, dropWrite, lineTakeWrite } from '../../../../kit/lock-code.ts';
import type { Case, CodePath, Program } from '../../../../kit/program.ts';
import {
  allocated,
  allocPdev,
  freeVpci,
  linesReleaseSlot,
  linesTakeSlot,
  mayAllocateVpci,
  nobody,
  notDying,
  ownerIs,
} from '../../code/devices.ts';
import { defersInDom0, faults, hypercallEnd, marks, nameOf, on } from '../../code/marks.ts';
import { deferForNew, linesCancel } from '../../code/pending.ts';
import { linesResetRegisters, msiOff } from '../../code/registers.ts';
import { codeOf } from '../../sources.ts';
import type { Device, World } from '../../world.ts';
import type { Variant } from './variant.ts';

/** Code of a CPU of dom0 that manages devices. It holds pcidevs_lock between the two marks. */
export function toolstack(world: World, program: Program, variant: Variant): void {
  for (const device of world.devices.filter((d) => d.managed)) {
    if (world.has('REM')) remove(world, program, device, variant);
    if (world.has('ADD')) add(world, program, device, variant);
    const [leaves, arrives] =
      world.values.profile === 'hwdom' ? (['ASG', 'DEA'] as const) : (['DEA', 'ASG'] as const);
    if (world.has(leaves)) leave(world, program, device, leaves, variant);
    if (world.has(arrives)) arrive(world, program, device, arrives);
    if (world.dying !== null) leave(world, program, device, 'DOM', variant);
    if (world.has('RST')) reset(world, program, device, variant);
  }
  if (defersInDom0(world)) variant.pend(world, program);
}

/** Whether code paths that are modelled take vPCI state away, and assert that the lock is held. */
export function assertsTeardown(world: World): boolean {
  return (
    world.devices.some((device) => device.managed) && world.has('REM', 'ASG', 'DEA', 'RST', 'DOM')
  );
}

/** REM, pci_remove_device. */
function remove(world: World, program: Program, device: Device, variant: Variant): void {
  const { domainLock } = world;
  const does = `REM ${nameOf(device)}`;
  const locked = variant.locksRemoval && !world.defect('REM_UNLOCKED');
  const path = program
    .path(`rem${device.index}`, ['teardown', ...on(device)])
    .from(codeOf(world, 'REM'));
  path.line(marks.managing, `${does} finds the pdev`, [
    {
      name: 'owner here',
      with: [allocated(device), ownerIs(device, 'here')],
      to: locked ? '.lock' : '.teardown',
    },
    {
      name: 'owner elsewhere',
      with: [allocated(device), ownerIs(device, 'elsewhere')],
      to: '.unlink-there',
    },
    {
      name: 'no owner',
      with: [allocated(device), nobody(device)],
      // Unlocked, vpci_deassign_device is called without a look at the domain, which it follows.
      ...(locked ? { to: '.msi' } : { to: faults.nullDereference, fault: true }),
    },
  ]);
  path.line('.unlink-there', `${does} (4) unlinks from the other domain`, [
    { with: [() => device.owner.on('UNLINK')], to: '.msi' },
  ]);
  if (locked) lineTakeWrite(path, '.lock', `${does} (2) write_lock`, domainLock, '.teardown');
  linesDeassign(path, world, device, `${does} (3)`, variant, locked ? '.unlink' : '.lock');
  if (!locked) lineTakeWrite(path, '.lock', `${does} (4) write_lock`, domainLock, '.unlink');
  path
    .line('.unlink', `${does} (4) unlinks`, [{ with: [() => device.owner.on('UNLINK')] }])
    .line('.unlock', `${does} (5) write_unlock`, dropWrite(domainLock))
    .line('.msi', `${does} (6) MSI and IOMMU cleanup`, msiOff(device))
    .line('.free-pdev', `${does} (8) frees the pdev`, [{ with: [() => device.pdev.on('FREE')] }])
    .end(marks.finishing);
}

/**
 * `vpci_deassign_device`, with its assertion that d->pci_lock is held in write mode, which the macro
 * takes to mean by anybody. Ends at the next label.
 */
function linesDeassign(
  path: CodePath,
  world: World,
  device: Device,
  does: string,
  variant: Variant,
  next: string,
): void {
  const { domainLock } = world;
  const written: Case = {
    name: 'asserted',
    with: [() => domainLock.when('has a writer', (s) => s.context.writer !== null)],
  };
  const unheld: Case = {
    name: 'ASSERT(rw_is_write_locked()) fails',
    with: [() => domainLock.when('has no writer', (s) => s.context.writer === null)],
    to: faults.assertion,
    fault: true,
  };
  const compiledOut: Case = { name: 'no writer, assertion compiled out', with: unheld.with ?? [] };
  const locked = variant.locksRemoval && !world.defect('REM_UNLOCKED');
  const asserted = [written, unheld, ...(locked ? [] : [compiledOut])];
  path.line('.teardown', `${does} vpci_deassign_device`, asserted, ['asserts']);
  if (variant.cancels) linesCancel(path, world, device, `${does} cancels tasks:`);
  linesReleaseSlot(path, world, device, does);
  path
    .line('.free', `${does} frees vpci`, [
      { with: freeVpci(world, device) },
      {
        name: 'there is none',
        with: [() => device.vpci.when('is absent', (s) => s.matches('absent'))],
        to: next,
      },
    ])
    .line('.null', `${does} sets pdev->vpci = NULL`, [
      { with: [() => device.vpci.on('CLEAR')], to: next },
    ]);
}

/** ADD, pci_add_device: for the hardware domain with vPCI, for others without. */
function add(world: World, program: Program, device: Device, variant: Variant): void {
  const { domainLock } = world;
  const does = `ADD ${nameOf(device)}`;
  const path = program.path(`add${device.index}`, on(device)).from(codeOf(world, 'ADD'));
  path.line(marks.managing, `${does} (2) alloc_pdev`, allocPdev(world, device));
  if (world.values.profile === 'domU') {
    path
      .line('.link', `${does} (3) links to the hardware domain`, [
        { with: [() => device.owner.on('TO_ELSEWHERE')] },
      ])
      .end(marks.finishing);
    return;
  }
  lineTakeWrite(path, '.lock', `${does} (3) write_lock`, domainLock, '.link');
  path.line('.link', `${does} (3) links`, [{ with: [() => device.owner.on('TO_HERE')] }]);
  linesAssign(path, world, device, `${does} (4)`);
  path
    .line('.unlock', `${does} (5) write_unlock`, dropWrite(domainLock))
    .line('.iommu', `${does} (6) IOMMU`, [
      { name: 'works', to: marks.finishing },
      { name: 'fails', to: '.undo-lock' },
    ]);
  lineTakeWrite(path, '.undo-lock', `${does} (7) write_lock`, domainLock, '.teardown');
  linesDeassign(path, world, device, `${does} (7)`, variant, '.undo-unlink');
  path
    .line('.undo-unlink', `${does} (7) unlinks`, [{ with: [() => device.owner.on('UNLINK')] }])
    .line('.undo-unlock', `${does} (7) write_unlock`, dropWrite(domainLock))
    .line('.undo-disown', `${does} (7) sets pdev->domain = NULL`, [
      { with: [() => device.owner.on('DISOWN')] },
    ])
    .end(marks.finishing);
}

/** `vpci_assign_device`. Ends at the next label. */
function linesAssign(path: CodePath, world: World, device: Device, does: string): void {
  path
    .line('.alloc', `${does} allocates vpci`, [{ with: [() => device.vpci.on('ALLOCATE')] }])
    .line('.publish', `${does} sets pdev->vpci`, [{ with: [() => device.vpci.on('PUBLISH')] }]);
  if (!world.defect('SLOT_UNLOCKED')) linesTakeSlot(path, world, device, does);
  linesResetRegisters(path, device, does);
  if (defersInDom0(world)) {
    path.line('.init', `${does} init handlers`, deferForNew(world, device));
  }
}

/** The device leaves the domain: ASG for the hardware domain, DEA for a guest. */
function leave(
  world: World,
  program: Program,
  device: Device,
  code: 'ASG' | 'DEA' | 'DOM',
  variant: Variant,
): void {
  const { domainLock } = world;
  const does = `${code} ${nameOf(device)}`;
  const path = program
    .path(`${code.toLowerCase()}${device.index}`, ['teardown', ...on(device)])
    .from(codeOf(world, code));
  path.line(code === 'DOM' ? marks.releasing : marks.managing, `${does} finds the pdev`, [
    { with: [allocated(device), ownerIs(device, 'here')] },
  ]);
  lineTakeWrite(path, '.lock', `${does} (2) write_lock`, domainLock, '.teardown');
  linesDeassign(path, world, device, `${does} (2)`, variant, '.unlock');
  path.line('.unlock', `${does} (2) write_unlock`, dropWrite(domainLock));
  lineTakeWrite(path, '.lock2', `${does} (5) write_lock`, domainLock, '.move');
  path
    .line('.move', `${does} (5) moves the device away`, [
      { with: [() => device.owner.on('TO_ELSEWHERE')] },
    ])
    .line('.unlock2', `${does} (5) write_unlock`, dropWrite(domainLock))
    .end(marks.finishing);
}

/** The device comes to the domain: DEA for the hardware domain, ASG for a guest. */
function arrive(world: World, program: Program, device: Device, code: 'ASG' | 'DEA'): void {
  const { domainLock } = world;
  const does = `${code} ${nameOf(device)}`;
  const path = program
    .path(`${code.toLowerCase()}${device.index}`, on(device))
    .from(codeOf(world, code));
  path.line(marks.managing, `${does} finds the pdev`, [
    {
      with: [
        allocated(device),
        ownerIs(device, 'elsewhere'),
        mayAllocateVpci(world, device),
        ...notDying(world),
      ],
    },
  ]);
  lineTakeWrite(path, '.lock', `${does} (5) write_lock`, domainLock, '.move');
  path
    .line('.move', `${does} (5) moves the device here`, [
      { with: [() => device.owner.on('TO_HERE')] },
    ])
    .line('.unlock', `${does} (5) write_unlock`, dropWrite(domainLock));
  lineTakeWrite(path, '.lock2', `${does} (7) write_lock`, domainLock, '.alloc');
  linesAssign(path, world, device, `${does} (7)`);
  path.line('.unlock2', `${does} (7) write_unlock`, dropWrite(domainLock));
  if (world.defect('SLOT_UNLOCKED')) linesTakeSlotBare(path, world, device, does);
  else path.end(marks.finishing);
}

/** SLOT_UNLOCKED: the slot is taken last, when all locks have been given up. */
function linesTakeSlotBare(path: CodePath, world: World, device: Device, does: string): void {
  const end = hypercallEnd(world);
  path.line('.bare', `${does} pcidevs_unlock`, drop(world.pcidevs));
  linesTakeSlot(path, world, device, `${does} (no lock)`, end);
  path.end(end);
}

/** RST (9a2d7b5bb6): gives up pcidevs_lock once it has the lock of the owner. */
function reset(world: World, program: Program, device: Device, variant: Variant): void {
  const { domainLock, pcidevs } = world;
  const does = `RST ${nameOf(device)}`;
  const path = program
    .path(`rst${device.index}`, ['teardown', ...on(device)])
    .from(codeOf(world, 'RST'));
  path.line(marks.managing, `${does} (1) finds the pdev`, [
    {
      with: [
        allocated(device),
        ownerIs(device, 'here'),
        () =>
          device.vpci.when(
            'may be allocated once more',
            (s) => s.matches('published') && s.context.generation + 1 < world.generations,
          ),
      ],
    },
  ]);
  lineTakeWrite(path, '.lock', `${does} (2) write_lock`, domainLock, '.pcidevs');
  path.line('.pcidevs', `${does} (3) pcidevs_unlock`, drop(pcidevs));
  linesDeassign(path, world, device, `${does} (4)`, variant, '.alloc');
  linesAssign(path, world, device, `${does} (4)`);
  path.line('.unlock', `${does} (5) write_unlock`, dropWrite(domainLock)).end(hypercallEnd(world));
}
