import { describe, expect, test } from 'vitest';
import {
  recursiveLock,
  recursiveLockBlockers,
  showRecursiveLock,
} from './recursive-lock.machine.ts';
import { drive } from './testing/actors.ts';

const acquire = (by: string) => ({ type: 'ACQUIRE', by }) as const;
const release = (by: string) => ({ type: 'RELEASE', by }) as const;

describe('a recursive lock', () => {
  test('is taken again by its holder, and free after as many releases', () => {
    const twice = drive(recursiveLock, acquire('a'), acquire('a'));
    expect(twice.context).toEqual({ holder: 'a', depth: 2 });
    const once = drive(recursiveLock, acquire('a'), acquire('a'), release('a'));
    expect(once.context).toEqual({ holder: 'a', depth: 1 });
    expect(
      drive(recursiveLock, acquire('a'), acquire('a'), release('a'), release('a')).matches('free'),
    ).toBe(true);
  });

  test('makes others wait for its holder until the last release', () => {
    const once = drive(recursiveLock, acquire('a'), acquire('a'), release('a'));
    expect(once.can(acquire('b'))).toBe(false);
    expect(recursiveLockBlockers(once, 'write', 'b')).toEqual(['a']);
    expect(recursiveLockBlockers(once, 'write', 'a')).toEqual([]);
  });

  test('makes its holder wait for itself when it nests too deep', () => {
    const deepest = drive(recursiveLock, ...Array.from({ length: 4 }, () => acquire('a')));
    expect(deepest.can(acquire('a'))).toBe(false);
    expect(recursiveLockBlockers(deepest, 'write', 'a')).toEqual(['a']);
  });

  test('breaks for good when somebody else releases it, or when it is free', () => {
    const broken = drive(recursiveLock, acquire('a'), acquire('a'), release('b'));
    expect(broken.matches('broken')).toBe(true);
    expect([acquire('a'), release('a')].some((event) => broken.can(event))).toBe(false);
    expect(drive(recursiveLock, release('a')).matches('broken')).toBe(true);
  });

  test('is shown by its holder, and how often it holds it', () => {
    expect([
      showRecursiveLock(drive(recursiveLock)),
      showRecursiveLock(drive(recursiveLock, acquire('dom0'))),
      showRecursiveLock(drive(recursiveLock, acquire('dom0'), acquire('dom0'))),
    ]).toEqual(['free', 'dom0', 'dom0 x2']);
  });
});
