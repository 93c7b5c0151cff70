/** Scheme S1, what dom0 does: REM, ADD, ASG, DEA, DOM. See `index.ts`. */

import { drop, go, take, wants } from '../../../../kit/lock-code.ts';
import type { Case, CodePath, Program } from '../../../../kit/program.ts';
import {
  allocated,
  allocPdev,
  freeVpci,
  linesDisown,
  linesReleaseSlot,
  linesTakeSlot,
  notDying,
  ownerIs,
} from '../../code/devices.ts';
import { defersInDom0, marks, nameOf, on } from '../../code/marks.ts';
import { deferForNew, linesCancel } from '../../code/pending.ts';
import { codeOf } from '../../sources.ts';
import type { Device, World } from '../../world.ts';
import { firstTmp, othersOf } from './guest.ts';
import { pend } from './pending.ts';

export function toolstack(world: World, program: Program): void {
  for (const device of world.devices.filter((d) => d.managed)) {
    if (world.has('REM')) remove(world, program, device);
    if (world.has('ADD')) add(world, program, device);
    if (world.values.profile === 'hwdom') {
      if (world.has('ASG')) leaveByAssign(world, program, device);
      if (world.has('DEA')) arriveByDeassign(world, program, device);
    } else {
      if (world.has('DEA')) leaveByDeassign(world, program, device, 'DEA');
      if (world.has('ASG')) arriveByAssign(world, program, device);
      if (world.dying !== null) leaveByDeassign(world, program, device, 'DOM');
    }
  }
  if (defersInDom0(world)) pend(world, program);
}

/** `vpci_remove_device` (3)-(6), under vpci_lock. Ends at the next label. */
function linesRemoveVpci(path: CodePath, world: World, device: Device, does: string): void {
  const { cancel } = device;
  path.line('.cancel', `${does} (3) sets vpci_cancel_pending, frees handlers`, [
    {
      name: 'published',
      with: [
        () => device.vpci.when('is published', (s) => s.matches('published')),
        ...(cancel === null ? [] : [() => cancel.on('SET')]),
      ],
      to: '.cancelled',
    },
    {
      name: 'no vpci',
      with: [() => device.vpci.when('is absent', (s) => s.matches('absent'))],
      to: '.vunlock',
    },
  ]);
  path.line('.cancelled', `${does} (5) looks for pending work`, go);
  linesCancel(path, world, device, `${does} (5)`, world.defect('CANCEL_CURRENT') ? 'own' : 'all');
  linesReleaseSlot(path, world, device, does);
  path
    .line('.free', `${does} (6) frees vpci`, [{ with: freeVpci(world, device) }])
    .line('.null', `${does} (6) sets pdev->vpci = NULL`, [
      { with: [() => device.vpci.on('CLEAR')] },
    ]);
}

/** The pdev goes, and with it the lock that is in it. */
function freePdev(device: Device): readonly Case[] {
  return [{ with: [() => device.pdev.on('FREE'), () => device.lock.on('RESET')] }];
}

function remove(world: World, program: Program, device: Device): void {
  const does = `REM ${nameOf(device)}`;
  const path = program
    .path(`rem${device.index}`, ['teardown', ...on(device)])
    .from(codeOf(world, 'REM'))
    .line(marks.managing, `${does} finds the pdev`, [{ with: [allocated(device)] }])
    .line('.vlock', `${does} (2) spin_lock(vpci_lock)`, take(device.lock), [wants(device.lock)]);
  linesRemoveVpci(path, world, device, does);
  path
    .line('.vunlock', `${does} (7) spin_unlock`, drop(device.lock))
    .line('.unlink', `${does} (8) unlinks`, [{ with: [() => device.owner.on('UNLINK')] }])
    .line('.free-pdev', `${does} (9) frees the pdev with its lock`, freePdev(device))
    .end(marks.finishing);
}

function add(world: World, program: Program, device: Device): void {
  const { cancel } = device;
  const does = `ADD ${nameOf(device)}`;
  const found = allocPdev(world, device, ...(cancel === null ? [] : [() => cancel.on('CLEAR')]));
  const path = program.path(`add${device.index}`, on(device)).from(codeOf(world, 'ADD'));
  if (world.values.profile === 'domU') {
    path
      .line(marks.managing, `${does} (1) alloc_pdev`, found)
      .line('.link', `${does} links to the hardware domain`, [
        { with: [() => device.owner.on('TO_ELSEWHERE')] },
      ])
      .end(marks.finishing);
    return;
  }
  path
    .line(marks.managing, `${does} (1) alloc_pdev`, found)
    .line('.link', `${does} links`, [{ with: [() => device.owner.on('TO_HERE')] }])
    .line('.alloc', `${does} (2) allocates vpci`, [{ with: [() => device.vpci.on('ALLOCATE')] }])
    .line('.vlock', `${does} (3) spin_lock(vpci_lock)`, take(device.lock), [wants(device.lock)])
    .line('.publish', `${does} (3) sets pdev->vpci`, [{ with: [() => device.vpci.on('PUBLISH')] }]);
  if (defersInDom0(world)) {
    path.line('.init', `${does} (4) init handlers`, [
      { name: 'decode off', to: '.init-unlock' },
      { name: 'decode on', to: firstTmp(world, device, '.defer') },
    ]);
    linesLockOthersInAdd(path, world, device, `${does} (4)`);
    path.line(
      '.defer',
      `${does} (4) stores the request`,
      deferForNew(world, device).filter((c) => c.tags?.includes('defers') === true),
    );
  }
  path
    .line('.init-unlock', `${does} (5) spin_unlock`, drop(device.lock))
    .line('.iommu', `${does} (6) IOMMU`, [
      { name: 'works', to: marks.finishing },
      { name: 'fails', to: '.undo-vlock' },
    ]);
  path.line('.undo-vlock', `${does} undone: spin_lock(vpci_lock)`, take(device.lock), [
    wants(device.lock),
  ]);
  linesRemoveVpci(path, world, device, `${does} undone:`);
  path.line('.vunlock', `${does} undone: spin_unlock`, drop(device.lock));
  linesDisown(path, device, `${does} undone:`);
  path.end(marks.finishing);
}

