import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  JOINED,
  newControlMemory,
  READY,
  ROUND,
  SLEEPING,
  statusOf,
} from './control-memory.kernel.ts';
import { CrewControl } from './crew-control.kernel.ts';
import { LeaderControl } from './leader-control.kernel.ts';

/** A leader and another thread, which have `states` states each to expand. */
function crewOf(states: number): { readonly leader: LeaderControl; readonly other: CrewControl } {
  const memory = newControlMemory(2, 0);
  const leader = new LeaderControl(memory);
  memory.words[statusOf(memory, 1) + JOINED] = READY;
  leader.admit(1);
  leader.layOut([0, 1].map((thread) => ({ thread, next: 0, end: states })));
  return { leader, other: new CrewControl(memory, 1) };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a crew', () => {
  test('wakes whoever sleeps until the leader has decided, and otherwise wakes nobody', () => {
    const memory = newControlMemory(2, 0);
    const leader = new LeaderControl(memory);
    const other = new CrewControl(memory, 1);
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
      const piece = (turn % 3 === 0 ? leader : other).claim();
      if (piece === null) break;
      sizes.push(piece.end - piece.next);
      const part = seen[piece.thread]?.subarray(piece.next, piece.end) ?? [];
      part.forEach((times, n) => {
        part[n] = times + 1;
      });
    }
    for (const times of seen) expect(times.every((once) => once === 1)).toBe(true);
    expect(leader.claim()).toBeNull();
    expect(sizes[0]).toBeGreaterThan(1000);
    expect(sizes.at(-1)).toBeLessThanOrEqual(32);
  });
});
