import { describe, expect, test } from 'vitest';
import { showSpinLock, spinLock, spinLockBlockers } from './spin-lock.machine.ts';
import { drive } from './testing/actors.ts';

const acquire = (by: string) => ({ type: 'ACQUIRE', by }) as const;
const release = (by: string) => ({ type: 'RELEASE', by }) as const;

describe('a spin lock', () => {
  test('is taken by one actor at a time', () => {
    const held = drive(spinLock, acquire('a'));
    expect(held.context.holder).toBe('a');
    expect(held.can(acquire('b'))).toBe(false);
    expect(drive(spinLock, acquire('a'), release('a'), acquire('b')).context.holder).toBe('b');
  });

  test('is not recursive: its holder waits for itself', () => {
    const held = drive(spinLock, acquire('a'));
    expect(held.can(acquire('a'))).toBe(false);
    expect(spinLockBlockers(held, 'write', 'a')).toEqual(['a']);
  });

  test('tells others to wait for its holder, and nobody to wait while it is free', () => {
    expect(spinLockBlockers(drive(spinLock, acquire('a')), 'write', 'b')).toEqual(['a']);
    expect(spinLockBlockers(drive(spinLock), 'write', 'b')).toEqual([]);
  });

  test('breaks for good when somebody else releases it, or when it is free', () => {
    for (const broken of [
      drive(spinLock, acquire('a'), release('b')),
      drive(spinLock, release('a')),
    ]) {
      expect(broken.matches('broken')).toBe(true);
      expect([acquire('a'), release('a')].some((event) => broken.can(event))).toBe(false);
    }
  });

  test('is free again when its memory is made anew, whoever held it', () => {
    const anew = drive(spinLock, acquire('a'), { type: 'RESET' });
    expect(anew.matches('free')).toBe(true);
    expect(drive(spinLock, acquire('a'), { type: 'RESET' }, release('a')).matches('broken')).toBe(
      true,
    );
  });

  test('is shown by its holder', () => {
    expect([
      showSpinLock(drive(spinLock)),
      showSpinLock(drive(spinLock, acquire('vcpu0'))),
      showSpinLock(drive(spinLock, release('vcpu0'))),
    ]).toEqual(['free', 'vcpu0', 'broken']);
  });
});
