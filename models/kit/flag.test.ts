import { describe, expect, test } from 'vitest';
import { flag, raisedFlag } from './flag.machine.ts';
import { drive } from './testing/actors.ts';

describe('a flag', () => {
  test('is set and cleared any number of times', () => {
    expect(drive(flag).value).toBe('off');
    expect(drive(flag, { type: 'SET' }, { type: 'SET' }).value).toBe('on');
    expect(drive(flag, { type: 'CLEAR' }, { type: 'SET' }, { type: 'CLEAR' }).value).toBe('off');
  });

  test('can be on from the start', () => {
    expect(drive(raisedFlag).value).toBe('on');
    expect(drive(raisedFlag, { type: 'CLEAR' }).value).toBe('off');
  });

  test('is raised by one actor only', () => {
    expect(drive(flag, { type: 'RAISE' }).value).toBe('on');
    expect(drive(flag, { type: 'RAISE' }).can({ type: 'RAISE' })).toBe(false);
  });

  test('is lowered by one actor only', () => {
    expect(drive(flag, { type: 'SET' }, { type: 'LOWER' }).value).toBe('off');
    expect(drive(flag).can({ type: 'LOWER' })).toBe(false);
  });
});
