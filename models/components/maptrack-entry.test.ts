import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import {
  type MaptrackEntryEvent,
  mappedKinds,
  maptrackEntry,
  showMaptrackEntry,
} from './maptrack-entry.machine.ts';

const having = (...events: readonly MaptrackEntryEvent[]) => drive(maptrackEntry, ...events);
const take = { type: 'TAKE' } as const;
const store = { type: 'STORE', ref: 0, kinds: ['hst', 'dev'], write: true } as const;

describe('a maptrack entry', () => {
  test('is taken before it says what it is of', () => {
    expect(having().can(store)).toBe(false);
    expect(showMaptrackEntry(having(take))).toBe('taken');
    expect(showMaptrackEntry(having(take, store))).toBe('ref0 hst+dev');
    expect(having(take, store).can(take)).toBe(false);
  });

  test('keeps the handle where some of the flags are unmapped', () => {
    const half = having(take, store, { ...store, type: 'CLEAR', kinds: ['hst'] });
    expect(mappedKinds(half)).toEqual(['dev']);
    const all = { ...store, type: 'CLEAR', all: true } as const;
    expect(having(take, store).can({ ...all, kinds: ['hst'] })).toBe(false);
    expect(half.can({ ...all, kinds: ['dev'] })).toBe(true);
    expect(half.can({ ...store, type: 'CLEAR', kinds: ['hst'] })).toBe(false);
    expect(half.can({ ...store, type: 'CLEAR', kinds: ['dev'], ref: 1 })).toBe(false);
    expect(showMaptrackEntry(drive(maptrackEntry, take, store, { type: 'GIVE' }))).toBe('free');
  });
});
