import { expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { endpointRecord, showEndpointRecord } from './endpoint-record.machine.ts';

test('a record names the endpoint that was noted last, until it is forgotten', () => {
  const show = showEndpointRecord(['dev', 'evil']);
  const noted = [
    { type: 'NOTE', endpoint: 0 },
    { type: 'NOTE', endpoint: 1 },
  ] as const;
  expect(show(drive(endpointRecord))).toBe('nobody');
  expect(show(drive(endpointRecord, ...noted))).toBe('evil');
  expect(show(drive(endpointRecord, ...noted, { type: 'FORGET' }))).toBe('nobody');
  expect(drive(endpointRecord, ...noted).can({ type: 'FILL', endpoint: 0 })).toBe(false);
  expect(show(drive(endpointRecord, { type: 'FILL', endpoint: 0 }))).toBe('dev');
});
