import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import {
  ringPage,
  showNode,
  showXenbusDevice,
  xenbusDevice,
  xenbusNode,
} from './xenbus-device.machine.ts';

describe('the directory of one end', () => {
  const create = { type: 'CREATE', backend: 1 } as const;

  test('is not made by a switch of state', () => {
    expect(drive(xenbusNode).can({ type: 'SWITCH', to: 6 })).toBe(false);
    const there = drive(
      xenbusNode,
      create,
      { type: 'PUBLISH', ring: 0 },
      { type: 'SWITCH', to: 3 },
    );
    expect(showNode(there)).toBe('state=3 backend #1 ring0');
    expect(there.can({ type: 'SWITCH', to: 4, of: 0 })).toBe(false);
    expect(there.can({ type: 'SWITCH', to: 2, from: 1 })).toBe(false);
    expect(there.can({ type: 'SWITCH', to: 5, unless: 3 })).toBe(false);
    expect(there.can({ type: 'SWITCH', to: 4, of: 1, from: 3, unless: 1 })).toBe(true);
  });

  test('forgets everything when it is deleted', () => {
    const again = drive(
      xenbusNode,
      create,
      { type: 'PUBLISH', ring: 0 },
      { type: 'DELETE' },
      create,
    );
    expect(showNode(again)).toBe('state=1 backend #1');
  });
});

describe('a device of a kernel', () => {
  test('can be found before it knows its backend, and removed only after its probe', () => {
    const found = drive(xenbusDevice, { type: 'REGISTER' });
    expect(showXenbusDevice(found)).toBe('probing state=1');
    expect(found.can({ type: 'UNREGISTER' })).toBe(false);
    const bound = drive(
      xenbusDevice,
      { type: 'REGISTER' },
      { type: 'KNOW', backend: 0 },
      { type: 'BIND' },
    );
    expect(showXenbusDevice(bound)).toBe('bound state=1 of #0');
    expect(bound.can({ type: 'UNREGISTER' })).toBe(true);
  });
});

describe('the page of a ring', () => {
  test('is mapped only if it is granted', () => {
    expect(drive(ringPage).can({ type: 'MAP' })).toBe(false);
    expect(drive(ringPage, { type: 'GRANT' }, { type: 'MAP' }).value).toBe('mapped');
  });

  test('remembers that access was ended under a mapping', () => {
    const ended = drive(ringPage, { type: 'GRANT' }, { type: 'MAP' }, { type: 'END' });
    expect(ended.value).toBe('endedWhileMapped');
  });
});
