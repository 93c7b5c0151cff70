/**
 * Pieces of code that are the same in several schemes. A scheme's own file says where they stand and
 * which locks are held.
 */

import { firstFree } from '../../components/virtual-slots.machine.ts';
import { pointsTo } from '../../components/vpci.machine.ts';
import { repeat } from '../../compose/index.ts';
import type { Case, CodePath, Effect, Program } from '../../kit/program.ts';
import { clearSlot, go, inVpci, loadOther } from './cases.ts';
import type { Device, World } from './world.ts';

/** Where code paths begin and end. */
export const marks = {
  /** A vCPU runs the code of its domain; a CPU of dom0 that of dom0. */
  guest: 'guest',
  /** A vCPU is on its way back to the guest and looks at its pending slot first. */
  exit: 'exit',
  /** A vCPU of a destroyed domain. */
  stopped: 'stopped',
  /** A CPU of dom0 holds what a hypercall about devices holds throughout. */
  managing: 'managing',
  /** It is about to give that back. */
  finishing: 'finishing',
  /** Its vCPUs being stopped, the devices of the domain are about to be released. */
  releasing: 'releasing',
} as const;

/** Where an actor goes that is done with an access: to its pending work, if it can have any. */
export function back(world: World): string {
  return world.has('CMD') && world.has('PEND') ? marks.exit : marks.guest;
}

/** Where a CPU of dom0 goes that is done with a hypercall. */
export function hypercallEnd(world: World): string {
  return defersInDom0(world) ? marks.exit : marks.guest;
}

/** Whether CPUs of dom0 have pending slots, because they are vCPUs of the domain under study. */
export function defersInDom0(world: World): boolean {
  return world.slotOwners.some((owner) => owner.startsWith('dom0'));
}

/** The tag of a step that reads or writes config space of a device. */
export function access(device: Device): readonly string[] {
  return [`access ${device.index}`];
}

/** Tags of a code path that works on a device. */
export function on(device: Device): readonly string[] {
  return [`on ${device.index}`];
}

/** The tag of a location between the test of `pdev->vpci` and its last use. */
export function uses(device: Device): string {
  return `uses ${device.index}`;
}

/** The name of a device as it stands in the names of steps. */
export function nameOf(device: Device): string {
  return `dev${device.index}`;
}

/** Walks the other devices of the domain and reads their BARs, holding no lock of theirs. */
export function linesReadOthers(
  path: CodePath,
  world: World,
  device: Device,
  does: string,
  next: string,
): void {
  const others = world.devices.filter((other) => other !== device);
  others.forEach((other, k) => {
    const following = others[k + 1];
    const skip = following === undefined ? next : `.find${following.index}`;
    path
      .line(`.find${other.index}`, `${does} finds ${nameOf(other)}`, loadOther(world, other, skip))
      .line(
        `.read${other.index}`,
        `${does} reads BARs of ${nameOf(other)}`,
        inVpci(world, other, [{ set: { other: null }, to: skip }], 'other'),
      );
  });
}

/** The first label of {@link linesReadOthers}, or what comes after it where there is no other device. */
export function firstOther(world: World, device: Device, next: string): string {
  const other = world.devices.find((candidate) => candidate !== device);
  return other === undefined ? next : `.find${other.index}`;
}

/** Cases of a plain register write; of the command register where it is modelled. */
export function plainWrite(device: Device, to: string): readonly Case[] {
  const { command, msi } = device;
  const tags = access(device);
  const plain: Case = { name: 'plain register or BAR', tags, to };
  if (command === null || msi === null) return [plain];
  return [
    plain,
    ...(['off', 'on'] as const).map(
      (state): Case => ({
        name: state === 'off' ? 'command, INTx on' : 'command, INTx forced off',
        tags,
        to,
        with: [
          () => command.on('GUEST_WRITE', { intxDisabled: state === 'on' }),
          () => msi.when(`is ${state}`, (s) => s.matches(state)),
        ],
      }),
    ),
  ];
}

/** Two lines: INTx is disabled, then MSI is enabled; nothing where registers are not modelled. */
export function linesEnableMsi(path: CodePath, device: Device, does: string): void {
  const { command, msi } = device;
  if (command === null || msi === null) return;
  path
    .line('.msi-intx', `${does} sets INTX_DISABLE`, [{ with: [() => command.on('DISABLE_INTX')] }])
    .line('.msi-on', `${does} writes the MSI control`, [{ with: [() => msi.on('ENABLE')] }]);
}

