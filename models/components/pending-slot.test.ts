import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { type PendingSlotEvent, pendingSlot, showSlot } from './pending-slot.machine.ts';

const fill = (device: number, intxDisabled = false): PendingSlotEvent => {
  return { type: 'FILL', device, pdev: 0, vpci: 1, intxDisabled };
};

describe('a pending slot', () => {
  test('remembers the device with the generations it had', () => {
    expect(drive(pendingSlot).context.request).toBeNull();
    expect(drive(pendingSlot, fill(0)).context.request).toEqual({
      device: 0,
      pdev: 0,
      vpci: 1,
      intxDisabled: false,
    });
  });

  test('tells that a request was lost when it is filled twice', () => {
    const { request, overwritten } = drive(pendingSlot, fill(0), fill(1)).context;
    expect([request?.device, overwritten]).toEqual([1, true]);
    expect(drive(pendingSlot, fill(0), { type: 'CLEAR' }, fill(1)).context.overwritten).toBe(false);
  });

  test('keeps the bits of the command value that it is given, and gives them up together', () => {
    const write: PendingSlotEvent = { ...fill(0), memory: true, master: false } as PendingSlotEvent;
    const filled = drive(pendingSlot, write);
    expect(filled.can({ type: 'TAKE', intxDisabled: false })).toBe(false);
    expect(filled.can({ type: 'TAKE', intxDisabled: false, memory: true, master: false })).toBe(
      true,
    );
    expect(showSlot(filled)).toBe('dev0 MEM');
  });

  test('is emptied for work only with the command value it holds', () => {
    const filled = drive(pendingSlot, fill(0, true));
    expect(filled.can({ type: 'TAKE', intxDisabled: false })).toBe(false);
    expect(
      drive(pendingSlot, fill(0, true), { type: 'TAKE', intxDisabled: true }).context.request,
    ).toBeNull();
    expect(drive(pendingSlot).can({ type: 'TAKE', intxDisabled: false })).toBe(false);
  });

  test('is cancelled only for the device it names', () => {
    expect(drive(pendingSlot, fill(0)).can({ type: 'CANCEL', device: 1 })).toBe(false);
    expect(drive(pendingSlot, fill(0), { type: 'CANCEL', device: 0 }).context.request).toBeNull();
    expect(drive(pendingSlot).can({ type: 'CANCEL', device: 0 })).toBe(false);
  });

  test('is shown by what it names, and whether that overwrote something', () => {
    expect([drive(pendingSlot), drive(pendingSlot, fill(0), fill(1))].map(showSlot)).toEqual([
      'empty',
      'dev1 pdev#0 vpci#1 (overwrote one)',
    ]);
  });
});
