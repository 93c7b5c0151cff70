/**
 * Scheme S1: a lock per device in struct pci_dev, `pdev->vpci_lock`, which dies with the pdev.
 *
 * Models the series "PCI devices passthrough on Arm, part 3" v5 (November 2021,
 * 20211125110251.2877218-1-andr2000@gmail.com), patches 03 to 12, and v6 where it is the same. The
 * numbers in parentheses are the steps of these patches. In it a device that is not found, or has no
 * vPCI state, is accessed directly, also for a guest.
 */

import { repeat } from '../../../compose/index.ts';
import type { Case, CodePath, Program } from '../../../kit/program.ts';
import {
  clearSlot,
  drop,
  fillSlot,
  go,
  inPdev,
  inVpci,
  loadVpci,
  lookUp,
  readSlot,
  take,
  wants,
} from '../cases.ts';
import {
  access,
  allocPdev,
  back,
  deferForNew,
  defersInDom0,
  freeVpci,
  lineCheckSlot,
  linesCancel,
  linesDisown,
  linesReleaseSlot,
  linesTakeSlot,
  marks,
  nameOf,
  on,
  uses,
} from '../shared-lines.ts';
import type { Device, World } from '../world.ts';
import type { SchemeCode } from './index.ts';
import { allocated, notDying, ownerIs } from './s4.ts';

export const scheme: SchemeCode = {
  guest,
  toolstack,
  drops: ({ values, has, generations }) =>
    values.profile === 'hwdom' && has('ADD') && generations > 2,

  asserts: () => false,
};

function guest(world: World, program: Program): void {
  for (const device of world.devices) {
    if (world.has('RD')) read(world, program, device);
    if (world.has('WR', 'CMD', 'BAR', 'MSI')) write(world, program, device);
    if (world.has('MSIX')) msix(world, program, device);
  }
  if (back(world) === marks.exit) pend(world, program);
}

/**
 * RD and WR (1)-(5): a guest's address is translated in one critical section and looked up in
 * another; then the lock is taken and vpci tested. Ends at the next label.
 */
function linesEnter(path: CodePath, world: World, device: Device, does: string): void {
  path.line(marks.guest, `${does} traps`, go);
  if (world.values.profile === 'domU') {
    path
      .line(
        '.walk',
        `${does} (1) walks the devices to translate, no lock`,
        lookUp(world, device, '.raw'),
      )
      .line(
        '.xlock',
        `${does} (1) spin_lock(vpci_lock)`,
        inPdev(world, device, take(device.lock)),
        [wants(device.lock)],
      )
      .line(
        '.xunlock',
        `${does} (1) compares guest_sbdf, spin_unlock`,
        inPdev(
          world,
          device,
          drop(device.lock).map((c) => ({ ...c, set: { pdev: null } })),
        ),
      );
  }
  path
    .line('.find', `${does} (2) search, no lock`, lookUp(world, device, '.raw'))
    .line('.lock', `${does} (4) spin_lock(vpci_lock)`, inPdev(world, device, take(device.lock)), [
      wants(device.lock),
    ])
    .line('.test', `${does} (5) tests pdev->vpci`, loadVpci(world, device, '.raw-unlock'));
}

/** The end of RD and WR: unlock, and the direct access where there was nothing to emulate. */
function linesLeave(path: CodePath, world: World, device: Device, does: string): void {
  path
    .line(
      '.unlock',
      `${does} (7) spin_unlock`,
      inPdev(world, device, drop(device.lock)).map((c) =>
        c.fault === true ? c : { ...c, to: back(world) },
      ),
    )
    .line(
      '.raw-unlock',
      `${does} (5) no vpci, spin_unlock`,
      inPdev(world, device, drop(device.lock)),
    )
    .line('.raw', `${does} (3) accesses the hardware directly`, [{ tags: access(device) }])
    .end(back(world));
}

function read(world: World, program: Program, device: Device): void {
  const does = `RD ${nameOf(device)}`;
  const path = program.path(`rd${device.index}`, on(device));
  linesEnter(path, world, device, does);
  path.line(
    '.handlers',
    `${does} (6) handlers`,
    inVpci(world, device, [{ tags: access(device) }]),
    [uses(device)],
  );
  linesLeave(path, world, device, does);
}

function write(world: World, program: Program, device: Device): void {
  const does = `WR ${nameOf(device)}`;
  const path = program.path(`wr${device.index}`, on(device));
  linesEnter(path, world, device, does);
  path.line('.handlers', `${does} (6) handlers`, inVpci(world, device, writeCases(world, device)), [
    uses(device),
  ]);
  if (world.has('CMD')) linesToggle(path, world, device);
  if (world.has('MSI')) linesMsi(path, world, device);
  linesLeave(path, world, device, does);
}