/** The line in which PEND looks at its slot and finds out whether there is work. */
export function lineCheckSlot(program: Program, cases: readonly Case[]): void {
  program.landmark(marks.exit, ['interruptible']);
  program.path('pend').line(marks.exit, 'PEND (1) looks at its slot', cases).end(marks.guest);
}

/** Tests vpci and owner of the pdev in the slot; generations go into registers. */
export function testVpciAndOwner(world: World, device: Device, stale: string): readonly Case[] {
  if (!device.managed) return go;
  const { owner, vpci } = device;
  const here: Effect = () => owner.when('is here', (s) => s.matches('here'));
  return [
    ...repeat(
      world.generations,
      (g): Case => ({
        name: `vpci#${g}`,
        with: [here, () => vpci.when(`pointer is generation ${g}`, (s) => pointsTo(s) === g)],
        set: { vpci: g },
      }),
    ),
    {
      name: 'no vpci',
      with: [here, () => vpci.when('pointer is NULL', (s) => pointsTo(s) === null)],
      to: stale,
    },
    {
      name: 'other owner',
      with: [() => owner.when('is not here', (s) => !s.matches('here'))],
      to: stale,
    },
  ];
}

/** Empties the slot and keeps the command value it held. */
export function takeFromSlot(world: World, device: Device): readonly Case[] {
  if (device.command === null) return clearSlot(world);
  return [false, true].map(
    (intxDisabled): Case => ({
      name: intxDisabled ? 'INTx off' : 'INTx on',
      with: [(actor) => world.slotOf(actor).on('TAKE', { intxDisabled })],
      set: { intx: intxDisabled ? 1 : 0 },
    }),
  );
}

/** Writes the command value that was kept. */
export function writeKeptCommand(device: Device): readonly Case[] {
  const { command } = device;
  if (command === null) return go;
  return [0, 1].map(
    (intx): Case => ({
      name: intx === 1 ? 'INTx off' : 'INTx on',
      where: { intx },
      set: { intx: null },
      with: [() => command.on('DEFERRED_WRITE', { intxDisabled: intx === 1 })],
    }),
  );
}

/** Whether there may be another incarnation of vPCI state and, if asked, of the pdev. */
export function mayAllocateVpci(world: World, device: Device): Effect {
  return () =>
    device.vpci.when(
      'may be allocated once more',
      (s) => s.matches('absent') && s.context.generation + 1 < world.generations,
    );
}

/**
 * `alloc_pdev`: a new pdev, or the one that is there already without a domain, because an earlier ADD
 * failed. In both cases the device must have no vPCI state.
 */
export function allocPdev(
  world: World,
  device: Device,
  ...more: readonly Effect[]
): readonly Case[] {
  const { pdev, owner } = device;
  return [
    {
      name: 'new',
      with: [
        () => pdev.on('ALLOCATE'),
        () => owner.on('DISOWN'),
        mayAllocateVpci(world, device),
        ...more,
      ],
    },
    {
      name: 'already there',
      with: [
        () => pdev.when('is allocated', (s) => s.matches('allocated')),
        () => owner.when('is nobody', (s) => s.matches('unowned')),
        mayAllocateVpci(world, device),
      ],
    },
  ];
}

/** Undoes ADD: off the list, no domain; the pdev itself stays. */
export function linesDisown(path: CodePath, device: Device, does: string): void {
  path
    .line('.undo-unlink', `${does} unlinks`, [{ with: [() => device.owner.on('UNLINK')] }])
    .line('.undo-disown', `${does} sets pdev->domain = NULL`, [
      { with: [() => device.owner.on('DISOWN')] },
    ]);
}

/** Frees the vpci and takes its lock with it. */
export function freeVpci(world: World, device: Device): readonly Effect[] {
  const inside = world.scheme !== 'S1';
  return [() => device.vpci.on('FREE'), ...(inside ? [() => device.lock.on('RESET')] : [])];
}

