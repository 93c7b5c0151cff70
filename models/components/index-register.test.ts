import { expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { indexRegister, showIndex } from './index-register.machine.ts';

test('an index register speaks of what was written to it last', () => {
  expect(showIndex(drive(indexRegister))).toBe('unset');
  const written = drive(indexRegister, { type: 'WRITE', index: 0 }, { type: 'WRITE', index: 1 });
  expect(showIndex(written)).toBe('dev1');
});