function writeCases(world: World, device: Device): readonly Case[] {
  const tags = access(device);
  const walk = firstTmp(world, device, '.fill');
  const rom = world.defect('ROM_SKIPS_SELF') ? walk : '.rom-self';
  return [
    ...(world.has('WR', 'BAR') ? [{ name: 'plain register or BAR', tags, to: '.unlock' }] : []),
    ...(world.has('CMD') ? [{ name: 'decode toggle', tags, to: walk }] : []),
    // The ROM of a guest's device is not exposed.
    ...(world.has('CMD') && world.values.profile === 'hwdom'
      ? [{ name: 'ROM toggle', tags, to: rom }]
      : []),
    ...(world.has('MSI') ? [{ name: 'MSI enable', tags, to: '.msi-pcidevs' }] : []),
  ];
}

function othersOf(world: World, device: Device): readonly Device[] {
  return world.devices.filter((other) => other !== device);
}

function firstTmp(world: World, device: Device, next: string): string {
  const other = othersOf(world, device)[0];
  return other === undefined ? next : `.tmp${other.index}`;
}

/**
 * CMD (2): for each device `tmp` takes the lock of `tmp`, holding its own; a ROM toggle does not skip
 * the device itself. (3) the request is stored, or there was nothing to map.
 */
function linesToggle(path: CodePath, world: World, device: Device): void {
  const does = `CMD ${nameOf(device)} (2)`;
  if (world.values.profile === 'hwdom' && !world.defect('ROM_SKIPS_SELF')) {
    path.line(
      '.rom-self',
      `${does} spin_lock(tmp->vpci_lock) with tmp == pdev`,
      take(device.lock).map((c) => ({ ...c, to: firstTmp(world, device, '.fill') })),
      [wants(device.lock), uses(device)],
    );
  }
  linesLockOthers(path, world, device, does, '.fill');
  path.line(
    '.fill',
    `CMD ${nameOf(device)} (3) stores the request`,
    [
      ...fillSlot(world, device).map((c) => ({ ...c, to: '.unlock' })),
      { name: 'nothing to map', to: '.unlock' },
    ],
    [uses(device)],
  );
}

/** The walk over the other devices, each locked while it is compared. Ends at `next`. */
function linesLockOthers(
  path: CodePath,
  world: World,
  device: Device,
  does: string,
  next: string,
): void {
  const others = othersOf(world, device);
  others.forEach((other, k) => {
    const following = others[k + 1];
    const after = following === undefined ? next : `.tmp${following.index}`;
    const name = nameOf(other);
    path
      .line(`.tmp${other.index}`, `${does} finds ${name}`, findTmp(world, other, after))
      .line(
        `.tmp${other.index}-lock`,
        `${does} spin_lock(tmp->vpci_lock) of ${name}`,
        inPdev(world, other, take(other.lock), 'other'),
        [wants(other.lock), uses(device)],
      )
      .line(
        `.tmp${other.index}-unlock`,
        `${does} compares BARs of ${name}, spin_unlock`,
        inPdev(
          world,
          other,
          drop(other.lock).map((c) => ({ ...c, set: { other: null }, to: after })),
          'other',
        ),
        [uses(device)],
      );
  });
}

function findTmp(world: World, other: Device, skip: string): readonly Case[] {
  if (!other.managed) return go;
  return [
    ...repeat(
      world.generations,
      (g): Case => ({
        name: `pdev#${g}`,
        set: { other: g },
        with: [
          () => other.owner.when('is on the list', (s) => s.matches('here')),
          () => other.pdev.when(`is generation ${g}`, (s) => s.context.generation === g),
        ],
      }),
    ),
    {
      name: 'not on the list',
      to: skip,
      with: [() => other.owner.when('is not on the list', (s) => !s.matches('here'))],
    },
  ];
}

/** MSI: pcidevs_lock is taken with vpci_lock held. */
function linesMsi(path: CodePath, world: World, device: Device): void {
  const does = `MSI ${nameOf(device)}`;
  const { pcidevs } = world;
  path
    .line('.msi-pcidevs', `${does} (2) pcidevs_lock`, take(pcidevs), [wants(pcidevs), uses(device)])
    .line('.msi-bind', `${does} (3) binds`, go, [uses(device)])
    .line(
      '.msi-unlock',
      `${does} (4) pcidevs_unlock`,
      drop(pcidevs).map((c) => ({ ...c, to: '.unlock' })),
      [uses(device)],
    );
}

function msix(world: World, program: Program, device: Device): void {
  const does = `MSIX ${nameOf(device)}`;
  program
    .path(`msix${device.index}`, on(device))
    .line(marks.guest, `${does} traps`, go)
    .line('.walk', `${does} (1) walks the list, no lock`, lookUp(world, device, back(world)))
    .line('.lock', `${does} (2) spin_lock(vpci_lock)`, inPdev(world, device, take(device.lock)), [
      wants(device.lock),
    ])
    .line('.test', `${does} (2) tests pdev->vpci`, loadVpci(world, device, '.unlock'))
    .line('.access', `${does} (3) access`, inVpci(world, device, [{ tags: access(device) }]), [
      uses(device),
    ])
    .line('.unlock', `${does} (4) spin_unlock`, inPdev(world, device, drop(device.lock)))
    .end(back(world));
}

