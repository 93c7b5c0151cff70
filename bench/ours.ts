/** Our own searches. The engine is asked all properties of the system, and for the traces. */

import { createHash } from 'node:crypto';
import { breadthFirst, type SearchOptions, type SearchResult } from '../explorer/index.ts';
import type { Contestant } from './contest.ts';

/** One more line for every option that is to be measured. */
export const ours: readonly Contestant[] = [
  engine('interlock'),
  engine('interlock, 2 workers', { workers: 2 }),
  engine('interlock, tree', { store: 'tree' }),
];

function engine(name: string, options: SearchOptions = {}): Contestant {
  return {
    name,
    ready: async ({ linked }) => [
      {
        how: 'all properties',
        readyMs: 0,
        run: async () => {
          const cpu = process.cpuUsage();
          const started = performance.now();
          const result = await breadthFirst(linked, options);
          const elapsedMs = performance.now() - started;
          const { user, system } = process.cpuUsage(cpu);
          return {
            states: Number(result.states),
            transitions: Number(result.transitions),
            elapsedMs,
            cpuMs: (user + system) / 1000,
            bytesPerState: result.memoryBytesMax / Number(result.states),
            resultHash: hashOfResult(result),
          };
        },
      },
    ],
  };
}

/** A hash over counts, depth, verdicts and paths, and coverage. */
export function hashOfResult(result: SearchResult): string {
  const { states, transitions, depth, deadlocks, terminal, properties, coverage } = result;
  const verdicts = properties.map(({ name, verdict, path }) => [name, verdict, path]);
  const counts = [states, transitions, deadlocks, terminal].map(String);
  const seen = [coverage.steps, ...coverage.localStates].map((bits) => [...bits]);
  return hashOf([counts, depth, verdicts, seen]);
}

/** The first digits of a hash of anything that JSON can say. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 12);
}
