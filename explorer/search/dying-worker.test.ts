import { expect, test, vi } from 'vitest';
import { link } from '../compile/link.ts';
import { philosophers } from '../testing/systems.ts';
import { breadthFirst } from './breadth-first.ts';

vi.mock('node:worker_threads', async (original) => {
  const threads = await original<typeof import('node:worker_threads')>();
  const program = new URL('../testing/dying-worker.ts', import.meta.url).href;
  const load = `import('tsx/esm/api').then((tsx) => (tsx.register(), import('${program}')));`;
  return {
    ...threads,
    Worker: class extends threads.Worker {
      constructor() {
        super(load, { eval: true });
      }
    },
  };
});

test('a search says so when one of its threads ends while the table is doubled', async () => {
  const system = link({ ...philosophers(12), properties: [] });
  const tuning = { startWorkersAfter: 0, waitForWorkers: true };
  const search = breadthFirst(system, { workers: 3 }, tuning);
  await expect(search).rejects.toThrow('a worker of the search ended with 3 before it should');
  expect((await breadthFirst(system, { workers: 1 })).states).toBe(39_202n);
}, 60_000);