/** Lines that give up the virtual slot of a device, if it has one. */
export function linesReleaseSlot(path: CodePath, world: World, device: Device, does: string): void {
  const { guestSlot } = device;
  const { bitmap } = world;
  if (guestSlot === null || bitmap === null) return;
  const invalid: Effect = () => guestSlot.when('is invalid', (s) => s.context.slot === null);
  const last = world.busSlots - 1;
  path.line('.slot', `${does} gives up the virtual slot`, [
    ...repeat(
      world.busSlots,
      (slot): Case => ({
        name: `slot ${slot}`,
        with: [() => guestSlot.on('GIVE_UP', { slot }), () => bitmap.on('CLEAR', { slot })],
      }),
    ),
    world.defect('SLOT_INVALID_CLEAR')
      ? {
          name: `none: clears slot ${last}`,
          with: [invalid, () => bitmap.on('CLEAR', { slot: last })],
        }
      : { name: 'none', with: [invalid] },
  ]);
}

/** Lines that find the first free virtual slot and take it: two steps, as the code has it. */
export function linesTakeSlot(path: CodePath, world: World, device: Device, does: string): void {
  const { guestSlot } = device;
  const { bitmap } = world;
  if (guestSlot === null || bitmap === null) return;
  path
    .line(
      '.slot-find',
      `${does} finds a free virtual slot`,
      repeat(
        world.busSlots,
        (slot): Case => ({
          name: `slot ${slot}`,
          set: { slot },
          with: [
            () =>
              bitmap.when(
                `has ${slot} as its first free slot`,
                (s) => firstFree(s.context.bits, world.busSlots) === slot,
              ),
          ],
        }),
      ),
      ['placing'],
    )
    .line(
      '.slot-take',
      `${does} takes the virtual slot`,
      repeat(
        world.busSlots,
        (slot): Case => ({
          name: `slot ${slot}`,
          where: { slot },
          set: { slot: null },
          with: [() => bitmap.on('SET', { slot }), () => guestSlot.on('ASSIGN', { slot })],
        }),
      ),
    );
}

/** Registers as an assignment to a guest leaves them. */
export function linesResetRegisters(path: CodePath, device: Device, does: string): void {
  const { command, msi } = device;
  if (command === null || msi === null) return;
  path.line('.registers', `${does} clears the command register`, [
    { with: [() => command.on('ASSIGNED'), () => msi.on('DISABLE')] },
  ]);
}

/**
 * Fills the slot of a CPU that has just given a device its vPCI state; or not, if memory decode was
 * off.
 */
export function deferForNew(world: World, device: Device): readonly Case[] {
  const { pdev, vpci } = device;
  const combinations = repeat(world.generations, (p) =>
    repeat(world.generations, (v) => ({ p, v })),
  ).flat();
  return [
    { name: 'decode off' },
    ...combinations.map(
      ({ p, v }): Case => ({
        name: `decode on, pdev#${p} vpci#${v}`,
        tags: ['defers'],
        with: [
          () => pdev.when(`is generation ${p}`, (s) => s.context.generation === p),
          () => vpci.when(`is generation ${v}`, (s) => s.context.generation === v),
          (actor) =>
            world
              .slotOf(actor)
              .on('FILL', { device: device.index, pdev: p, vpci: v, intxDisabled: false }),
        ],
      }),
    ),
  ];
}

/** Empties pending slots that name the device: those of all vCPUs, or only that of this CPU. */
export function linesCancel(
  path: CodePath,
  world: World,
  device: Device,
  does: string,
  whose: 'all' | 'own' = 'all',
): void {
  const lookAt = (label: string, slotOf: (actor: string) => Slot): void => {
    path.line(label, `${does} looks at a slot${whose === 'all' ? ` (${label.slice(1)})` : ''}`, [
      {
        name: 'cancels',
        with: [(actor) => slotOf(actor).on('CANCEL', { device: device.index })],
      },
      {
        name: 'not this device',
        with: [
          (actor) =>
            slotOf(actor).when(
              `does not name ${nameOf(device)}`,
              (s) => s.context.request?.device !== device.index,
            ),
        ],
      },
    ]);
  };
  if (whose === 'all') {
    for (const owner of world.slotOwners) lookAt(`.cancel-${owner}`, () => world.slotOf(owner));
  } else if (defersInDom0(world)) {
    lookAt('.cancel-own', (actor) => world.slotOf(actor));
  }
}

type Slot = ReturnType<World['slotOf']>;
