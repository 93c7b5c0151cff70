import { expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { kernelResource } from './kernel-resource.machine.ts';

test('a resource of a kernel is handed out once at a time', () => {
  expect(drive(kernelResource, { type: 'TAKE' }).can({ type: 'TAKE' })).toBe(false);
  expect(drive(kernelResource, { type: 'TAKE' }, { type: 'RETURN' }).can({ type: 'TAKE' })).toBe(
    true,
  );
  const deferred = drive(kernelResource, { type: 'TAKE' }, { type: 'DEFER' });
  expect(deferred.can({ type: 'TAKE' })).toBe(false);
  expect(deferred.can({ type: 'RETURN' })).toBe(true);
  const lost = drive(kernelResource, { type: 'TAKE' }, { type: 'LOSE' });
  expect(lost.can({ type: 'TAKE' }) || lost.can({ type: 'RETURN' })).toBe(false);
});