/** In ADD too, modify_bars takes the locks of the other devices inside the device's own. */
function linesLockOthersInAdd(path: CodePath, world: World, device: Device, does: string): void {
  const others = othersOf(world, device);
  others.forEach((other, k) => {
    const following = others[k + 1];
    const after = following === undefined ? '.defer' : `.tmp${following.index}`;
    path
      .line(
        `.tmp${other.index}`,
        `${does} spin_lock(tmp->vpci_lock) of ${nameOf(other)}`,
        take(other.lock),
        [wants(other.lock)],
      )
      .line(
        `.tmp${other.index}-unlock`,
        `${does} compares BARs of ${nameOf(other)}, spin_unlock`,
        drop(other.lock).map((c) => ({ ...c, to: after })),
      );
  });
}

/** ASG of a device of the hardware domain: its vPCI state goes first, its struct vpci stays. */
function leaveByAssign(world: World, program: Program, device: Device): void {
  const does = `ASG ${nameOf(device)}`;
  const path = program
    .path(`asg${device.index}`, ['teardown', ...on(device)])
    .from(codeOf(world, 'ASG'))
    .line(marks.managing, `${does} finds the pdev`, [
      { with: [allocated(device), ownerIs(device, 'here')] },
    ])
    .line('.vlock', `${does} (2) spin_lock(vpci_lock)`, take(device.lock), [wants(device.lock)])
    .line('.handlers', `${does} (2) frees handlers, keeps struct vpci`, go);
  path
    .line('.vunlock', `${does} (2) spin_unlock`, drop(device.lock))
    .line('.move', `${does} (4) IOMMU assign, owner moves`, [
      { with: [() => device.owner.on('TO_ELSEWHERE')] },
    ])
    .end(marks.finishing);
}

/** DEA to the hardware domain: nothing is initialised for it. */
function arriveByDeassign(world: World, program: Program, device: Device): void {
  const does = `DEA ${nameOf(device)}`;
  program
    .path(`dea${device.index}`, on(device))
    .from(codeOf(world, 'DEA'))
    .line(marks.managing, `${does} finds the pdev`, [
      { with: [allocated(device), ownerIs(device, 'elsewhere')] },
    ])
    .line('.move', `${does} (3) owner moves`, [{ with: [() => device.owner.on('TO_HERE')] }])
    .end(marks.finishing);
}

/** DEA and DOM of a guest's device: the owner changes first, only then comes the vPCI hook. */
function leaveByDeassign(
  world: World,
  program: Program,
  device: Device,
  code: 'DEA' | 'DOM',
): void {
  const does = `${code} ${nameOf(device)}`;
  const path = program
    .path(`${code.toLowerCase()}${device.index}`, ['teardown', ...on(device)])
    .from(codeOf(world, code))
    .line(code === 'DOM' ? marks.releasing : marks.managing, `${does} finds the pdev`, [
      { with: [allocated(device), ownerIs(device, 'here')] },
    ])
    .line('.move', `${does} (3) owner moves`, [{ with: [() => device.owner.on('TO_ELSEWHERE')] }])
    .line('.vlock', `${does} (4) spin_lock(vpci_lock)`, take(device.lock), [wants(device.lock)]);
  linesReleaseSlot(path, world, device, `${does} (4)`);
  path
    .line('.vunlock', `${does} (4) frees handlers, spin_unlock`, drop(device.lock))
    .end(marks.finishing);
}

/** ASG to a guest: init handlers run on the kept struct vpci, which is not tested. */
function arriveByAssign(world: World, program: Program, device: Device): void {
  const does = `ASG ${nameOf(device)}`;
  const path = program
    .path(`asg${device.index}`, on(device))
    .from(codeOf(world, 'ASG'))
    .line(marks.managing, `${does} finds the pdev`, [
      { with: [allocated(device), ownerIs(device, 'elsewhere'), ...notDying(world)] },
    ])
    .line('.move', `${does} (4) IOMMU assign, owner moves`, [
      { with: [() => device.owner.on('TO_HERE')] },
    ])
    .line('.vlock', `${does} (6) spin_lock(vpci_lock)`, take(device.lock), [wants(device.lock)])
    .line('.load', `${does} (6) loads pdev->vpci`, [
      {
        name: 'published',
        with: [() => device.vpci.when('is published', (s) => s.matches('published'))],
      },
      {
        name: 'NULL',
        with: [() => device.vpci.when('is absent', (s) => s.matches('absent'))],
        to: 'null-dereference',
        fault: true,
      },
    ]);
  linesTakeSlot(path, world, device, `${does} (6)`);
  path
    .line('.vunlock', `${does} (6) init handlers, spin_unlock`, drop(device.lock))
    .end(marks.finishing);
}