/** PEND (patch 07): everything under the lock of a pdev that may be gone. */
function pend(world: World, program: Program): void {
  lineCheckSlot(
    program,
    readSlot(world, marks.guest, (d) => `pend${d.index}:lock`),
  );
  for (const device of world.devices) {
    const does = `PEND ${nameOf(device)}`;
    const fails = world.values.profile === 'hwdom' && device.managed;
    const path = program
      .path(`pend${device.index}`, on(device))
      .line(
        '.lock',
        `${does} (2) spin_lock(slot.pdev->vpci_lock)`,
        inPdev(world, device, take(device.lock)),
        [wants(device.lock)],
      )
      .line('.test', `${does} (3) tests pdev->vpci`, loadVpci(world, device, '.no-vpci'));
    linesFlag(path, device, does);
    path
      .line(
        '.map',
        `${does} (4) updates the p2m`,
        inVpci(world, device, [
          { name: 'done', to: '.flip' },
          { name: 'preempted', to: '.again' },
          ...(fails ? [{ name: 'fails', to: '.fail' }] : []),
        ]),
        [uses(device)],
      )
      .line(
        '.again',
        `${does} (4) spin_unlock to retry`,
        inPdev(world, device, drop(device.lock)).map((c) =>
          c.fault === true ? c : { ...c, to: marks.exit },
        ),
      )
      .line('.flip', `${does} (4) modify_decoding`, inVpci(world, device, [{ to: '.clear' }]), [
        uses(device),
      ])
      .line(
        '.no-vpci',
        `${does} (3) no vpci, spin_unlock, slot kept`,
        inPdev(world, device, drop(device.lock)).map((c) =>
          c.fault === true ? c : { ...c, to: marks.guest },
        ),
      );
    if (fails) linesLoseVpci(path, world, device, does);
    path
      .line(
        '.drop',
        `${does} (4) is cancelled`,
        clearSlot(world).map((c) => ({ ...c, to: '.unlock' })),
        ['drops'],
      )
      .line('.clear', `${does} (6) map_pending off`, clearSlot(world))
      .line('.unlock', `${does} (6) spin_unlock`, inPdev(world, device, drop(device.lock)))
      .end(marks.guest);
  }
}

/** (4): the cancel flag of the pdev. */
function linesFlag(path: CodePath, { cancel }: Device, does: string): void {
  if (cancel === null) return;
  path.line('.flag', `${does} (4) tests vpci_cancel_pending`, [
    { name: 'off', with: [() => cancel.when('is off', (s) => s.matches('off'))], to: '.map' },
    { name: 'on', with: [() => cancel.when('is on', (s) => s.matches('on'))], to: '.drop' },
  ]);
}

/** (5): after a failed map the hardware domain loses the vPCI state of the device. */
function linesLoseVpci(path: CodePath, world: World, device: Device, does: string): void {
  const { cancel } = device;
  const tags = ['teardown'];
  const raise: readonly Case[] = [{ with: cancel === null ? [] : [() => cancel.on('SET')] }];
  const clear: readonly Case[] = [{ with: [() => device.vpci.on('CLEAR')] }];
  const unlock = clearSlot(world).map((c) => ({ ...c, to: '.unlock' }));
  path
    .line('.fail', `${does} (5) vpci_remove_device`, raise, tags)
    .line('.fail-free', `${does} (5) frees vpci`, [{ with: freeVpci(world, device) }], tags)
    .line('.fail-null', `${does} (5) sets pdev->vpci = NULL`, clear, tags)
    .line('.fail-clear', `${does} (5) map_pending off after a failed map`, unlock, tags);
}

function toolstack(world: World, program: Program): void {
  for (const device of world.devices.filter((d) => d.managed)) {
    if (world.has('REM')) remove(world, program, device);
    if (world.has('ADD')) add(world, program, device);
    if (world.values.profile === 'hwdom') {
      if (world.has('ASG')) leaveByAssign(program, device);
      if (world.has('DEA')) arriveByDeassign(program, device);
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
  const path = program.path(`add${device.index}`, on(device));
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
function leaveByAssign(program: Program, device: Device): void {
  const does = `ASG ${nameOf(device)}`;
  const path = program
    .path(`asg${device.index}`, ['teardown', ...on(device)])
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
function arriveByDeassign(program: Program, device: Device): void {
  const does = `DEA ${nameOf(device)}`;
  program
    .path(`dea${device.index}`, on(device))
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
