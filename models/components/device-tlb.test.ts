import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { type DeviceTlbEvent, deviceTlb, showDeviceTlb } from './device-tlb.machine.ts';

const having = (...events: readonly DeviceTlbEvent[]) => drive(deviceTlb, ...events);
const entry = { page: 'page', tables: 'dom1' };

describe('a device-TLB', () => {
  test('is filled once, and used for what it holds', () => {
    const filled = having({ type: 'FILL', ...entry });
    expect(filled.can({ type: 'HIT', ...entry })).toBe(true);
    expect(filled.can({ type: 'HIT', ...entry, page: 'other' })).toBe(false);
    expect(filled.can({ type: 'HIT', ...entry, tables: 'dom2' })).toBe(false);
    expect(filled.can({ type: 'FILL', ...entry })).toBe(false);
    expect(showDeviceTlb(filled)).toBe('page (of dom1)');
  });

  test('is emptied by an invalidation, whatever it holds', () => {
    const emptied = having({ type: 'FILL', ...entry }, { type: 'INVALIDATE' });
    expect(emptied.can({ type: 'HIT', ...entry })).toBe(false);
    expect(showDeviceTlb(emptied)).toBe('empty');
    expect(having({ type: 'INVALIDATE' }).can({ type: 'FILL', ...entry })).toBe(true);
  });
});
