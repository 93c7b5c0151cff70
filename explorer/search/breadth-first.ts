/**
 * Exhaustive breadth-first search: exact counts, and shortest paths because states are kept in the
 * order of their distance from the initial state.
 */

import type { LinkedSystem } from '../system.ts';
import type { LimitReached, SearchOptions, SearchResult } from '../verdict.ts';
import { conclude } from './conclude.ts';
import { searchByCrew } from './crew.ts';
import { Shard } from './shard.kernel.ts';
import { Watch } from './watch.ts';

/**
 * Visits every reachable state. Yields to the event loop between blocks of work. Once
 * `generateAfter` states have been expanded (by default, when that pays), successors come from code
 * made for the system; this changes nothing but the time.
 */
export async function breadthFirst(
  system: LinkedSystem,
  options: SearchOptions = {},
  generateAfter?: number,
): Promise<SearchResult> {
  const { workers = 1 } = options;
  if (workers > 1) return searchByCrew(system, options, workers, generateAfter);
  const shard = new Shard(system, { me: 0, shards: 1 }, generateAfter);
  const limit = await run(shard, options);
  const report = { ...reportOf(shard), visited: shard.visited };
  return conclude(system, shard.layout, [report], limit, pause);
}

function reportOf({ watch, levels, transitions, frontier }: Shard) {
  return { seen: watch.seen, levels, transitions, frontier };
}

/** Runs block after block until the search is complete or a limit is reached. */
async function run(shard: Shard, options: SearchOptions): Promise<LimitReached | null> {
  const { limits = {}, signal, onProgress, now } = options;
  const started = now?.() ?? 0;
  for (;;) {
    if (shard.remaining === 0) {
      if (shard.frontier === 0 || Watch.isSettled(shard.watch.standings)) return null;
      shard.beginLevel(shard.watch.standings);
    }
    const limit = shard.expandBlock(limits, null);
    if (limit !== null) return limit;
    onProgress?.(progressOf(shard));
    await pause();
    if (signal?.aborted === true) return { kind: 'interrupted', value: 0 };
    if (limits.timeMsMax !== undefined && now !== undefined && now() - started > limits.timeMsMax) {
      return { kind: 'time', value: limits.timeMsMax };
    }
  }
}

function progressOf({ visited, transitions, frontier, depth }: Shard) {
  return { states: visited.count, transitions, frontier, depth, memoryBytes: visited.bytes };
}

/** Lets everybody else run. */
function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
