import { expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { servedBy, showServedBy } from './served-by.machine.ts';

test('who has worked on an access is known, and whether that was twice', () => {
  const once = [{ type: 'BEGIN' }, { type: 'SERVED', by: 'fn' }] as const;
  expect(showServedBy(drive(servedBy, ...once))).toBe('reached fn');
  expect(showServedBy(drive(servedBy, ...once, { type: 'SERVED', by: 'pt' }))).toBe(
    'reached pt, again',
  );
  expect(showServedBy(drive(servedBy, ...once, { type: 'BEGIN' }))).toBe('–');
});
