/**
 * Exhaustive breadth-first search: exact counts, and shortest paths because states are kept in the
 * order of their distance from the initial state.
 */

import { UsageError } from '../../base/errors.ts';
import { CompactionStore } from '../store/compaction.kernel.ts';
import type { LinkedSystem } from '../system.ts';
import type { LimitReached, SearchOptions, SearchResult } from '../verdict.ts';
import { type Begun, begin } from './begin.ts';
import { SearchClock } from './clock.ts';
import { conclude, type ShardReport, snapshotOf } from './conclude.ts';
import { searchByCrew } from './crew.ts';
import { newStore } from './new-store.ts';
import { pause } from './pause.ts';
import type { Shard } from './shard.kernel.ts';
import { BLOCK, type Tuning } from './tuning.ts';
import { Watch } from './watch.ts';

/**
 * Visits every reachable state; with the reduction `symmetry`, one of each orbit under the symmetry that
 * the system declares and has; with `partial-order`, fewer orders of steps that do not concern each
 * other, where that saves enough. Yields to the event loop between blocks of work. Neither
 * {@link SearchOptions.workers} nor `tuning` change anything in the result but the memory it took,
 * unless a limit ends the search.
 */
export async function breadthFirst(
  system: LinkedSystem,
  options: SearchOptions = {},
  tuning: Tuning = {},
): Promise<SearchResult> {
  const { workers = 1, store = 'plain' } = options;
  if (store !== 'plain') refuseToShare(options);
  const clock = new SearchClock(options);
  if (workers > 1) return searchByCrew(system, options, tuning, workers, clock);
  const begun = begin(system, options, tuning, {
    newStore: (layout, symmetry) => newStore(store, layout, symmetry, tuning),
    idOf: (number) => number,
  });
  try {
    return await finish(system, begun, await run(begun, options, tuning, clock), options, tuning);
  } finally {
    // Whoever keeps a snapshot keeps the states.
    if (options.checkpoint === undefined) begun.visited.release?.();
  }
}

/** What came of a search by one thread. */
async function finish(
  system: LinkedSystem,
  { shard, reductions }: Begun,
  limitReached: LimitReached | null,
  { checkpoint }: SearchOptions,
  tuning: Tuning,
): Promise<SearchResult> {
  const limit = limitReached ?? doubtOf(shard);
  if (limit !== null) await checkpoint?.save(snapshotOf([reportOf(shard)], reductions.inUse));
  const ended = {
    shards: [reportOf(shard)],
    limit,
    inUse: reductions.inUse,
    memoryBytesMax: shard.visited.bytesMax,
  };
  return conclude(system, shard.layout, ended, tuning);
}

/** Throws `USAGE-OPTION` for what only a plain store can do. */
function refuseToShare({ workers = 1, resume, checkpoint, store }: SearchOptions): void {
  if (workers === 1 && resume === undefined && checkpoint === undefined) return;
  const what = workers > 1 ? `shared by ${workers} workers` : 'saved or gone on from';
  throw new UsageError('USAGE-OPTION', `a store of kind ${store} cannot be ${what}`, {
    hint: 'Leave one of the two out.',
  });
}

/** What remains open when everything that was found has been expanded. */
function doubtOf({ visited, found }: Shard): LimitReached | null {
  return visited instanceof CompactionStore && found === 0
    ? { kind: 'signatures', value: visited.chanceOfOmission }
    : null;
}

/** Runs block after block until the search is complete or a limit is reached. */
async function run(
  { shard, reductions }: Begun,
  options: SearchOptions,
  { block = BLOCK }: Tuning,
  clock: SearchClock,
): Promise<LimitReached | null> {
  const { limits = {}, onProgress, checkpoint } = options;
  for (;;) {
    const exceeded = clock.exceeded();
    if (exceeded !== null) return exceeded;
    for (let work = 0; work < block; ) {
      if (shard.remaining === 0) {
        if (shard.found === 0 || Watch.isSettled(shard.watch.standings)) return null;
        const level = shard.beginLevel(shard.watch.standings);
        reductions.look(level.next, level.end);
        shard.expand(level);
      }
      const done = shard.expandBatch(limits);
      if (done === 'meet') continue;
      if (typeof done !== 'number') return done;
      work += done;
    }
    onProgress?.(progressOf(shard));
    await pause();
    if (clock.isTimeToSave()) {
      await checkpoint?.save(snapshotOf([reportOf(shard)], reductions.inUse));
      clock.saved();
    }
  }
}

function reportOf(shard: Shard): ShardReport {
  const { visited, levels, remaining, rest, watch, transitions, represented } = shard;
  const open = remaining > 0 ? [rest] : [];
  return { visited, levels, open, seen: watch.seen, transitions, represented };
}

function progressOf({ visited, transitions, found, remaining, depth }: Shard) {
  const frontier = found + remaining;
  return { states: visited.count, transitions, frontier, depth, memoryBytes: visited.bytes };
}
