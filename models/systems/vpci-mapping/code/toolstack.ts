/**
 * What dom0 does to a device: RST, DEA, ASG, and what libxl does around them.
 *
 * Models deassign_device, assign_device (drivers/passthrough/pci.c), the reset hypercall (9a2d7b5bb6),
 * vpci_deassign_device and vpci_assign_device (drivers/vpci/vpci.c), and pci_remove_detached
 * (tools/libs/light/libxl_pci.c, read at c447b7308b): it revokes permissions, resets the device, then
 * deassigns it.
 */

import type { Actor } from '../../../../properties/passthrough/subject.ts';
import { drop, go, take, wants } from '../../../kit/lock-code.ts';
import type { CodePath, Effect, Program } from '../../../kit/program.ts';
import { marks, nameOf, on } from '../../vpci-locking/code/marks.ts';
import { codeOf } from '../sources.ts';
import { type FamilyWorld, type OwnedDevice, pagesOfDevice } from '../world.ts';
import { lineInitialHole } from './hole.ts';
import { leaveTeardown, linesEnterTeardown } from './locking.ts';
import { linesAssign, linesDeassign } from './vpci-state.ts';

/** Code of a CPU of dom0. What it manages is the first device. */
export function toolstack(world: FamilyWorld, program: Program, vcpus: readonly Actor[]): void {
  const device = world.devices[0] as OwnedDevice;
  const { values } = world;
  if (world.has('ADD', 'RST', 'DEA', 'ASG')) {
    program.landmark(marks.managing);
    program
      .path('hypercall')
      .from(codeOf(values, 'hypercall'))
      .line(marks.guest, 'hypercall', go)
      .line('.lock', 'hypercall (1) pcidevs_lock', take(world.pcidevs), [wants(world.pcidevs)])
      .end(marks.managing);
    program
      .path('idle')
      .from(codeOf(values, 'hypercall'))
      .line(marks.managing, 'hypercall has nothing to do', drop(world.pcidevs))
      .end(marks.guest);
  }
  if (world.has('ADD')) add(world, program, device);
  if (world.has('RST')) reset(world, program, device);
  if (world.has('DEA')) leave(world, program, device);
  if (world.has('ASG')) arrive(world, program, device);
  if (world.has('XL')) unplug(world, program, device, vcpus);
  if (world.has('FLR')) hardwareReset(world, program, device);
  if (world.has('REVOKE')) revoke(world, program, device, vcpus);
}

const ownerHere = ({ owner }: OwnedDevice): Effect => {
  return () => owner.when('is here', (s) => s.matches('here'));
};

/** RST: vPCI state is taken away and made anew under the lock of the owner. */
function reset(world: FamilyWorld, program: Program, device: OwnedDevice): void {
  const { vpci } = device;
  const does = `RST ${nameOf(device)}`;
  const path = program
    .path(`rst${device.index}`, ['teardown', ...on(device)])
    .from(codeOf(world.values, 'RST'));
  path.line(marks.managing, `${does} (1) finds the pdev`, [
    {
      with: [
        ownerHere(device),
        () =>
          vpci.when(
            'may be allocated once more',
            (s) => s.matches('published') && s.context.generation + 1 < world.values.incarnations,
          ),
      ],
    },
  ]);
  linesEnterTeardown(path, world, device, '.lock', `${does} (2)`, '.pcidevs');
  path.line('.pcidevs', `${does} (3) pcidevs_unlock`, drop(world.pcidevs));
  linesDeassign(path, world, device, `${does} (4)`);
  linesAssign(path, world, device, `${does} (4)`);
  path.line('.unlock', `${does} (5) unlock`, leaveTeardown(world, device)).end(marks.guest);
}

