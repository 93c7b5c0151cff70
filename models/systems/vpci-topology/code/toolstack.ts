/**
 * What dom0 does: assign_device and deassign_device (drivers/passthrough/pci.c) with vpci_assign_device and
 * vpci_deassign_device, as far as they are about slots. IOMMU contexts belong to another family.
 */

import { linesReleaseSlot, linesTakeSlot } from '../../../components/virtual-slots-code.ts';
import { drop, dropWrite, go, lineTakeWrite, take, wants } from '../../../kit/lock-code.ts';
import type { CodePath, Program } from '../../../kit/program.ts';
import type { Device, World } from '../world.ts';
import { codeOf, FINISHING, GUEST, MANAGING } from './marks.ts';

/** Code of a CPU of dom0. */
export function toolstack(world: World, program: Program): void {
  const { pcidevs, devices } = world;
  program.landmark(MANAGING);
  program.landmark(FINISHING);
  const hypercall = codeOf(world, 'the hypercalls about devices');
  program
    .path('hypercall')
    .from(hypercall)
    .line(GUEST, 'hypercall', go)
    .line('.lock', 'hypercall (1) pcidevs_lock', take(pcidevs), [wants(pcidevs)])
    .end(MANAGING);
  program
    .path('hypercall')
    .from(hypercall)
    .line(MANAGING, 'hypercall has nothing to do', go)
    .end(FINISHING);
  program
    .path('hypercall')
    .from(hypercall)
    .line(FINISHING, 'hypercall pcidevs_unlock', drop(pcidevs))
    .end(GUEST);
  for (const device of devices) {
    const [assign, deassign] =
      world.values.scheme === 'S1' ? [assignS1, deassignS1] : [assignS4, deassignS4];
    if (world.has('ASG')) assign(world, program, device);
    if (world.has('DEA')) deassign(world, program, device);
  }
}

const here = ({ owner }: Device) => [() => owner.when('is here', (s) => s.matches('here'))];
const elsewhere = ({ owner }: Device) => [
  () => owner.when('is elsewhere', (s) => s.matches('elsewhere')),
];

/** Whether the device is one that has no place on a bus with function 0 only. */
const isFunction = ({ values: { failures, devices } }: World, { index }: Device): boolean =>
  failures.includes('function') && index === devices - 1;

