/**
 * Scheme S4, landed: `d->pci_lock` guards the device list and `pdev->vpci`.
 *
 * Models xen-project/xen at c447b7308b (August 2026): 8862c7b8b6, 4f78438b45, f20dde9259, 622bdd9628,
 * 52ebde3cfa and fixes. Functions: vpci_read, vpci_write, cmd_write, modify_bars, defer_map,
 * vpci_process_pending, vpci_assign_device, vpci_deassign_device (drivers/vpci), pci_add_device,
 * pci_remove_device, assign_device, deassign_device, pci_check_disable_device (drivers/passthrough),
 * msixtbl accesses (drivers/vpci/msix.c, arch/x86/hvm/vmsi.c).
 *
 * Lock order: pcidevs_lock, d->pci_lock, vpci->lock. The numbers in parentheses are the steps of the
 * function as the sources above have them.
 */

import type { Case, CodePath, Effect, Program } from '../../../kit/program.ts';
import {
  clearSlot,
  drop,
  dropRead,
  dropWrite,
  faults,
  fillSlot,
  go,
  inPdev,
  inVpci,
  lineTakeWrite,
  loadVpci,
  lookUp,
  lookUpGlobal,
  readSlot,
  take,
  takeRead,
  wants,
} from '../cases.ts';
import {
  access,
  allocPdev,
  back,
  deferForNew,
  defersInDom0,
  firstOther,
  freeVpci,
  hypercallEnd,
  lineCheckSlot,
  linesCancel,
  linesEnableMsi,
  linesReadOthers,
  linesReleaseSlot,
  linesResetRegisters,
  linesTakeSlot,
  marks,
  mayAllocateVpci,
  nameOf,
  on,
  plainWrite,
  takeFromSlot,
  testVpciAndOwner,
  uses,
  writeKeptCommand,
} from '../shared-lines.ts';
import type { Device, World } from '../world.ts';
import type { SchemeCode } from './index.ts';

/** How a scheme of this kind differs from S4. */
export interface Variant {
  /** S5: removal cancels the tasks of the device, and registers are written when work is queued. */
  readonly cancels: boolean;
  /** Deferred work, for whoever has a pending slot. */
  readonly pend: (world: World, program: Program) => void;
  /** `vpci_deassign_device` asserts that the lock is held. */
  readonly asserts: boolean;
}

const landed: Variant = {
  cancels: false,
  pend: (world, program) =>
    pendSlots(world, program, (device) => pendDevice(world, program, device)),
  asserts: true,
};

/** Code of a vCPU. */
export function guest(world: World, program: Program, variant: Variant): void {
  for (const device of world.devices) {
    if (world.has('RD')) read(world, program, device);
    if (world.has('WR', 'CMD', 'BAR', 'MSI')) write(world, program, device, variant);
    if (world.has('MSIX')) msix(world, program, device);
  }
  if (back(world) === marks.exit) variant.pend(world, program);
}

/** As landed, the hardware domain searches the global list; before, and in a guest, its own. */
function find(world: World, device: Device, missing: string): readonly Case[] {
  const landed = world.scheme === 'S4' || world.scheme === 'S5';
  const search = landed && world.values.profile === 'hwdom' ? lookUpGlobal : lookUp;
  return search(world, device, missing);
}

export function read(world: World, program: Program, device: Device): void {
  const { domainLock } = world;
  const name = nameOf(device);
  const twice = world.defect('LOCK_READREC');
  const path = program
    .path(`rd${device.index}`, on(device))
    .line(marks.guest, `RD ${name} traps`, go)
    .line('.lock', `RD ${name} (1) read_lock`, takeRead(domainLock), [wants(domainLock, 'read')]);
  if (twice) {
    path.line('.lock-again', `RD ${name} (1) read_lock inside read_lock`, takeRead(domainLock), [
      wants(domainLock, 'read'),
    ]);
  }
  path
    .line('.find', `RD ${name} (2) search`, find(world, device, '.out'))
    .line('.test', `RD ${name} (3) tests pdev->vpci`, loadVpci(world, device, '.out'))
    .line(
      '.vlock',
      `RD ${name} (4) spin_lock(vpci->lock)`,
      inVpci(world, device, take(device.lock)),
      [wants(device.lock), uses(device)],
    )
    .line(
      '.handlers',
      `RD ${name} (5) handlers`,
      inVpci(world, device, [{ tags: access(device) }]),
      [uses(device)],
    )
    .line('.vunlock', `RD ${name} (6) spin_unlock`, inVpci(world, device, drop(device.lock)), [
      uses(device),
    ])
    .line('.out', `RD ${name} (6) read_unlock`, dropRead(domainLock));
  if (twice) path.line('.out-again', `RD ${name} (6) read_unlock, outer`, dropRead(domainLock));
  path.end(back(world));
}

