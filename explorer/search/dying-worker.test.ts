import { expect, test, vi } from 'vitest';
import { link } from '../compile/link.ts';
import { philosophers } from '../testing/systems.ts';
import { breadthFirst } from './breadth-first.ts';

/** Turns the leader may take until it notices that a thread has ended. */
const TURNS_MAX = 50;

/** Turns since one has ended; null before. */
let turns: number | null = null;

vi.mock('node:worker_threads', async (original) => {
  const threads = await original<typeof import('node:worker_threads')>();
  const program = new URL('../testing/dying-worker.ts', import.meta.url).href;
  const load = `import('tsx/esm/api').then((tsx) => (tsx.register(), import('${program}')));`;
  return {
    ...threads,
    Worker: class extends threads.Worker {
      constructor() {
        super(load, { eval: true });
        this.once('exit', () => {
          turns ??= 0;
        });
      }
    },
  };
});

vi.mock('./pause.ts', async (original) => {
  const { pause } = await original<typeof import('./pause.ts')>();
  return {
    pause: () => {
      if (turns !== null && turns++ > TURNS_MAX) throw new Error('the leader waits for ever');
      return pause();
    },
  };
});

test('a search says so when one of its threads ends while the table is doubled', async () => {
  const system = link({ ...philosophers(12), properties: [] });
  const tuning = { startWorkersAfter: 0, waitForWorkers: true };
  const search = breadthFirst(system, { workers: 3 }, tuning);
  await expect(search).rejects.toThrow('a worker of the search ended with 3 before it should');
  turns = null;
  expect((await breadthFirst(system, { workers: 1 })).states).toBe(39_202n);
}, 60_000);
