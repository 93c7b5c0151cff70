import { expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { endpointCount, showEndpointCount } from './endpoint-count.machine.ts';

test('endpoints are counted, and below zero is not zero', () => {
  expect(showEndpointCount(drive(endpointCount(2), { type: 'UP' }, { type: 'UP' }))).toBe('2');
  expect(showEndpointCount(drive(endpointCount(2), { type: 'DOWN' }, { type: 'DOWN' }))).toBe(
    'below zero',
  );
  expect(drive(endpointCount(1), { type: 'UP' }).can({ type: 'UP' })).toBe(false);
});
