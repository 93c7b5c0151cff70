import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  JOINED,
  newControlMemory,
  PREPARING,
  READY,
  ROUND,
  SLEEPING,
  statusOf,
} from './control-memory.kernel.ts';
import { CrewControl } from './crew-control.kernel.ts';
import { LeaderControl } from './leader-control.kernel.ts';

/** A leader and another thread, and where it is told whether this one takes part. */
function newCrew() {
  const memory = newControlMemory(2, 0);
  const joined = statusOf(memory, 1) + JOINED;
  return { memory, leader: new LeaderControl(memory), other: new CrewControl(memory, 1), joined };
}

/** A leader and another thread, which have `states` states each to expand. */
function crewOf(states: number): { readonly leader: LeaderControl; readonly other: CrewControl } {
  const { memory, leader, other, joined } = newCrew();
  memory.words[joined] = READY;
  leader.admit(1);
  leader.layOut([0, 1].map((thread) => ({ thread, next: 0, end: states })));
  return { leader, other };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a crew', () => {
  test('wakes whoever sleeps until the leader has decided, and otherwise wakes nobody', () => {
    const { memory, leader, other } = newCrew();
    const notify = vi.spyOn(Atomics, 'notify');
    vi.spyOn(Atomics, 'wait').mockImplementation((words) => {
      expect(Reflect.get(words, SLEEPING)).toBe(1);
      leader.decide('stop');
      return 'ok';
    });
    expect(other.meet()).toBe('stop');
    expect(notify.mock.calls).toEqual([[memory.words, ROUND]]);
    leader.decide('go on');
    expect(notify).toHaveBeenCalledTimes(1);
  });

  test('shares out all states of a level once, in pieces that become smaller', () => {
    const { leader, other } = crewOf(20_000);
    expect(leader.active).toBe(2);
    const seen = [new Uint8Array(20_000), new Uint8Array(20_000)];
    const sizes: number[] = [];
    for (let turn = 0; ; turn++) {
      const piece = (turn % 3 === 0 ? leader : other).claim(32);
      if (piece === null) break;
      sizes.push(piece.end - piece.next);
      const part = seen[piece.thread]?.subarray(piece.next, piece.end) ?? [];
      part.forEach((times, n) => {
        part[n] = times + 1;
      });
    }
    for (const times of seen) expect(times.every((once) => once === 1)).toBe(true);
    expect(leader.claim(32)).toBeNull();
    expect(sizes[0]).toBeGreaterThan(1000);
    expect(sizes.at(-1)).toBeLessThanOrEqual(32);
  });

  test('a thread that has not begun to make ready when the search ends looks at nothing', () => {
    const { leader, other } = newCrew();
    expect(leader.isDone(1, 0)).toBe(true);
    expect(other.prepare()).toBe(false);
  });

  test('one that makes ready is waited for, and told that it is not needed', () => {
    const { leader, other, joined } = newCrew();
    expect(other.prepare()).toBe(true);
    expect(leader.areReady).toBe(false);
    const wait = vi.spyOn(Atomics, 'wait').mockReturnValue('timed-out');
    expect(leader.isDone(1, 5)).toBe(false);
    expect(wait).toHaveBeenCalledWith(expect.anything(), joined, PREPARING, 5);
    wait.mockImplementation(() => {
      expect(leader.isDone(1, 5)).toBe(true);
      return 'ok';
    });
    expect(other.join()).toBeNull();
    expect(wait).toHaveBeenLastCalledWith(expect.anything(), joined, READY);
  });

  test('one that has taken part is done', () => {
    expect(crewOf(1).leader.isDone(1, 0)).toBe(true);
  });
});
