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

import { pointsTo } from '../../../components/vpci.machine.ts';
import { drop, go, take, wants } from '../../../kit/lock-code.ts';
import type { Case, CodePath, Effect, Program } from '../../../kit/program.ts';
import { allocated, allocPdev, linesDisown, notDying, ownerIs } from '../code/devices.ts';
import { access, back, defersInDom0, faults, marks, nameOf, on, uses } from '../code/marks.ts';
import { clearSlot, deferForNew, fillSlot, lineCheckSlot, readSlot } from '../code/pending.ts';
import {
  brokenPointer,
  firstOther,
  inPdev,
  inVpci,
  linesReadOthers,
  loadVpci,
  lookUpTable,
  search,
  throughPointer,
} from '../code/pointers.ts';
import { linesMsiUnderPcidevs } from '../code/registers.ts';
import { answering, answers, shown, trap, unclaimed } from '../code/seen.ts';
import { codeOf } from '../sources.ts';
import type { Device, World } from '../world.ts';
import type { SchemeCode } from './scheme.ts';

export const scheme: SchemeCode = {
  guest,
  toolstack: (world, program) => toolstack(world, program, { pend, tests: false }),
  drops: () => false,
  asserts: () => false,
};

function guest(world: World, program: Program): void {
  for (const device of world.devices) {
    if (world.has('RD'))
      access0(world, program, device, 'RD', [{ tags: access(device), answer: answers.emulated }]);
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
      ? [{ name: 'MSI enable', tags, answer: answers.msi, to: '.msi-bind' }]
      : []),
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
    .from(codeOf(world, code))
    .line(marks.guest, `${does} traps`, trap(code, device))
    .line(
      '.find',
      `${does} (1) search, no lock`,
      unclaimed(world, back(world), search(world, device, back(world))),
    )
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
    const fill = fillSlot(world, device).map((c) => ({ ...c, to: '.vunlock' }));
    path.calls(codeOf(world, 'CMD'), (callee) => {
      linesReadOthers(callee, world, device, `${does} (3) modify_bars`, '.fill');
      callee.line('.fill', `${does} (4) defer_map`, fill, [uses(device)]);
    });
  }
  if (world.has('MSI')) linesMsiUnderPcidevs(path, world, device);
}

/** MSIX: the domain's list of tables is walked unlocked; it leads to pdev and vpci. */
function msix(world: World, program: Program, device: Device): void {
  const does = `MSIX ${nameOf(device)}`;
  program
    .path(`msix${device.index}`, on(device))
    .from(codeOf(world, 'MSIX'))
    .line(marks.guest, `${does} traps`, trap('MSIX', device))
    .line(
      '.walk',
      `${does} (1) walks the list of tables, no lock`,
      answering(answers.noTable, back(world), lookUpTable(world, device, back(world))),
    )
    .line('.deref', `${does} (1) reads the table's address`, inVpci(world, device, go), [
      uses(device),
    ])
    .line('.vlock', `${does} (2) spin_lock(vpci->lock)`, inVpci(world, device, take(device.lock)), [
      wants(device.lock),
      uses(device),
    ])
    .line(
      '.access',
      `${does} (3) access`,
      inVpci(world, device, [{ tags: access(device), answer: answers.table }]),
      [uses(device)],
    )
    .line('.vunlock', `${does} (4) spin_unlock`, inVpci(world, device, drop(device.lock)), [
      uses(device),
    ])
    .end(back(world));
}