/** S4: the owner moves under the lock, then vpci_assign_device runs under it. */
function assignS4(world: World, program: Program, device: Device): void {
  const { domainLock, values } = world;
  if (domainLock === null) return;
  const guest = values.profile === 'domU';
  const does = `${guest ? 'ASG' : 'ADD'} ${device.name}`;
  const path = program
    .path(`asg${device.index}`, ['arrives'])
    .from(codeOf(world, guest ? 'assign_device' : 'pci_add_device'))
    .line(MANAGING, `${does} finds the pdev`, [
      {
        with: [
          ...elsewhere(device),
          () =>
            device.vpci.when(
              'may be allocated once more',
              (s) => s.matches('absent') && s.context.generation + 1 < values.incarnations,
            ),
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
  path.calls(codeOf(world, 'vpci_assign_device, assign_virtual_sbdf'), () => {
    linesInit(path, world, device, `${does} (7)`, guest || world.defect('HWDOM_SLOTS'));
  });
  path.calls(codeOf(world, 'vpci_deassign_device'), () => {
    linesTeardown(path, device, `${does} (7) failed:`, false, '.unlock2');
  });
  path.line('.unlock2', `${does} (7) write_unlock`, dropWrite(domainLock)).end(FINISHING);
}

/** Allocates vPCI state, takes a slot, initialises; goes on at `.unlock2`, or at `.slot` if it fails. */
function linesInit(
  path: CodePath,
  world: World,
  device: Device,
  does: string,
  places: boolean,
): void {
  path
    .line('.alloc', `${does} allocates vpci`, [{ with: [() => device.vpci.on('ALLOCATE')] }])
    .line(
      '.publish',
      `${does} sets pdev->vpci`,
      [{ with: [() => device.vpci.on('PUBLISH')] }],
      ['placing'],
    );
  if (places && isFunction(world, device)) {
    path.line('.refuse', `${does} is not function 0: -EOPNOTSUPP`, [{ to: '.slot' }]);
  } else if (places) linesTakeSlot(path, device, does, '.slot');
  path.line('.init', `${does} vpci_init_header`, [
    { name: 'works', to: '.unlock2' },
    ...(world.values.failures.includes('init') ? [{ name: 'fails', to: '.slot' }] : []),
  ]);
}

/** vpci_deassign_device, then to `next`. */
function linesTeardown(
  path: CodePath,
  device: Device,
  does: string,
  clearsInvalid: boolean,
  next: string,
): void {
  linesReleaseSlot(path, device, does, clearsInvalid);
  path
    .line('.free', `${does} frees vpci`, [
      { with: [() => device.vpci.on('FREE')] },
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

function deassignS4(world: World, program: Program, device: Device): void {
  const { domainLock } = world;
  if (domainLock === null) return;
  const does = `DEA ${device.name}`;
  const path = program
    .path(`dea${device.index}`, ['teardown'])
    .from(codeOf(world, 'deassign_device'))
    .line(MANAGING, `${does} finds the pdev`, [{ with: here(device) }]);
  lineTakeWrite(path, '.lock', `${does} (3) write_lock`, domainLock, '.slot');
  path.calls(codeOf(world, 'vpci_deassign_device'), () => {
    linesTeardown(path, device, `${does} (3)`, false, '.unlock');
  });
  path.line('.unlock', `${does} (3) write_unlock`, dropWrite(domainLock));
  lineTakeWrite(path, '.lock2', `${does} (4) write_lock`, domainLock, '.move');
  path
    .line('.move', `${does} (4) moves the device away`, [
      { with: [() => device.owner.on('TO_ELSEWHERE')] },
    ])
    .line('.unlock2', `${does} (4) write_unlock`, dropWrite(domainLock))
    .end(FINISHING);
}

/**
 * S1: the owner moves first; the hook runs under the lock of the device, on the struct vpci that the
 * previous owner kept. A failed assignment gives up the slot whether there is one or not.
 */
function assignS1(world: World, program: Program, device: Device): void {
  const does = `${world.values.profile === 'domU' ? 'ASG' : 'ADD'} ${device.name}`;
  const path = program
    .path(`asg${device.index}`, ['arrives'])
    .from(codeOf(world, 'assign_device'))
    .line(MANAGING, `${does} finds the pdev`, [{ with: elsewhere(device) }])
    .line('.move', `${does} (4) owner moves`, [{ with: [() => device.owner.on('TO_HERE')] }])
    .line('.vlock', `${does} (6) spin_lock(vpci_lock)`, take(device.lock), [wants(device.lock)]);
  path.calls(codeOf(world, 'vpci_assign_device, add_virtual_device'), () => {
    path.line(
      '.handlers',
      `${does} (6) init handlers`,
      [
        { name: 'work' },
        ...(world.values.failures.includes('init') ? [{ name: 'fail', to: '.slot' }] : []),
      ],
      ['placing'],
    );
    if (isFunction(world, device)) {
      path.line('.refuse', `${does} (6) is not function 0: -EOPNOTSUPP`, [{ to: '.slot' }]);
    } else {
      linesTakeSlot(path, device, `${does} (6)`, '.slot');
      path.line(
        '.vunlock',
        `${does} (6) spin_unlock`,
        drop(device.lock).map((c) => ({ ...c, to: FINISHING })),
      );
    }
    linesReleaseSlot(path, device, `${does} (6) failed:`, true);
  });
  path.line('.vunlock-failed', `${does} (6) failed: spin_unlock`, drop(device.lock)).end(FINISHING);
}

function deassignS1(world: World, program: Program, device: Device): void {
  const does = `DEA ${device.name}`;
  const path = program
    .path(`dea${device.index}`, ['teardown'])
    .from(codeOf(world, 'deassign_device'))
    .line(MANAGING, `${does} finds the pdev`, [{ with: here(device) }])
    .line('.move', `${does} (3) owner moves`, [{ with: [() => device.owner.on('TO_ELSEWHERE')] }])
    .line('.vlock', `${does} (4) spin_lock(vpci_lock)`, take(device.lock), [wants(device.lock)]);
  linesReleaseSlot(path, device, `${does} (4)`, true);
  path.line('.vunlock', `${does} (4) spin_unlock`, drop(device.lock)).end(FINISHING);
}