function write(world: World, program: Program, device: Device, variant: Variant): void {
  const { domainLock } = world;
  const name = nameOf(device);
  const path = program
    .path(`wr${device.index}`, on(device))
    .line(marks.guest, `WR ${name} traps`, go);
  lineTakeWrite(path, '.lock', `WR ${name} (1) write_lock`, domainLock, '.find');
  path
    .line('.find', `WR ${name} (2) search`, find(world, device, '.out'))
    .line('.test', `WR ${name} (3) tests pdev->vpci`, loadVpci(world, device, '.out'))
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
  if (world.has('CMD')) decode(path, world, device, variant);
  if (world.has('MSI')) enableMsi(path, world, device);
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
      ? [{ name: 'decode toggle', tags, to: firstOther(world, device, '.fill') }]
      : []),
    ...(world.has('MSI') ? [{ name: 'MSI enable', tags, to: '.msi-bind' }] : []),
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
  const cases = fillSlot(world, device).map((c) => ({ ...c, to: '.vunlock' }));
  path.line(
    '.fill',
    `CMD ${nameOf(device)} (4) defer_map`,
    variant.cancels ? atOnce(device, cases) : cases,
    [uses(device)],
  );
}

/** S5 writes the register when the work is queued. */
function atOnce(device: Device, cases: readonly Case[]): readonly Case[] {
  const { command, msi } = device;
  if (command === null || msi === null) return cases;
  // The cases of fillSlot observe MSI and tell the register that the guest asks; here the register
  // is written instead.
  return cases.map((c) => {
    const forced = c.name?.includes('forced') === true;
    return {
      ...c,
      with: [
        ...(c.with ?? []).filter((effect) => effect('').component !== command.name),
        () => command.on('GUEST_WRITE', { intxDisabled: forced }),
      ],
    };
  });
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

/** PEND with one slot per vCPU, and code for each device it may name. */
export function pendSlots(world: World, program: Program, codeFor: (device: Device) => void): void {
  lineCheckSlot(
    program,
    readSlot(world, marks.guest, (d) => `pend${d.index}:lock`),
  );
  for (const device of world.devices) codeFor(device);
}

/** The work on one device. `keepsSlot` is what v10 did on its early exit. */
export function pendDevice(
  world: World,
  program: Program,
  device: Device,
  { keepsSlot }: { readonly keepsSlot: boolean } = { keepsSlot: false },
): void {
  const { domainLock } = world;
  const does = `PEND ${nameOf(device)}`;
  const preempted = world.defect('PEND_RUNS') ? marks.guest : marks.exit;
  const stale = keepsSlot ? '.stale-out' : '.stale';
  const path = program
    .path(`pend${device.index}`, on(device))
    .line('.lock', `${does} (2) read_lock`, takeRead(domainLock), [wants(domainLock, 'read')])
    .line(
      '.test',
      `${does} (3) follows slot.pdev`,
      inPdev(world, device, testVpciAndOwner(world, device, stale)),
    )
    .line(
      '.map',
      `${does} (4) updates the p2m`,
      inPdev(
        world,
        device,
        inVpci(world, device, [
          { name: 'done', to: '.clear' },
          { name: 'preempted', to: '.again' },
        ]),
      ),
      [uses(device)],
    )
    .line(
      '.again',
      `${does} (4) read_unlock to retry`,
      dropRead(domainLock).map((c) => ({ ...c, to: preempted })),
    );
  if (!keepsSlot) path.line('.stale', `${does} (3) clears the slot`, clearSlot(world), ['drops']);
  path
    .line(
      '.stale-out',
      `${does} (3) read_unlock`,
      dropRead(domainLock).map((c) => ({ ...c, to: marks.guest })),
    )
    .line('.clear', `${does} (6) clears the slot`, takeFromSlot(world, device), [uses(device)])
    .line('.vlock', `${does} (6) spin_lock(vpci->lock)`, inVpci(world, device, take(device.lock)), [
      wants(device.lock),
      uses(device),
    ])
    .line(
      '.commit',
      `${does} (6) writes PCI_COMMAND`,
      inVpci(world, device, writeKeptCommand(device)),
      [uses(device)],
    )
    .line('.vunlock', `${does} (6) spin_unlock`, inVpci(world, device, drop(device.lock)), [
      uses(device),
    ])
    .line('.out', `${does} (6) read_unlock`, dropRead(domainLock))
    .end(marks.guest);
}

/** PEND of S5: tasks carry what they need; under the read lock nobody can cancel them. */
export function pendQueue(world: World, program: Program): void {
  const { domainLock } = world;
  lineCheckSlot(
    program,
    readSlot(world, marks.guest, () => 'pend:lock'),
  );
  program
    .path('pend')
    .line('.lock', 'PEND (1) read_lock', takeRead(domainLock), [wants(domainLock, 'read')])
    .line('.run', 'PEND (2) runs its task', [
      {
        name: 'cancelled meanwhile',
        with: [(actor) => world.slotOf(actor).when('is empty', (s) => s.context.request === null)],
        to: '.out',
      },
      { name: 'done', with: [taskOf(world)], to: '.pop' },
      { name: 'preempted', with: [taskOf(world)], to: '.out' },
    ])
    .line('.pop', 'PEND (2) drops the task', clearSlot(world))
    .line('.out', 'PEND (3) read_unlock', dropRead(domainLock))
    .end(marks.exit);
}

function taskOf(world: World) {
  return (actor: string) =>
    world.slotOf(actor).when('has a task', (s) => s.context.request !== null);
}

export function msix(world: World, program: Program, device: Device): void {
  const { domainLock } = world;
  const does = `MSIX ${nameOf(device)}`;
  program
    .path(`msix${device.index}`, on(device))
    .line(marks.guest, `${does} traps`, go)
    .line('.lock', `${does} (1) read_lock`, takeRead(domainLock), [wants(domainLock, 'read')])
    .line('.find', `${does} (2) is the address in a table?`, find(world, device, '.out'))
    .line(
      '.unlock',
      `${does} (3) read_unlock`,
      dropRead(domainLock).map((c) => ({ ...c, set: { pdev: null } })),
    )
    .line('.lock2', `${does} (4) read_lock`, takeRead(domainLock), [wants(domainLock, 'read')])
    .line('.find2', `${does} (5) search again`, find(world, device, '.out'))
    .line('.test', `${does} (5) tests pdev->vpci`, loadVpci(world, device, '.out'))
    .line('.vlock', `${does} (6) spin_lock(vpci->lock)`, inVpci(world, device, take(device.lock)), [
      wants(device.lock),
      uses(device),
    ])
    .line('.access', `${does} (7) access`, inVpci(world, device, [{ tags: access(device) }]), [
      uses(device),
    ])
    .line('.vunlock', `${does} (8) spin_unlock`, inVpci(world, device, drop(device.lock)), [
      uses(device),
    ])
    .line('.out', `${does} (8) read_unlock`, dropRead(domainLock))
    .end(back(world));
}

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

export const ownerIs = (device: Device, where: 'here' | 'elsewhere') => () =>
  device.owner.when(`is ${where}`, (s) => s.matches(where));

const nobody = (device: Device) => () =>
  device.owner.when('is nobody', (s) => s.matches('unowned'));

export const allocated = (device: Device) => () =>
  device.pdev.when('is allocated', (s) => s.matches('allocated'));

/** A dying domain is given no device. */
export function notDying({ dying }: World): readonly Effect[] {
  return dying === null ? [] : [() => dying.when('is off', (s) => s.matches('off'))];
}

/** REM, pci_remove_device. */
function remove(world: World, program: Program, device: Device, variant: Variant): void {
  const { domainLock } = world;
  const does = `REM ${nameOf(device)}`;
  const locked = !world.defect('REM_UNLOCKED');
  const path = program.path(`rem${device.index}`, ['teardown', ...on(device)]);
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
    { name: 'no owner', with: [allocated(device), nobody(device)], to: '.msi' },
  ]);
  path.line('.unlink-there', `${does} (4) unlinks from the other domain`, [
    { with: [() => device.owner.on('UNLINK')], to: '.msi' },
  ]);
  if (locked) lineTakeWrite(path, '.lock', `${does} (2) write_lock`, domainLock, '.teardown');
  linesDeassign(path, world, device, `${does} (3)`, variant, '.unlink');
  path.line('.unlink', `${does} (4) unlinks`, [{ with: [() => device.owner.on('UNLINK')] }]);
  if (locked) path.line('.unlock', `${does} (5) write_unlock`, dropWrite(domainLock));
  path
    .line('.msi', `${does} (6) MSI and IOMMU cleanup`, msiOff(device))
    .line('.free-pdev', `${does} (8) frees the pdev`, [{ with: [() => device.pdev.on('FREE')] }])
    .end(marks.finishing);
}

