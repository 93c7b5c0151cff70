import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { eventPort, readyRecord, showRecord } from './ready-signal.machine.ts';

describe('a ready signal', () => {
  const silent = eventPort({ bound: false, bindSetsPending: false });
  const channel = eventPort({ bound: false, bindSetsPending: true });

  test('is dropped by a port that nobody has bound', () => {
    expect(drive(silent, { type: 'SEND' }, { type: 'BIND' }).value).toBe('quiet');
  });

  test('is made good by a bind that marks the port pending, with or without a send', () => {
    expect(drive(channel, { type: 'SEND' }, { type: 'BIND' }).value).toBe('pending');
    expect(drive(channel, { type: 'BIND' }).value).toBe('pending');
  });

  test('stays pending until it is taken, and is one edge however often it is sent', () => {
    const bound = eventPort({ bound: true, bindSetsPending: false });
    expect(drive(bound).can({ type: 'TAKE' })).toBe(false);
    const twice = drive(bound, { type: 'SEND' }, { type: 'SEND' }, { type: 'TAKE' });
    expect(twice.value).toBe('quiet');
    expect(twice.can({ type: 'TAKE' })).toBe(false);
  });

  test('has a level that says of whom it speaks', () => {
    expect(showRecord(drive(readyRecord))).toBe('not ready');
    expect(showRecord(drive(readyRecord, { type: 'ANNOUNCE', by: 1 }))).toBe('ready #1');
    const gone = drive(readyRecord, { type: 'ANNOUNCE', by: 1 }, { type: 'WITHDRAW' });
    expect(showRecord(gone)).toBe('not ready');
  });
});