/** ADD to the hardware domain: memory decode is off, and BARs are where RAM is. */
function add(world: FamilyWorld, program: Program, device: OwnedDevice): void {
  const { owner, vpci } = device;
  const does = `ADD ${nameOf(device)}`;
  const path = program.path(`add${device.index}`, on(device)).from(codeOf(world.values, 'ADD'));
  path.line(marks.managing, `${does} (2) alloc_pdev`, [
    { with: [() => owner.when('is elsewhere', (s) => s.matches('elsewhere'))] },
  ]);
  linesEnterTeardown(path, world, device, '.lock', `${does} (3)`, '.link');
  path
    .line('.link', `${does} (3) links`, [{ with: [() => owner.on('TO_HERE')] }])
    .line('.alloc', `${does} (4) allocates vpci`, [{ with: [() => vpci.on('ALLOCATE')] }])
    .line('.publish', `${does} (4) sets pdev->vpci`, [{ with: [() => vpci.on('PUBLISH')] }]);
  lineInitialHole(path, world, device, `${does} (4) init_msix`, '.unlock');
  path
    .line('.unlock', `${does} (5) unlock`, leaveTeardown(world, device))
    .line('.pcidevs', `${does} (8) pcidevs_unlock`, drop(world.pcidevs))
    .end(marks.guest);
}

/** DEA. */
function leave(world: FamilyWorld, program: Program, device: OwnedDevice): void {
  const does = `DEA ${nameOf(device)}`;
  const path = program
    .path(`dea${device.index}`, ['teardown', ...on(device)])
    .from(codeOf(world.values, 'DEA'));
  path.line(marks.managing, `${does} finds the pdev`, [{ with: [ownerHere(device)] }]);
  linesLeave(path, world, device, does);
  path.line('.pcidevs', `${does} pcidevs_unlock`, drop(world.pcidevs)).end(marks.guest);
}

/** From the lock of the owner to the change of the owner. */
function linesLeave(path: CodePath, world: FamilyWorld, device: OwnedDevice, does: string): void {
  linesEnterTeardown(path, world, device, '.lock', `${does} (3)`, '.teardown');
  linesDeassign(path, world, device, `${does} (3)`);
  path.line('.unlock', `${does} (3) unlock`, leaveTeardown(world, device));
  linesEnterTeardown(path, world, device, '.lock2', `${does} (4)`, '.move');
  path
    .line('.move', `${does} (4) moves the device away`, [
      { with: [() => device.owner.on('TO_ELSEWHERE')] },
    ])
    .line('.unlock2', `${does} (4) unlock`, leaveTeardown(world, device));
}

/** ASG, after libxl has granted permission. */
function arrive(world: FamilyWorld, program: Program, device: OwnedDevice): void {
  const does = `ASG ${nameOf(device)}`;
  const path = program.path(`asg${device.index}`, on(device)).from(codeOf(world.values, 'ASG'));
  path.line(marks.managing, `${does} finds the pdev, permission granted`, [
    {
      with: [
        () => device.owner.when('is elsewhere', (s) => s.matches('elsewhere')),
        () =>
          device.vpci.when(
            'may be allocated once more',
            (s) => s.matches('absent') && s.context.generation + 1 < world.values.incarnations,
          ),
        ...permissions(world, device).map(
          (permission): Effect =>
            () =>
              permission.on('GRANT'),
        ),
      ],
    },
  ]);
  linesEnterTeardown(path, world, device, '.lock', `${does} (5)`, '.move');
  path
    .line('.move', `${does} (5) moves the device here`, [
      { with: [() => device.owner.on('TO_HERE')] },
    ])
    .line('.unlock', `${does} (5) unlock`, leaveTeardown(world, device));
  linesEnterTeardown(path, world, device, '.lock2', `${does} (7)`, '.alloc');
  linesAssign(path, world, device, `${does} (7)`);
  path
    .line('.unlock2', `${does} (7) unlock`, leaveTeardown(world, device))
    .line('.pcidevs', `${does} pcidevs_unlock`, drop(world.pcidevs))
    .end(marks.guest);
}

