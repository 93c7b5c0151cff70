/** Instructions of dom0 on devices as such: owner, allocation, virtual slots. */

import { firstFree } from '../../../components/virtual-slots.machine.ts';
import type { VpciSnapshot } from '../../../components/vpci.machine.ts';
import { repeat } from '../../../compose/index.ts';
import type { Case, CodePath, Effect } from '../../../kit/program.ts';
import type { Device, World } from '../world.ts';

export const ownerIs = (device: Device, where: 'here' | 'elsewhere') => () =>
  device.owner.when(`is ${where}`, (s) => s.matches(where));

export const nobody = (device: Device) => () =>
  device.owner.when('is nobody', (s) => s.matches('unowned'));

export const allocated = (device: Device) => () =>
  device.pdev.when('is allocated', (s) => s.matches('allocated'));

/** A dying domain is given no device. */
export function notDying({ dying }: World): readonly Effect[] {
  return dying === null ? [] : [() => dying.when('is off', (s) => s.matches('off'))];
}

/** Whether there may be another incarnation of vPCI state. */
export function isAllocatable({ generations }: World, vpci: VpciSnapshot): boolean {
  return vpci.matches('absent') && vpci.context.generation + 1 < generations;
}

/** There may be another incarnation of vPCI state. */
export function mayAllocateVpci(world: World, device: Device): Effect {
  return () => device.vpci.when('may be allocated once more', (s) => isAllocatable(world, s));
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

/** Frees what `pdev->vpci` leads to, or led to before it was cleared; its lock goes with it. */
export function freeVpci(
  world: World,
  device: Device,
  by: 'FREE' | 'FREE_COPY' = 'FREE',
): readonly Effect[] {
  const inside = world.scheme !== 'S1';
  return [() => device.vpci.on(by), ...(inside ? [() => device.lock.on('RESET')] : [])];
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

/**
 * Lines that find the first free virtual slot and take it: two steps, as the code has it. There is one
 * for every device, save where slots can be lost: then the code goes on at `full` if there is none.
 */
export function linesTakeSlot(
  path: CodePath,
  world: World,
  device: Device,
  does: string,
  full?: string,
): void {
  const { guestSlot } = device;
  const { bitmap } = world;
  if (guestSlot === null || bitmap === null) return;
  const first =
    (slot: number | null): Effect =>
    () =>
      bitmap.when(
        `has ${slot ?? 'nothing'} as its first free slot`,
        (s) => firstFree(s.context.bits, world.busSlots) === slot,
      );
  path
    .line(
      '.slot-find',
      `${does} finds a free virtual slot`,
      [
        ...repeat(
          world.busSlots,
          (slot): Case => ({ name: `slot ${slot}`, set: { slot }, with: [first(slot)] }),
        ),
        ...(full === undefined ? [] : [{ name: 'none is free', with: [first(null)], to: full }]),
      ],
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
