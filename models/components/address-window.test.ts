import { expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { addressWindowAt, showAddressWindow } from './address-window.machine.ts';

test('a window is mapped where there is none, and unmapped where it is', () => {
  expect(drive(addressWindowAt(1)).can({ type: 'MAP', at: 2 })).toBe(false);
  expect(drive(addressWindowAt(1)).can({ type: 'UNMAP', at: 2 })).toBe(false);
  const moved = drive(addressWindowAt(1), { type: 'UNMAP', at: 1 }, { type: 'MAP', at: 2 });
  expect(showAddressWindow(moved)).toBe('at 2');
});

test('a window that is set is there, whatever was before', () => {
  expect(showAddressWindow(drive(addressWindowAt(1), { type: 'SET', at: 3 }))).toBe('at 3');
  expect(showAddressWindow(drive(addressWindowAt(1), { type: 'SET', at: null }))).toBe('nowhere');
});
