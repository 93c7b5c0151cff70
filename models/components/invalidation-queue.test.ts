import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import {
  type InvalidationQueueEvent,
  invalidationQueue,
  showInvalidationQueue,
} from './invalidation-queue.machine.ts';

const having = (...events: readonly InvalidationQueueEvent[]) =>
  drive(invalidationQueue, ...events);
const submit = (command: string, by = 'cpu0') => ({ type: 'SUBMIT', by, command }) as const;
const execute = (command: string) => ({ type: 'EXECUTE', command }) as const;
const complete = { type: 'COMPLETE', by: 'cpu0' } as const;
const giveUp = { type: 'GIVE_UP', by: 'cpu0' } as const;

describe('the invalidation queue', () => {
  test('tells the CPU that asked, once the hardware has done it', () => {
    expect(having(submit('a')).can(complete)).toBe(false);
    expect(having(submit('a'), execute('a')).can(complete)).toBe(true);
    expect(having(submit('a'), execute('a'), complete).can(complete)).toBe(false);
    expect(having(submit('a', 'cpu1'), execute('a')).can(complete)).toBe(false);
  });

  test('is worked off in order, and holds two commands', () => {
    const two = having(submit('a'), submit('b', 'cpu1'));
    expect(two.can(execute('b'))).toBe(false);
    expect(two.can(submit('c'))).toBe(false);
    expect(showInvalidationQueue(two)).toBe('a, b');
    expect(showInvalidationQueue(having(submit('a'), execute('a')))).toBe('empty; cpu0 told');
  });

  test('does not say whose completion it is, once somebody has gone on without', () => {
    expect(having(submit('a')).can(giveUp)).toBe(true);
    expect(having(submit('a'), execute('a')).can(giveUp)).toBe(false);
    const misread = having(submit('a'), giveUp, submit('b'), execute('a'));
    expect(misread.can(complete)).toBe(true);
    expect(misread.can(execute('b'))).toBe(true);
  });

  test('gives a command back to who submitted it, if it is the oldest', () => {
    const abort = { type: 'ABORT', by: 'cpu0', command: 'a' } as const;
    const taken = having(submit('a'), submit('b', 'cpu1'), abort);
    expect(taken.can(execute('b'))).toBe(true);
    expect(taken.can(complete)).toBe(false);
    expect(having(submit('b', 'cpu1'), submit('a')).can(abort)).toBe(false);
    expect(having(submit('a', 'cpu1')).can(abort)).toBe(false);
  });
});
