/** What is true of a lock whatever is done to it, and of what it tells about those who wait. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recursiveLock, recursiveLockBlockers } from './recursive-lock.machine.ts';
import { type RwLockEvent, rwLock, rwLockBlockers } from './rw-lock.machine.ts';
import { spinLock, spinLockBlockers } from './spin-lock.machine.ts';
import { reachableSnapshots, watched } from './testing/actors.ts';

const actors = ['a', 'b', 'c'] as const;

/** Every event of these types by every actor. */
function eventsOf<const T extends string>(...types: readonly T[]) {
  return types.flatMap((type) => actors.map((by) => ({ type, by })));
}

const exclusive = eventsOf('ACQUIRE', 'RELEASE');
const shared: readonly RwLockEvent[] = eventsOf(
  'READ',
  'READ_DONE',
  'WRITE',
  'QUEUE',
  'WRITE_DONE',
);

const sequences = fc.array(fc.constantFrom(...shared), { maxLength: 40 });

describe('a reader-writer lock, after any events', () => {
  test('has no readers but its writer while it has a writer', () => {
    fc.assert(
      fc.property(sequences, (events) => {
        for (const { context } of watched(rwLock, events)) {
          const { writer, readers } = context;
          if (writer !== null) expect(readers.filter((reader) => reader !== writer)).toEqual([]);
        }
      }),
      { seed: 20261121, numRuns: 500 },
    );
  });

  test('lets nobody in before a writer that has announced itself', () => {
    let announced = 0;
    fc.assert(
      fc.property(sequences, (events) => {
        const snapshots = watched(rwLock, events);
        events.forEach(({ type, by }, i) => {
          const [before, now] = [snapshots[i]?.context, snapshots[i + 1]?.context];
          if (before === undefined || before.waiting === null || now === undefined) return;
          announced++;
          expect(now.readers.length).toBeLessThanOrEqual(before.readers.length);
          if (now.writer !== before.writer) expect([type, by]).toEqual(['WRITE', before.waiting]);
        });
      }),
      { seed: 20261121, numRuns: 500 },
    );
    expect(announced).toBeGreaterThan(50);
  });

  test('has as many reads as were begun and not ended', () => {
    fc.assert(
      fc.property(sequences, (events) => {
        const snapshots = watched(rwLock, events);
        events.forEach(({ type, by }, i) => {
          const [before, now] = [snapshots[i], snapshots[i + 1]];
          if (before === undefined || now === undefined || now.matches('broken')) return;
          const count = (names: readonly string[]) => names.filter((name) => name === by).length;
          const change = count(now.context.readers) - count(before.context.readers);
          const accepted = type === 'READ' && before.can({ type, by }) ? 1 : 0;
          expect(change).toBe(type === 'READ_DONE' ? -1 : accepted);
        });
      }),
      { seed: 20261121, numRuns: 500 },
    );
  });
});

describe('a spin lock and a recursive one, after any events', () => {
  const any = fc.array(fc.constantFrom(...exclusive), { maxLength: 40 });

  test('change hands only through a release by the holder', () => {
    let changes = 0;
    fc.assert(
      fc.property(any, (events) => {
        for (const snapshots of [watched(spinLock, events), watched(recursiveLock, events)]) {
          events.forEach(({ type, by }, i) => {
            const [before, now] = [snapshots[i]?.context.holder, snapshots[i + 1]];
            if (before === null || now?.context.holder === before || now?.matches('broken')) return;
            changes++;
            expect([type, by, now?.context.holder]).toEqual(['RELEASE', before, null]);
          });
        }
      }),
      { seed: 20261121, numRuns: 500 },
    );
    expect(changes).toBeGreaterThan(50);
  });
});

describe('nobody is named to wait for exactly when the lock can be had', () => {
  test('of a spin lock, in every state it can be in', () => {
    const states = reachableSnapshots(spinLock, exclusive).filter((s) => !s.matches('broken'));
    for (const by of actors) {
      for (const state of states) {
        const blockers = spinLockBlockers(state, 'write', by);
        expect(blockers.length === 0).toBe(state.can({ type: 'ACQUIRE', by }));
      }
    }
    expect(states).toHaveLength(1 + actors.length);
  });

  test('of a recursive lock, in every state it can be in', () => {
    const states = reachableSnapshots(recursiveLock, exclusive).filter((s) => !s.matches('broken'));
    for (const by of actors) {
      for (const state of states) {
        const blockers = recursiveLockBlockers(state, 'write', by);
        expect(blockers.length === 0).toBe(state.can({ type: 'ACQUIRE', by }));
      }
    }
    expect(states).toHaveLength(1 + 4 * actors.length);
  });

  test('of a reader-writer lock, in either mode, in every state it can be in', () => {
    const states = reachableSnapshots(rwLock, shared).filter((s) => !s.matches('broken'));
    for (const by of actors) {
      for (const state of states) {
        for (const [mode, type] of [['read', 'READ'] as const, ['write', 'WRITE'] as const]) {
          const blockers = rwLockBlockers(state, mode, by);
          expect(blockers.length === 0).toBe(state.can({ type, by }));
        }
      }
    }
    expect(states.length).toBeGreaterThan(50);
  });

  test('and whoever is named holds the lock, or waits before, or is the one who asks', () => {
    for (const { context } of reachableSnapshots(rwLock, shared)) {
      const { readers, writer, waiting } = context;
      const holders = new Set([...readers, writer, waiting]);
      for (const by of actors) {
        const named = ['read', 'write'] as const;
        for (const blocker of named.flatMap((mode) =>
          rwLockBlockers({ context } as never, mode, by),
        )) {
          expect(holders).toContain(blocker);
        }
      }
    }
  });
});