export function msiOff(device: Device): readonly Case[] {
  const { msi } = device;
  return msi === null ? go : [{ with: [() => msi.on('DISABLE')] }];
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
  const asserted = variant.asserts
    ? [written, unheld, ...(world.defect('REM_UNLOCKED') ? [compiledOut] : [])]
    : go;
  path.line(
    '.teardown',
    `${does} vpci_deassign_device`,
    asserted,
    variant.asserts ? ['asserts'] : [],
  );
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
  const path = program.path(`add${device.index}`, on(device));
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
  const path = program.path(`${code.toLowerCase()}${device.index}`, ['teardown', ...on(device)]);
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
  const path = program.path(`${code.toLowerCase()}${device.index}`, on(device));
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
  if (world.defect('SLOT_UNLOCKED')) {
    path.line('.bare', `${does} pcidevs_unlock`, drop(world.pcidevs));
    linesTakeSlot(path, world, device, `${does} (no lock)`);
    path.line('.guarded', `${does} pcidevs_lock`, take(world.pcidevs), [wants(world.pcidevs)]);
  }
  lineTakeWrite(path, '.lock', `${does} (5) write_lock`, domainLock, '.move');
  path
    .line('.move', `${does} (5) moves the device here`, [
      { with: [() => device.owner.on('TO_HERE')] },
    ])
    .line('.unlock', `${does} (5) write_unlock`, dropWrite(domainLock));
  lineTakeWrite(path, '.lock2', `${does} (7) write_lock`, domainLock, '.alloc');
  linesAssign(path, world, device, `${does} (7)`);
  path.line('.unlock2', `${does} (7) write_unlock`, dropWrite(domainLock)).end(marks.finishing);
}

/** RST (9a2d7b5bb6): gives up pcidevs_lock once it has the lock of the owner. */
function reset(world: World, program: Program, device: Device, variant: Variant): void {
  const { domainLock, pcidevs } = world;
  const does = `RST ${nameOf(device)}`;
  const path = program.path(`rst${device.index}`, ['teardown', ...on(device)]);
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

export const scheme: SchemeCode = {
  guest: (world, program) => guest(world, program, landed),
  toolstack: (world, program) => toolstack(world, program, landed),
  drops: () => true,
  asserts: (world) =>
    world.defect('MSI_ASSERTS') ||
    (world.devices.some((device) => device.managed) &&
      world.has('REM', 'ASG', 'DEA', 'RST', 'DOM')),
};
