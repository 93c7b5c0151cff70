import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { waitQueue } from './wait-queue.machine.ts';

describe('a wait queue', () => {
  test('forgets a wake-up that comes before somebody waits', () => {
    const early = drive(waitQueue, { type: 'WAKE' }, { type: 'ENQUEUE' });
    expect(early.value).toBe('waiting');
    expect(early.can({ type: 'RETURN' })).toBe(false);
  });

  test('keeps one that comes between becoming a member and going to sleep', () => {
    const woken = drive(waitQueue, { type: 'ENQUEUE' }, { type: 'WAKE' }, { type: 'WAKE' });
    expect(woken.can({ type: 'RETURN' })).toBe(true);
  });

  test('can be left by one who need not sleep', () => {
    expect(drive(waitQueue, { type: 'ENQUEUE' }, { type: 'LEAVE' }).value).toBe('empty');
    expect(drive(waitQueue, { type: 'ENQUEUE' }, { type: 'WAKE' }, { type: 'LEAVE' }).value).toBe(
      'empty',
    );
  });
});