/** PEND: maps without any lock, then follows slot.pdev to vpci and its lock, testing neither. */
function pend(world: World, program: Program): void {
  lineCheckSlot(
    world,
    program,
    readSlot(world, marks.guest, (d) => `pend${d.index}:map`),
  );
  for (const device of world.devices) {
    const does = `PEND ${nameOf(device)}`;
    const fails = world.values.profile === 'hwdom' && device.managed;
    const path = program
      .path(`pend${device.index}`, on(device))
      .from(codeOf(world, 'PEND'))
      .line('.map', `${does} (2) updates the p2m, no lock`, [
        { name: 'done', tags: ['completes'], observable: shown.p2m, to: '.load' },
        { name: 'preempted', to: marks.exit },
        ...(fails ? [{ name: 'fails', to: '.fail-load' }] : []),
      ]);
    linesModify(path, world, device, does, { prefix: '', next: marks.guest });
    if (fails) {
      linesModify(path, world, device, `${does} fails:`, { prefix: 'fail-', next: '.has' });
      const follow = (cases: readonly Case[]) => inPdev(world, device, cases);
      linesRemoveVpci(path, device, `${does} (7)`, { tests: false, next: marks.guest, follow });
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
      inVpci(world, device, [{ observable: shown.command }]),
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

/** How the code of a CPU of dom0 differs between S0 and S2p. */
interface Variant {
  readonly pend: (world: World, program: Program) => void;
  /** Removal asks whether there is vPCI state; S0 does not. */
  readonly tests: boolean;
}

/** Code of a CPU of dom0 between the marks; the lock it holds there is the caller's business. */
export function toolstack(world: World, program: Program, variant: Variant): void {
  for (const device of world.devices.filter((d) => d.managed)) {
    if (world.has('REM')) remove(world, program, device, variant);
    if (world.has('ADD')) add(world, program, device, variant);
    const hwdom = world.values.profile === 'hwdom';
    const [leaves, arrives] = hwdom ? (['ASG', 'DEA'] as const) : (['DEA', 'ASG'] as const);
    if (world.has(leaves)) move(world, program, device, leaves, 'TO_ELSEWHERE');
    if (world.has(arrives)) move(world, program, device, arrives, 'TO_HERE');
    if (world.dying !== null) move(world, program, device, 'DOM', 'TO_ELSEWHERE');
  }
  if (defersInDom0(world)) variant.pend(world, program);
}

interface Removal {
  readonly tests: boolean;
  readonly next: string;
  /** How the pdev is reached whose vpci is removed; it is at hand unless told. */
  readonly follow?: (cases: readonly Case[]) => readonly Case[];
}

/**
 * `vpci_remove_device`: the lock is given up before what it guards is freed. The pointer is read anew
 * for every statement, since nothing keeps it.
 */
function linesRemoveVpci(
  path: CodePath,
  device: Device,
  does: string,
  { tests, next, follow = (cases) => cases }: Removal,
): void {
  const through = (cases: readonly Case[]) => follow(throughPointer(device, cases));
  const tags = ['teardown'];
  path
    .line('.has', `${does} has_vpci(pdev->domain)`, follow(hasVpci(device, tests, next)), tags)
    .line('.rlock', `${does} (2) spin_lock(vpci->lock)`, through(take(device.lock)), [
      ...tags,
      wants(device.lock),
    ])
    .line('.handlers', `${does} (3) frees handlers`, through(go), tags)
    .line('.runlock', `${does} (4) spin_unlock`, through(drop(device.lock)), tags)
    .line('.free', `${does} (5) frees vpci`, follow(freePointed(device)), tags)
    .line('.null', `${does} (6) sets pdev->vpci = NULL`, follow(clearPointer(device, next)), tags);
}

/**
 * Whether the domain of the pdev has vPCI; one that has never had vPCI state here has none. Without a
 * domain, as after a failed ADD, S0 follows a NULL pointer.
 */
function hasVpci({ vpci, owner }: Device, tests: boolean, next: string): readonly Case[] {
  const isNull: Effect = () => vpci.when('pointer is NULL', (s) => pointsTo(s) === null);
  const isSet: Effect = () => vpci.when('pointer is set', (s) => pointsTo(s) !== null);
  if (tests) {
    return [
      { name: 'vpci', with: [isSet], to: '.rlock' },
      { name: 'no vpci', with: [isNull], to: next },
    ];
  }
  const elsewhere: Effect = () => owner.when('is elsewhere', (s) => s.matches('elsewhere'));
  return [
    {
      name: 'domain is here',
      with: [() => owner.when('names here', (s) => s.matches('here') || s.matches('unlinked'))],
      to: '.rlock',
    },
    { name: 'domain elsewhere', with: [elsewhere, isSet], to: '.rlock' },
    { name: 'domain elsewhere without vPCI', with: [elsewhere, isNull], to: next },
    {
      name: 'domain is NULL',
      with: [() => owner.when('is nobody', (s) => s.matches('unowned'))],
      to: faults.nullDereference,
      fault: true,
    },
  ];
}

function freePointed(device: Device): readonly Case[] {
  const free: Case = { with: [() => device.vpci.on('FREE'), () => device.lock.on('RESET')] };
  return [free, ...brokenPointer(device.vpci)];
}

function clearPointer({ vpci }: Device, next: string): readonly Case[] {
  return [
    { with: [() => vpci.on('CLEAR')], to: next },
    {
      name: 'which it is already',
      with: [() => vpci.when('pointer is NULL', (s) => pointsTo(s) === null)],
      to: next,
    },
  ];
}

function remove(world: World, program: Program, device: Device, { tests }: Variant): void {
  const does = `REM ${nameOf(device)}`;
  const path = program
    .path(`rem${device.index}`, ['teardown', ...on(device)])
    .from(codeOf(world, 'REM'))
    .line(marks.managing, `${does} finds the pdev`, [{ with: [allocated(device)] }]);
  linesRemoveVpci(path, device, does, { tests, next: '.unlink' });
  path
    .line('.unlink', `${does} (9) unlinks`, [{ with: [() => device.owner.on('UNLINK')] }])
    .line('.free-pdev', `${does} (9) frees the pdev`, [{ with: [() => device.pdev.on('FREE')] }])
    .end(marks.finishing);
}

function add(world: World, program: Program, device: Device, { tests }: Variant): void {
  const does = `ADD ${nameOf(device)}`;
  const path = program
    .path(`add${device.index}`, on(device))
    .from(codeOf(world, 'ADD'))
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
  if (defersInDom0(world))
    path.line('.init', `${does} (4) init handlers`, deferForNew(world, device));
  path.line('.iommu', `${does} (5) IOMMU`, [
    { name: 'works', to: marks.finishing },
    { name: 'fails', to: '.has' },
  ]);
  linesRemoveVpci(path, device, `${does} (6) undone:`, { tests, next: '.undo-unlink' });
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
    .from(codeOf(world, code))
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
