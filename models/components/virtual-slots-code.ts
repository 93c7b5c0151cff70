/**
 * Instructions that take and give up slots of the virtual bus: assign_virtual_sbdf and the end of it in
 * vpci_deassign_device (drivers/vpci/vpci.c, d6a7fd8303). Register of an actor: `slot`.
 */

import { type Component, repeat } from '../compose/index.ts';
import type { Case, CodePath, Effect } from '../kit/program.ts';
import { firstFree, type guestSlot, type slotBitmap } from './virtual-slots.machine.ts';

/** A device on the virtual bus. */
export interface BusPlace {
  readonly guestSlot: Component<ReturnType<typeof guestSlot>>;
  readonly bitmap: Component<ReturnType<typeof slotBitmap>>;
  /** Slots of the bus. */
  readonly busSlots: number;
}

/**
 * A line that gives up the virtual slot of a device, if it has one.
 *
 * @param clearsInvalid clears the bit without asking whether there is a slot, as v5 and the branches of
 *   2022 do: the number of a slot that is invalid is all ones, which names the last one
 */
export function linesReleaseSlot(
  path: CodePath,
  { guestSlot, bitmap, busSlots }: BusPlace,
  does: string,
  clearsInvalid: boolean,
): void {
  const invalid: Effect = () => guestSlot.when('is invalid', (s) => s.context.slot === null);
  const last = busSlots - 1;
  path.line('.slot', `${does} gives up the virtual slot`, [
    ...repeat(
      busSlots,
      (slot): Case => ({
        name: `slot ${slot}`,
        with: [() => guestSlot.on('GIVE_UP', { slot }), () => bitmap.on('CLEAR', { slot })],
      }),
    ),
    clearsInvalid
      ? {
          name: `none: clears slot ${last}`,
          with: [invalid, () => bitmap.on('CLEAR', { slot: last })],
        }
      : { name: 'none', with: [invalid] },
  ]);
}

/**
 * Lines that find the first free virtual slot and take it: two steps, as the code has it. Where there
 * may be none, the code goes on at `full`.
 */
export function linesTakeSlot(
  path: CodePath,
  { guestSlot, bitmap, busSlots }: BusPlace,
  does: string,
  full?: string,
): void {
  const first =
    (slot: number | null): Effect =>
    () =>
      bitmap.when(
        `has ${slot ?? 'nothing'} as its first free slot`,
        (s) => firstFree(s.context.bits, busSlots) === slot,
      );
  path
    .line(
      '.slot-find',
      `${does} finds a free virtual slot`,
      [
        ...repeat(
          busSlots,
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
        busSlots,
        (slot): Case => ({
          name: `slot ${slot}`,
          where: { slot },
          set: { slot: null },
          with: [() => bitmap.on('SET', { slot }), () => guestSlot.on('ASSIGN', { slot })],
        }),
      ),
    );
}