/** XL: revoke, reset, deassign; with DEASSIGN_FIRST the other way round. */
function unplug(
  world: FamilyWorld,
  program: Program,
  device: OwnedDevice,
  vcpus: readonly Actor[],
): void {
  const does = `XL ${nameOf(device)}`;
  const path = program
    .path(`xl${device.index}`, ['teardown', ...on(device)])
    .from(codeOf(world.values, 'XL'));
  path.line(marks.guest, `${does} begins`, [{ with: [ownerHere(device)] }]);
  const deassign = (): void => {
    path.line('.pcidevs', `${does} (4) pcidevs_lock`, take(world.pcidevs), [wants(world.pcidevs)]);
    linesLeave(path, world, device, `${does} (4) DEA`);
    path.line('.pcidevs-out', `${does} (4) pcidevs_unlock`, drop(world.pcidevs));
  };
  const resetAndRevoke = (): void => {
    linesRevoke(path, world, device, vcpus, `${does} (1)`);
    path.line('.flr', `${does} (3) resets the device`, [
      { with: [() => device.command.on('RESET')] },
    ]);
  };
  if (world.repair('DEASSIGN_FIRST')) {
    deassign();
    resetAndRevoke();
  } else {
    resetAndRevoke();
    deassign();
  }
  path.end(marks.guest);
}

/** Permission for every page of the device is revoked; PERM_TRUNC misses those of its last BAR. */
export function linesRevoke(
  path: CodePath,
  world: FamilyWorld,
  device: OwnedDevice,
  vcpus: readonly Actor[],
  does: string,
): void {
  const truncated = world.defect('PERM_TRUNC') ? device.bars.length - 1 : -1;
  for (const { bar, page, mfn } of pagesOfDevice(world.values, device)) {
    const permission = device.domain.permissions[mfn];
    if (permission === null || permission === undefined) continue;
    path.line(
      `.revoke${bar}-${page}`,
      `${does} revokes page ${page} of BAR${bar}`,
      bar === truncated
        ? [{ name: 'truncated, another range' }]
        : [{ with: [() => permission.on('REVOKE'), ...nobodyBetween(world, vcpus)] }],
    );
  }
}

/** PERM_LOCK: what is held from the test of a permission to the update of the p2m keeps it. */
function nobodyBetween({ repair }: FamilyWorld, vcpus: readonly Actor[]): readonly Effect[] {
  if (!repair('PERM_LOCK')) return [];
  return vcpus.map(
    (vcpu): Effect =>
      () =>
        vcpu.when('is not between test and use', (s) => !s.hasTag('between test and use')),
  );
}

/** FLR: dom0 resets the device whenever it likes. */
function hardwareReset(world: FamilyWorld, program: Program, device: OwnedDevice): void {
  program
    .path('flr', ['teardown', ...on(device)])
    .from(codeOf(world.values, 'FLR'))
    .line(marks.guest, `FLR ${nameOf(device)} resets the device`, [
      { with: [() => device.command.on('RESET')] },
    ])
    .end(marks.guest);
}

/** REVOKE: dom0 takes a permission back whenever it likes. */
function revoke(
  world: FamilyWorld,
  program: Program,
  device: OwnedDevice,
  vcpus: readonly Actor[],
): void {
  const path = program.path('revoke').from(codeOf(world.values, 'REVOKE'));
  path.line(
    marks.guest,
    'REVOKE',
    permissions(world, device).map((permission) => ({
      name: permission.name,
      with: [() => permission.on('REVOKE'), ...nobodyBetween(world, vcpus)],
    })),
  );
  path.end(marks.guest);
}

function permissions(world: FamilyWorld, device: OwnedDevice) {
  const { permissions: all } = device.domain;
  return [...new Set(pagesOfDevice(world.values, device).map(({ mfn }) => mfn))].flatMap(
    (mfn) => all[mfn] ?? [],
  );
}
