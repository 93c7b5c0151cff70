import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import {
  type GrantEntryEvent,
  type GrantStatusEvent,
  grantEntry,
  grantStatus,
  inUse,
  showGrantEntry,
  showGrantStatus,
} from './grant-entry.machine.ts';

const written: readonly GrantEntryEvent[] = [
  { type: 'WRITE_DOMID', domid: 2, meant: 1 },
  { type: 'WRITE_FRAME', frame: 0 },
];

describe('a grant entry', () => {
  test('grants nothing before its flags do', () => {
    expect(showGrantEntry(drive(grantEntry, ...written))).toBe('invalid');
    const granted = drive(grantEntry, ...written, { type: 'PERMIT', readonly: true });
    expect(showGrantEntry(granted)).toBe('dom2 may read p0');
  });

  test('forgets GTF_readonly with its flags, and keeps domain and frame', () => {
    const ended = drive(
      grantEntry,
      ...written,
      { type: 'PERMIT', readonly: true },
      { type: 'INVALIDATE' },
    );
    expect(ended.context).toEqual({
      domid: 2,
      meant: 1,
      frame: 0,
      readonly: false,
      lastWord: 'read',
    });
    expect(ended.matches('invalid')).toBe(true);
  });
});

describe('the status of a grant entry', () => {
  const status = (...events: readonly GrantStatusEvent[]) => drive(grantStatus, ...events);

  test('collects bits, and loses those that are named', () => {
    const both = [
      { type: 'SET', writing: true },
      { type: 'SET', writing: false },
    ] as const;
    expect(showGrantStatus(status(...both))).toBe('reading, writing');
    const writer = status(...both, { type: 'CLEAR', reading: false, writing: true });
    expect(showGrantStatus(writer)).toBe('reading');
    const none = status(...both, { type: 'CLEAR', reading: true, writing: true });
    expect(showGrantStatus(none)).toBe('unused');
    expect([inUse(writer), inUse(none)]).toEqual([true, false]);
  });
});
