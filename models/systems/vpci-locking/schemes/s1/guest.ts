/** Scheme S1, code of a vCPU: RD, WR with CMD and MSI, MSIX. See `index.ts`. */

import { repeat } from '../../../../compose/index.ts';
import { drop, go, take, wants } from '../../../../kit/lock-code.ts';
import type { Case, CodePath, Program } from '../../../../kit/program.ts';
import { access, back, marks, nameOf, on, uses } from '../../code/marks.ts';
import { fillSlot } from '../../code/pending.ts';
import { inPdev, inVpci, loadVpci, lookUp, lookUpTable, search } from '../../code/pointers.ts';
import { answering, answers, shown, trap } from '../../code/seen.ts';
import { codeOf } from '../../sources.ts';
import type { Device, World } from '../../world.ts';
import { pend } from './pending.ts';

export function guest(world: World, program: Program): void {
  for (const device of world.devices) {
    if (world.has('RD')) read(world, program, device);
    if (world.has('WR', 'CMD', 'BAR', 'MSI')) write(world, program, device);
    if (world.has('MSIX')) msix(world, program, device);
  }
  if (back(world) === marks.exit) pend(world, program);
}

/**
 * RD and WR (1)-(5): a guest's address is translated in one critical section and looked up in
 * another; then the lock is taken and vpci tested. An address that is nobody's reads all-ones, as in
 * the branches of 2022. Ends at the next label.
 */
function linesEnter(path: CodePath, world: World, device: Device, does: string): void {
  if (world.values.profile === 'domU') {
    path
      .line(
        '.walk',
        `${does} (1) walks the devices to translate, no lock`,
        answering(answers.nobody, back(world), lookUp(world, device, back(world))),
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
    .line('.find', `${does} (2) search, no lock`, search(world, device, '.raw'))
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
    .line('.raw', `${does} (3) accesses the hardware directly`, [
      { tags: access(device), answer: answers.hardware },
    ])
    .end(back(world));
}

function read(world: World, program: Program, device: Device): void {
  const does = `RD ${nameOf(device)}`;
  const path = program.path(`rd${device.index}`, on(device)).from(codeOf(world, 'RD'));
  path.line(marks.guest, `${does} traps`, trap('RD', device));
  linesEnter(path, world, device, does);
  path.line(
    '.handlers',
    `${does} (6) handlers`,
    inVpci(world, device, [{ tags: access(device), answer: answers.emulated }]),
    [uses(device)],
  );
  linesLeave(path, world, device, does);
}

function write(world: World, program: Program, device: Device): void {
  const does = `WR ${nameOf(device)}`;
  const path = program.path(`wr${device.index}`, on(device)).from(codeOf(world, 'WR'));
  path.line(marks.guest, `${does} traps`, trap('WR', device));
  linesEnter(path, world, device, does);
  path.line('.handlers', `${does} (6) handlers`, inVpci(world, device, writeCases(world, device)), [
    uses(device),
  ]);
  if (world.has('CMD')) path.calls(codeOf(world, 'CMD'), (p) => linesToggle(p, world, device));
  if (world.has('MSI')) path.calls(codeOf(world, 'MSI'), (p) => linesMsi(p, world, device));
  linesLeave(path, world, device, does);
}

function writeCases(world: World, device: Device): readonly Case[] {
  const tags = access(device);
  const walk = firstTmp(world, device, '.fill');
  const rom = world.defect('ROM_SKIPS_SELF') ? walk : '.rom-self';
  return [
    ...(world.has('WR', 'BAR')
      ? [{ name: 'plain register or BAR', tags, answer: answers.emulated, to: '.unlock' }]
      : []),
    ...(world.has('CMD')
      ? [{ name: 'decode toggle', tags, answer: answers.toggled, to: walk }]
      : []),
    // The ROM of a guest's device is not exposed.
    ...(world.has('CMD') && world.values.profile === 'hwdom'
      ? [{ name: 'ROM toggle', tags, answer: answers.toggled, to: rom }]
      : []),
    ...(world.has('MSI')
      ? [{ name: 'MSI enable', tags, answer: answers.msi, to: '.msi-pcidevs' }]
      : []),
  ];
}

export function othersOf(world: World, device: Device): readonly Device[] {
  return world.devices.filter((other) => other !== device);
}

export function firstTmp(world: World, device: Device, next: string): string {
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
      { name: 'nothing to map', observable: shown.command, to: '.unlock' },
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
    .from(codeOf(world, 'MSIX'))
    .line(marks.guest, `${does} traps`, trap('MSIX', device))
    .line(
      '.walk',
      `${does} (1) walks the list of tables, no lock`,
      answering(answers.noTable, back(world), lookUpTable(world, device, back(world))),
    )
    .line(
      '.deref',
      `${does} (1) reads the table's address and pdev`,
      inVpci(world, device, pdevOf(world, device)),
    )
    .line('.lock', `${does} (2) spin_lock(vpci_lock)`, inPdev(world, device, take(device.lock)), [
      wants(device.lock),
    ])
    .line(
      '.test',
      `${does} (2) tests pdev->vpci`,
      answering(answers.noTable, '.unlock', loadVpci(world, device, '.unlock')),
    )
    .line(
      '.access',
      `${does} (3) access`,
      inVpci(world, device, [{ tags: access(device), answer: answers.table }]),
      [uses(device)],
    )
    .line('.unlock', `${does} (4) spin_unlock`, inPdev(world, device, drop(device.lock)))
    .end(back(world));
}

/** The pdev that an MSI-X table belongs to, which is there as long as the table is. */
function pdevOf(world: World, device: Device): readonly Case[] {
  if (!device.managed) return [{ set: { vpci: null } }];
  return repeat(
    world.generations,
    (g): Case => ({
      name: `pdev#${g}`,
      set: { pdev: g, vpci: null },
      with: [() => device.pdev.when(`is generation ${g}`, (s) => s.context.generation === g)],
    }),
  );
}
