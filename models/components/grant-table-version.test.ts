import { expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { grantTableVersion, showGrantTableVersion } from './grant-table-version.machine.ts';

test('a grant table has one version, and counts what is under way', () => {
  const table = grantTableVersion(1);
  const begun = drive(table, { type: 'BEGIN' });
  expect(showGrantTableVersion(begun)).toBe('v2, 1 under way');
  expect(begun.can({ type: 'BEGIN' })).toBe(false);
  expect(begun.can({ type: 'SWITCH', to: 2 })).toBe(false);
  const switched = drive(table, { type: 'BEGIN' }, { type: 'END' }, { type: 'SWITCH', to: 1 });
  expect(showGrantTableVersion(switched)).toBe('v1');
  expect(switched.can({ type: 'END' })).toBe(false);
});
