import { expect, test, vi } from 'vitest';
import { link } from '../compile/link.ts';
import { philosophers } from '../testing/systems.ts';
import { breadthFirst } from './breadth-first.ts';

let started = 0;

vi.mock('node:worker_threads', async (original) => {
  const threads = await original<typeof import('node:worker_threads')>();
  return {
    ...threads,
    Worker: class extends threads.Worker {
      constructor(...given: ConstructorParameters<typeof threads.Worker>) {
        super(...given);
        started++;
      }
    },
  };
});

test('a thread that was not ready when a search ended takes part in a later one', async () => {
  const system = link({ ...philosophers(6), properties: [] });
  const { states } = await breadthFirst(system);
  for (const waitForWorkers of [false, false, true, true]) {
    const tuning = { startWorkersAfter: 0, waitForWorkers };
    expect((await breadthFirst(system, { workers: 2 }, tuning)).states).toBe(states);
  }
  expect(started).toBe(1);
}, 60_000);
