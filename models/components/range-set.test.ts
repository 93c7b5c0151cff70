import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { lowest, rangeSet, showRangeSet } from './range-set.machine.ts';

const fill = { type: 'FILL', bits: 0b110, base: 1 } as const;

describe('a range set', () => {
  test('is filled while it is empty and added to while it is not', () => {
    expect(drive(rangeSet).can({ type: 'ADD', bits: 1 })).toBe(false);
    expect(drive(rangeSet, fill).can(fill)).toBe(false);
    expect(drive(rangeSet, fill, { type: 'ADD', bits: 1 }).context.bits).toBe(0b111);
  });

  test('is consumed from its lowest frame on', () => {
    const s = drive(rangeSet, fill);
    expect(lowest(s.context)).toBe(1);
    expect(s.can({ type: 'TAKE', frame: 2, last: false })).toBe(false);
    expect(s.can({ type: 'TAKE', frame: 1, last: true })).toBe(false);
    const rest = drive(rangeSet, fill, { type: 'TAKE', frame: 1, last: false });
    expect(rest.context).toEqual({ bits: 0b100, base: 1 });
    expect(rest.can({ type: 'TAKE', frame: 2, last: true })).toBe(true);
  });

  test('remembers nothing once it is empty', () => {
    const empty = { bits: 0, base: null };
    expect(drive(rangeSet, fill, { type: 'REMOVE', bits: 0b111 }).context).toEqual(empty);
    expect(drive(rangeSet, fill, { type: 'PURGE' }).context).toEqual(empty);
    expect(lowest(empty)).toBe(-1);
  });

  test('is shown by its frames', () => {
    expect([showRangeSet(drive(rangeSet)), showRangeSet(drive(rangeSet, fill))]).toEqual([
      '{}',
      '{1 2}',
    ]);
  });
});
