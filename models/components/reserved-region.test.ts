import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import {
  type ReservedRegionEvent,
  reservedRegion,
  showReservedRegion,
} from './reserved-region.machine.ts';

const having = (...types: readonly ReservedRegionEvent['type'][]) =>
  drive(reservedRegion(2, 'unmapped'), ...types.map((type) => ({ type })));

describe('the mapping of a reserved region', () => {
  test('is made page by page, and noted', () => {
    expect(showReservedRegion(having('TRACK', 'MAP_PAGE'))).toBe('1 mapped, tracked');
    expect(having('TRACK', 'MAP_PAGE', 'MAP_PAGE').can({ type: 'MAP_PAGE' })).toBe(false);
    expect(having('TRACK').can({ type: 'TRACK' })).toBe(false);
  });

  test('can be unmapped only while it is noted', () => {
    expect(having('MAP_PAGE').can({ type: 'UNMAP' })).toBe(false);
    expect(having('TRACK', 'MAP_PAGE', 'UNTRACK').can({ type: 'UNMAP' })).toBe(false);
    expect(showReservedRegion(having('TRACK', 'MAP_PAGE', 'UNMAP'))).toBe('0 mapped');
  });

  test('can lose a page to somebody else', () => {
    const whole = drive(reservedRegion(2, 'mapped'), { type: 'LOSE_PAGE' });
    expect(showReservedRegion(whole)).toBe('1 mapped, tracked');
    expect(having().can({ type: 'LOSE_PAGE' })).toBe(false);
  });
});
