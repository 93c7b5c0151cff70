import { describe, expect, test } from 'vitest';
import {
  flatRwLock,
  type RwLockEvent,
  rwLock,
  rwLockBlockers,
  showRwLock,
} from './rw-lock.machine.ts';
import { drive } from './testing/actors.ts';

const read = (by: string): RwLockEvent => ({ type: 'READ', by });
const readDone = (by: string): RwLockEvent => ({ type: 'READ_DONE', by });
const write = (by: string): RwLockEvent => ({ type: 'WRITE', by });
const queue = (by: string): RwLockEvent => ({ type: 'QUEUE', by });
const writeDone = (by: string): RwLockEvent => ({ type: 'WRITE_DONE', by });

describe('a reader-writer lock', () => {
  test('lets several actors read at once, and one write alone', () => {
    expect(drive(rwLock, read('b'), read('a')).context.readers).toEqual(['a', 'b']);
    const written = drive(rwLock, write('a'));
    expect([read('b'), write('b')].some((event) => written.can(event))).toBe(false);
    expect(drive(rwLock, read('a')).can(write('b'))).toBe(false);
  });

  test('makes new readers queue behind a writer that has announced itself', () => {
    const announced = drive(rwLock, read('a'), queue('w'));
    expect(announced.can(read('b'))).toBe(false);
    expect(rwLockBlockers(announced, 'read', 'b')).toEqual(['w']);
  });

  test('makes a read inside a read wait for an announced writer, and so for itself', () => {
    const announced = drive(rwLock, read('a'), queue('w'));
    expect(announced.can(read('a'))).toBe(false);
    expect(rwLockBlockers(announced, 'read', 'a')).toEqual(['w', 'a']);
    expect(rwLockBlockers(announced, 'write', 'w')).toEqual(['a']);
    expect(drive(rwLock, read('a')).can(read('a'))).toBe(true);
  });

  test('lets the announced writer in when the last reader has left, before any other', () => {
    const left = drive(rwLock, read('a'), read('b'), queue('w'), readDone('a'), readDone('b'));
    expect([read('a'), write('b')].some((event) => left.can(event))).toBe(false);
    expect(rwLockBlockers(left, 'write', 'b')).toEqual(['w']);
    expect(drive(rwLock, read('a'), queue('w'), readDone('a'), write('w')).context).toMatchObject({
      writer: 'w',
      waiting: null,
    });
  });

  test('knows only the first writer that waits', () => {
    expect(drive(rwLock, read('a'), queue('w')).can(queue('v'))).toBe(false);
    expect(drive(rwLock).can(queue('w'))).toBe(false);
    expect(drive(rwLock, write('w')).can(queue('v'))).toBe(false);
  });

  test('lets its writer read inside, and nobody write inside', () => {
    expect(drive(rwLock, write('a'), read('a')).context).toMatchObject({
      writer: 'a',
      readers: ['a'],
    });
    const [written, reading] = [drive(rwLock, write('a')), drive(rwLock, read('a'))];
    expect([written.can(write('a')), reading.can(write('a'))]).toEqual([false, false]);
    expect(rwLockBlockers(written, 'write', 'a')).toEqual(['a']);
    expect(rwLockBlockers(reading, 'write', 'a')).toEqual(['a']);
  });

  test('names the writer to readers, and all readers to a writer', () => {
    expect(rwLockBlockers(drive(rwLock, write('w')), 'read', 'a')).toEqual(['w']);
    expect(rwLockBlockers(drive(rwLock, read('a'), read('b')), 'write', 'w')).toEqual(['a', 'b']);
    expect(rwLockBlockers(drive(rwLock, read('a'), read('a')), 'write', 'w')).toEqual(['a']);
  });

  test('breaks for good when it is released by somebody who does not hold it in that mode', () => {
    const broken = [
      drive(rwLock, readDone('a')),
      drive(rwLock, writeDone('a')),
      drive(rwLock, read('a'), readDone('b')),
      drive(rwLock, write('a'), writeDone('b')),
      drive(rwLock, read('a'), writeDone('a')),
      drive(rwLock, write('a'), readDone('a')),
    ];
    for (const snapshot of broken) {
      expect(snapshot.matches('broken')).toBe(true);
      expect(rwLockBlockers(snapshot, 'write', 'a')).toEqual([]);
    }
  });

  test('that is flat breaks when read inside a read, and is the same otherwise', () => {
    expect(showRwLock(drive(flatRwLock, read('a'), read('a')))).toBe('broken');
    expect(showRwLock(drive(flatRwLock, read('a'), read('b')))).toBe('R a b');
    expect(showRwLock(drive(flatRwLock, write('a'), read('a')))).toBe('W a R a');
  });

  test('is shown by who holds it how, and who waits to write', () => {
    expect([
      showRwLock(drive(rwLock)),
      showRwLock(drive(rwLock, read('vcpu1'), read('vcpu0'), queue('dom0'))),
      showRwLock(drive(rwLock, write('dom0'))),
      showRwLock(drive(rwLock, write('dom0'), read('dom0'))),
      showRwLock(drive(rwLock, readDone('dom0'))),
    ]).toEqual(['free', 'R vcpu0 vcpu1 (dom0 waits)', 'W dom0', 'W dom0 R dom0', 'broken']);
  });
});
