import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import {
  type ActiveGrantEvent,
  activeGrant,
  pins,
  showActiveGrant,
  writablePins,
} from './active-grant.machine.ts';

const having = (...events: readonly ActiveGrantEvent[]) => drive(activeGrant(2), ...events);
const latch: ActiveGrantEvent = {
  type: 'LATCH',
  domid: 1,
  incarnation: 0,
  page: 0,
  kinds: ['hst', 'dev'],
  write: true,
};
const host = { kinds: ['hst'], write: true } as const;
const device = { kinds: ['dev'], write: true } as const;
const reader: ActiveGrantEvent = { type: 'PIN', page: 0, kinds: ['hst'], write: false };

describe('an active grant', () => {
  test('latches with the first pin, and pins no other page', () => {
    expect(showActiveGrant(having())).toBe('unpinned');
    expect(having().can(reader)).toBe(false);
    expect(showActiveGrant(having(latch))).toBe('hstw=1 devw=1 p0 dom1');
    expect(having(latch).can(latch)).toBe(false);
    expect(having(latch).can({ ...reader, page: 1 })).toBe(false);
    const both = having(latch, reader);
    expect([pins(both.context), writablePins(both.context)]).toEqual([3, 2]);
  });

  test('refuses a pin beyond the limit', () => {
    expect(having(latch, reader).can(reader)).toBe(true);
    expect(having(latch, reader, reader).can(reader)).toBe(false);
  });

  test('says which bits are needed still, and forgets what was latched when none is', () => {
    const none = { reading: false, writing: false };
    const both = { reading: true, writing: true };
    const can = (event: ActiveGrantEvent) => having(latch).can(event);
    expect(can({ type: 'UNPIN', ...host, needed: both })).toBe(true);
    expect(can({ type: 'UNPIN', ...host, needed: none })).toBe(false);
    expect(can({ type: 'UNPIN', kinds: ['hst'], write: false, needed: both })).toBe(false);
    const ended = having(
      latch,
      { type: 'UNPIN', ...host, needed: both },
      { type: 'UNPIN', ...device, needed: none },
    );
    expect(showActiveGrant(ended)).toBe('unpinned');
    expect(ended.context.page).toBe(null);
    const kinds = ['hst', 'dev'] as const;
    const needed = { reading: true, writing: false };
    const left = having(latch, reader, { type: 'UNPIN', kinds, write: true, needed });
    expect(left.context.page).toBe(0);
  });

  test('counts pins of devices, unless it is asked not to', () => {
    const event = { type: 'UNPIN', ...host, needed: { reading: false, writing: false } } as const;
    expect(having(latch).can({ ...event, by: 'hst' })).toBe(true);
    expect(having(latch).can(event)).toBe(false);
  });
});
