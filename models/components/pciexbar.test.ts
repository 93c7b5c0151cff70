import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { type PciexbarEvent, pciexbarAt, showPciexbar } from './pciexbar.machine.ts';

const written = (...events: readonly PciexbarEvent[]) => drive(pciexbarAt(1), ...events);

describe('PCIEXBAR', () => {
  test('is decoded anew after each half', () => {
    expect(written({ type: 'WRITE_HIGH', high: 1 }).context.window).toBe(3);
    expect(written({ type: 'WRITE_LOW', low: 0, enable: true }).context.window).toBe(0);
  });

  test('leads nowhere on the way if it is disabled first', () => {
    const off: PciexbarEvent = { type: 'WRITE_LOW', low: 1, enable: false };
    const high: PciexbarEvent = { type: 'WRITE_HIGH', high: 1 };
    expect(written(off).context.window).toBe(null);
    expect(written(off, high).context.window).toBe(null);
    expect(written(off, high, { type: 'WRITE_LOW', low: 0, enable: true }).context.window).toBe(2);
  });

  test('keeps a reserved length, and the window where it was', () => {
    const kept = written({ type: 'WRITE_LOW', low: 0, enable: true, reserved: true });
    expect(kept.context).toMatchObject({ low: 0, reserved: true, window: 1 });
    expect(showPciexbar(kept)).toBe('0:0 on reserved length, decodes 1');
  });

  test('is written as a whole by a reset or a restore', () => {
    const restored = written({ type: 'RELOAD', low: 0, high: 1, enable: true });
    expect(showPciexbar(restored)).toBe('1:0 on');
    expect(written({ type: 'RELOAD', low: 1, high: 0, enable: false }).context.window).toBe(null);
    expect(drive(pciexbarAt(null)).context.window).toBe(null);
  });
});
