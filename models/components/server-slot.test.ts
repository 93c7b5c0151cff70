import { expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { serverSlot, showServerSlot } from './server-slot.machine.ts';

test('a slot has one server at a time, and forgets its ranges with it', () => {
  const taken = drive(serverSlot(null), { type: 'CREATE', age: 0 }, { type: 'MAP', bits: 2 });
  expect(showServerSlot(taken)).toBe('server 0 {1}');
  expect(taken.can({ type: 'CREATE', age: 1 })).toBe(false);
  const anew = [{ type: 'DESTROY' }, { type: 'CREATE', age: 1 }] as const;
  const start = serverSlot({ age: 0, ranges: 2 });
  expect(showServerSlot(drive(start, ...anew))).toBe('server 1 {}');
});

test('a server is refused what it has already, and gives up only what it has', () => {
  const start = serverSlot({ age: 0, ranges: 0b0110 });
  expect(drive(start).can({ type: 'MAP', bits: 0b0100 })).toBe(false);
  expect(drive(start).can({ type: 'UNMAP', bits: 0b1000 })).toBe(false);
  expect(showServerSlot(drive(start, { type: 'UNMAP', bits: 0b0010 }))).toBe('server 0 {2}');
  expect(showServerSlot(drive(start, { type: 'MAP_INVERTED' }))).toBe('server 0 {1 2} inverted');
  expect(drive(serverSlot(null)).can({ type: 'MAP', bits: 1 })).toBe(false);
});
