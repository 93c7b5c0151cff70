import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { bypassField, showBypass, showStatus, virtioStatus } from './viommu-config.machine.ts';

const accepted = { type: 'NEGOTIATE', old: false, config: true } as const;

describe('the status of a virtio-iommu', () => {
  test('forgets at reset what was accepted', () => {
    const running = drive(virtioStatus, accepted);
    expect([running.value, running.context]).toEqual([
      'running',
      { old: false, config: true, declined: [] },
    ]);
    const reset = drive(virtioStatus, accepted, { type: 'BREAK' }, { type: 'RESET' });
    expect([reset.value, reset.context]).toEqual([
      'reset',
      { old: false, config: false, declined: [] },
    ]);
  });

  test('is negotiated once, and is of no use when the device has given up', () => {
    expect(drive(virtioStatus, accepted).can(accepted)).toBe(false);
    expect(drive(virtioStatus, accepted, { type: 'BREAK' }).can({ type: 'BREAK' })).toBe(false);
  });

  test('is shown', () => {
    const without = { ...accepted, declined: ['PROBE', 'MMIO'] };
    expect(showStatus(drive(virtioStatus, without))).toBe(
      'running BYPASS_CONFIG not PROBE not MMIO',
    );
    const both = drive(virtioStatus, { type: 'NEGOTIATE', old: true, config: true });
    expect(showStatus(both)).toBe('running BYPASS BYPASS_CONFIG');
    expect(showStatus(drive(virtioStatus, accepted, { type: 'BREAK' }))).toBe(
      'NEEDS_RESET BYPASS_CONFIG',
    );
  });
});

describe('the field bypass', () => {
  test.each([true, false])('goes back to %s', (open) => {
    const field = bypassField(open);
    expect(drive(field, { type: 'WRITE', open: !open }).context.open).toBe(!open);
    expect(drive(field, { type: 'WRITE', open: !open }, { type: 'RESTORE' }).context.open).toBe(
      open,
    );
    expect(showBypass(drive(field))).toBe(`bypass=${open ? 1 : 0}`);
  });
});
