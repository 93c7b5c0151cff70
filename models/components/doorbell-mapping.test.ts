import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { doorbellMapping } from './doorbell-mapping.machine.ts';

describe('the mapping of a doorbell', () => {
  test('is as it was made, and stays when it is asked for again', () => {
    expect(drive(doorbellMapping).matches('absent')).toBe(true);
    expect(drive(doorbellMapping, { type: 'MAP' }, { type: 'MAP' }).matches('writeOnly')).toBe(
      true,
    );
    expect(drive(doorbellMapping, { type: 'MAP_WIDE' }).matches('wide')).toBe(true);
  });

  test('is not changed into another kind', () => {
    const readable = drive(doorbellMapping, { type: 'MAP_READABLE' });
    expect(readable.can({ type: 'MAP' })).toBe(false);
    expect(readable.can({ type: 'MAP_READABLE' })).toBe(true);
  });
});
