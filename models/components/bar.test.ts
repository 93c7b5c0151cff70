import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { type BarEvent, barOf, showBar } from './bar.machine.ts';

const write = (half: 'low' | 'high', value: number): BarEvent => ({ type: 'WRITE', half, value });
const narrow = barOf({ frames: 4, pages: 1, starts: 1, lowFrames: 4 });
const wide = barOf({ frames: 4, pages: 1, starts: 0, lowFrames: 2 });

describe('a BAR', () => {
  test('is where it was put', () => {
    expect(drive(narrow).context.base).toBe(1);
    expect(drive(narrow, write('low', 3)).context.base).toBe(3);
  });

  test('is always at a multiple of its size, sizing included', () => {
    const large = barOf({ frames: 4, pages: 2, starts: 0, lowFrames: 4 });
    expect([0, 1, 2, 3].map((v) => drive(large, write('low', v)).context.base)).toEqual([
      0, 0, 2, 2,
    ]);
    expect(drive(large, write('low', 99)).context.base).toBe(2);
  });

  test('of 64 bits is moved in two halves, and in between is where it was never meant to be', () => {
    expect(drive(wide, write('low', 1)).context.base).toBe(1);
    expect(drive(wide, write('low', 1), write('high', 1)).context.base).toBe(3);
    expect(drive(wide, write('high', 1)).context.base).toBe(2);
  });

  test('takes no write while it is enabled, save by a handler that does not ask', () => {
    const enabled = drive(narrow, { type: 'ENABLE' });
    expect(enabled.can(write('low', 2))).toBe(false);
    expect(enabled.can({ type: 'WRITE_ENABLED', half: 'low', value: 2 })).toBe(true);
    expect(drive(narrow).can({ type: 'WRITE_ENABLED', half: 'low', value: 2 })).toBe(false);
  });

  test('that is smaller than a page has a place in its page, which a write without one keeps', () => {
    const moved = drive(narrow, { type: 'WRITE', half: 'low', value: 2, odd: true });
    expect(moved.context.odd).toBe(true);
    expect(
      drive(narrow, { type: 'WRITE', half: 'low', value: 2, odd: true }, write('low', 0)).context
        .odd,
    ).toBe(true);
    expect(showBar(moved)).toBe('at 2½');
  });

  test('is made anew', () => {
    const s = drive(narrow, write('low', 3), { type: 'ENABLE' }, { type: 'INITIALISE' });
    expect(showBar(s)).toBe('at 1');
  });
});
