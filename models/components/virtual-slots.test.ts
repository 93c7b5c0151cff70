import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import {
  firstFree,
  guestSlot,
  showBitmap,
  showGuestSlot,
  slotBitmap,
} from './virtual-slots.machine.ts';

describe('the bitmap of virtual slots', () => {
  test('has the slots that were taken and not given back', () => {
    const machine = slotBitmap(0b01);
    expect(drive(machine, { type: 'SET', slot: 2 }).context.bits).toBe(0b101);
    expect(drive(machine, { type: 'CLEAR', slot: 0 }).context.bits).toBe(0);
    expect(drive(machine, { type: 'CLEAR', slot: 1 }).context.bits).toBe(0b01);
    expect(drive(machine, { type: 'SET', slot: 0 }).context.bits).toBe(0b01);
  });

  test('gives out the first free slot, or none', () => {
    expect([0b00, 0b01, 0b10, 0b11].map((bits) => firstFree(bits, 2))).toEqual([0, 1, 0, null]);
  });

  test('is shown slot by slot', () => {
    expect(showBitmap(drive(slotBitmap(0b0101)))).toBe('1010');
  });
});

describe('the virtual slot of a device', () => {
  test('is given up only by the number it has', () => {
    const placed = drive(guestSlot(null), { type: 'ASSIGN', slot: 1 });
    expect(placed.context.slot).toBe(1);
    expect(placed.can({ type: 'GIVE_UP', slot: 0 })).toBe(false);
    expect(drive(guestSlot(1), { type: 'GIVE_UP', slot: 1 }).context.slot).toBeNull();
  });

  test('is shown', () => {
    expect([drive(guestSlot(null)), drive(guestSlot(3))].map(showGuestSlot)).toEqual([
      'no slot',
      'slot 3',
    ]);
  });
});
