import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { conflicts, type GuestRamEvent, guestRam, showGuestRam } from './guest-ram.machine.ts';

const add = (over: number, on: number | null = null): GuestRamEvent => ({ type: 'ADD', over, on });
const migrate: GuestRamEvent = { type: 'MIGRATE' };
const having = (...events: readonly GuestRamEvent[]) => drive(guestRam, ...events);

describe('RAM of a guest', () => {
  test('conflicts with the region of the host it runs on only', () => {
    expect(
      [having(), having(add(0)), having(add(1)), having(add(1), migrate)].map(conflicts),
    ).toEqual([false, true, false, true]);
  });

  test('covers at most one region, and is added on the host that is named', () => {
    expect(having(add(0)).can(add(1))).toBe(false);
    expect(having().can(add(0, 1))).toBe(false);
    expect(having(migrate).can(add(0, 1))).toBe(true);
  });

  test('goes with the guest, which migrates once and then may end', () => {
    expect(having(migrate).can(migrate)).toBe(false);
    expect(having(migrate).can({ type: 'ABORT', on: 0 })).toBe(false);
    expect(having({ type: 'ABORT', on: 0 }).can(migrate)).toBe(false);
  });

  test('is shown with the host', () => {
    expect(
      [having(), having(add(1), migrate), having({ type: 'ABORT', on: 0 })].map(showGuestRam),
    ).toEqual(['on host 0', 'on host 1, RAM over the region of host 1', 'aborted']);
  });
});
