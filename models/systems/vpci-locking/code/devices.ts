/** Instructions of dom0 on devices as such: owner, allocation, virtual slots. */

import {
  type BusPlace,
  linesReleaseSlot as release,
  linesTakeSlot as take,
} from '../../../components/virtual-slots-code.ts';
import type { VpciSnapshot } from '../../../components/vpci.machine.ts';
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

/** The device on the virtual bus, where there is one. */
function placeOf({ bitmap, busSlots }: World, { guestSlot }: Device): BusPlace | null {
  return guestSlot === null || bitmap === null ? null : { guestSlot, bitmap, busSlots };
}

/** A line that gives up the virtual slot of a device, if it has one. */
export function linesReleaseSlot(path: CodePath, world: World, device: Device, does: string): void {
  const place = placeOf(world, device);
  if (place !== null) release(path, place, does, world.defect('SLOT_INVALID_CLEAR'));
}

/**
 * Lines that find the first free virtual slot and take it. There is one for every device, save where
 * slots can be lost: then the code goes on at `full` if there is none.
 */
export function linesTakeSlot(
  path: CodePath,
  world: World,
  device: Device,
  does: string,
  full?: string,
): void {
  const place = placeOf(world, device);
  if (place !== null) take(path, place, does, full);
}
