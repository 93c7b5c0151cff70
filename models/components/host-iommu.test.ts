import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import {
  guestPage,
  hostEntry,
  hostView,
  pinned,
  reached,
  showEntry,
} from './host-iommu.machine.ts';

const mapped = { type: 'MAP', page: 1, flags: 'r' } as const;

test('a view that nobody guards is always open', () => {
  const events = [{ type: 'TRANSLATE' }, { type: 'OPEN' }, { type: 'TRANSLATE' }] as const;
  expect(drive(hostView('unguarded'), ...events).value).toBe('open');
  expect(drive(hostView('open'), ...events).value).toBe('translated');
});

describe('an entry of the host', () => {
  test.each([
    [[], null, null, '–'],
    [[mapped], 1, 1, 'p1 r'],
    [[mapped, { type: 'CLEAR' }], 1, 1, 'p1 r in the IOTLB'],
    [[mapped, { type: 'CLEAR' }, { type: 'UNPIN' }], 1, null, 'p1 r in the IOTLB, unpinned'],
    [[mapped, { type: 'CLEAR' }, { type: 'FLUSH' }], null, null, '–'],
    [[mapped, { type: 'CLEAR' }, { type: 'UNPIN' }, { type: 'FLUSH' }], null, null, '–'],
  ] as const)('after %j', (events, page, pin, shown) => {
    const entry = drive(hostEntry, ...events);
    expect([reached(entry)?.page ?? null, pinned(entry), showEntry(entry)]).toEqual([
      page,
      pin,
      shown,
    ]);
  });

  test('is gone when it is given back, and on another host whatever it was', () => {
    expect(showEntry(drive(hostEntry, mapped, { type: 'RETURN' }))).toBe('–');
    expect(drive(hostEntry, mapped, { type: 'CLEAR' }).can({ type: 'RETURN' })).toBe(false);
    expect(showEntry(drive(hostEntry, mapped, { type: 'CLEAR' }, { type: 'FORGET' }))).toBe('–');
  });

  test('is mapped again only when it is flushed', () => {
    expect(drive(hostEntry, mapped).can(mapped)).toBe(false);
    expect(drive(hostEntry, mapped, { type: 'CLEAR' }).can(mapped)).toBe(false);
    expect(drive(hostEntry, mapped, { type: 'CLEAR' }, { type: 'FLUSH' }).can(mapped)).toBe(true);
  });
});

test('a view is switched and switched back', () => {
  expect(drive(hostView('open')).value).toBe('open');
  expect(drive(hostView('open'), { type: 'TRANSLATE' }).value).toBe('translated');
  expect(drive(hostView('translated'), { type: 'OPEN' }, { type: 'OPEN' }).value).toBe('open');
});

test('a page is taken once and given back', () => {
  const taken = drive(guestPage, { type: 'TAKE' });
  expect(taken.can({ type: 'TAKE' })).toBe(false);
  expect(drive(guestPage, { type: 'TAKE' }, { type: 'GIVE' }).value).toBe('backed');
});
