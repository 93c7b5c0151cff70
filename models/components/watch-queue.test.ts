import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { showWatches, watchQueue } from './watch-queue.machine.ts';

const a = { type: 'REGISTER', path: 'a', heeded: true } as const;
const b = { type: 'REGISTER', path: 'b', heeded: false } as const;
const fire = (path: string) => ({ type: 'FIRE', path }) as const;

describe('the watches of a connection', () => {
  const merging = watchQueue({ coalesces: true, room: 4 });
  const plain = watchQueue({ coalesces: false, room: 4 });

  test('fire in order, and once when they are set', () => {
    const queue = drive(plain, a, b, fire('b'), fire('a'));
    expect(showWatches(queue)).toBe('a+b: a, b, a');
    expect(queue.can({ type: 'TAKE', path: 'b' })).toBe(false);
    expect(showWatches(drive(plain, a, b, fire('b'), { type: 'TAKE', path: 'a' }))).toBe('a+b: b');
  });

  test('fire once where an identical event is pending, if they coalesce', () => {
    expect(showWatches(drive(merging, a, b, fire('b'), fire('a'), fire('b')))).toBe('a+b: a, b');
  });

  test('hear of nothing that nobody watches, and forget what nobody watches any more', () => {
    expect(showWatches(drive(plain, fire('a')))).toBe('unwatched: nothing');
    const left = drive(plain, a, b, fire('b'), { type: 'UNREGISTER', path: 'a' });
    expect(showWatches(left)).toBe('b: b');
    const deep = drive(plain, { type: 'REGISTER', path: 'a/1', heeded: true }, b);
    expect(showWatches(deep)).toBe('a/1+b: a/1');
    expect(
      showWatches(
        drive(plain, { type: 'REGISTER', path: 'a/1', heeded: true }, b, {
          type: 'UNREGISTER',
          path: 'a',
        }),
      ),
    ).toBe('b: nothing');
    expect(showWatches(drive(plain, a, { type: 'CLEAR' }))).toBe('unwatched: nothing');
  });
});
