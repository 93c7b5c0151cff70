/**
 * The virtual PCI bus of a guest: which slots are taken, and which slot a device has.
 *
 * Models `d->vpci_dev_assigned_map` and `pdev->vpci->guest_sbdf` (drivers/vpci/vpci.c,
 * assign_virtual_sbdf, since d6a7fd8303). The bitmap is read and written with non-atomic bit
 * operations, so finding the first free bit and setting it are two steps.
 */

import { assign, setup } from 'xstate';

export type SlotBitmapEvent =
  | { readonly type: 'SET'; readonly slot: number }
  | { readonly type: 'CLEAR'; readonly slot: number };

/** The bitmap. @param taken the slots in use from the start, as bits */
export function slotBitmap(taken: number) {
  return setup({
    types: { context: {} as { readonly bits: number }, events: {} as SlotBitmapEvent },
  }).createMachine({
    id: 'slotBitmap',
    context: { bits: taken },
    on: {
      SET: { actions: assign({ bits: ({ context, event }) => context.bits | (1 << event.slot) }) },
      CLEAR: {
        actions: assign({ bits: ({ context, event }) => context.bits & ~(1 << event.slot) }),
      },
    },
  });
}

/** The first free slot below `slots`, or null. */
export function firstFree(bits: number, slots: number): number | null {
  for (let slot = 0; slot < slots; slot++) if ((bits & (1 << slot)) === 0) return slot;
  return null;
}

export type GuestSlotEvent =
  | { readonly type: 'ASSIGN'; readonly slot: number }
  /** Gives the slot up; accepted only while the device has it. */
  | { readonly type: 'GIVE_UP'; readonly slot: number };

/** The slot of one device, null while it is invalid. */
export function guestSlot(starts: number | null) {
  return setup({
    types: { context: {} as { readonly slot: number | null }, events: {} as GuestSlotEvent },
  }).createMachine({
    id: 'guestSlot',
    context: { slot: starts },
    on: {
      ASSIGN: { actions: assign({ slot: ({ event }) => event.slot }) },
      GIVE_UP: {
        guard: ({ context, event }) => context.slot === event.slot,
        actions: assign({ slot: null }),
      },
    },
  });
}

/** How the bitmap is shown: one digit per slot, slot 0 first. */
export function showBitmap({ context }: { readonly context: { readonly bits: number } }): string {
  return [0, 1, 2, 3].map((slot) => (context.bits >> slot) & 1).join('');
}

/** How the slot of a device is shown. */
export function showGuestSlot({
  context,
}: {
  readonly context: { readonly slot: number | null };
}): string {
  return context.slot === null ? 'no slot' : `slot ${context.slot}`;
}
