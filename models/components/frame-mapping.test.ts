import { expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { frameMapping, showFrameMapping } from './frame-mapping.machine.ts';

test('a mapping of a frame leads to one allocation of it', () => {
  expect(drive(frameMapping).can({ type: 'UNMAP' })).toBe(false);
  const mapped = drive(frameMapping, { type: 'MAP', generation: 0 });
  expect(showFrameMapping(mapped)).toBe('to #0');
  expect(
    showFrameMapping(drive(frameMapping, { type: 'MAP', generation: 1 }, { type: 'UNMAP' })),
  ).toBe('not present');
});
