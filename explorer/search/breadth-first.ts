/**
 * Exhaustive breadth-first search: exact counts, and shortest paths because states are kept in the
 * order of their distance from the initial state.
 */

import { UsageError } from '../../base/errors.ts';
import type { InUse } from '../reduce/in-use.ts';
import { type LevelAhead, PartialOrder } from '../reduce/partial-order.ts';
import { symmetryOf } from '../reduce/symmetry.ts';
import { CompactionStore } from '../store/compaction.kernel.ts';
import type { LinkedSystem } from '../system.ts';
import type { LimitReached, SearchOptions, SearchResult } from '../verdict.ts';
import { SearchClock } from './clock.ts';
import { conclude, snapshotOf } from './conclude.ts';
import { searchByCrew } from './crew.ts';
import { ALONE, Shard } from './shard.kernel.ts';
import { once, type Snapshot, wordsIn } from './snapshot.ts';
import { layOut } from './successors.kernel.ts';
import { HAND_OVER_AFTER, type Tuning } from './tuning.ts';
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
  const { handOverAfter = HAND_OVER_AFTER } = tuning;
  const clock = new SearchClock(options);
  const { start, partialOrder, inUse } = begin(system, options, tuning);
  const handOver = (snapshot: () => Snapshot): Promise<SearchResult> =>
    searchByCrew(system, options, workers, { clock, tuning, inUse: inUse(), snapshot });
  if (typeof start === 'function') return handOver(start);
  const shard = start;
  const until = workers > 1 ? handOverAfter : Number.POSITIVE_INFINITY;
  const snapshot = (): Snapshot => snapshotOf([reportOf(shard)], inUse());
  const end = (await run(shard, partialOrder, options, clock, until, snapshot)) ?? doubtOf(shard);
  if (end === 'hand over') return handOver(once(snapshot()));
  if (end !== null) await options.checkpoint?.save(snapshot());
  return conclude(system, shard.layout, [reportOf(shard)], end, inUse(), pause);
}

/** The search by one thread, or what several go on from at once. */
interface Begun {
  readonly start: Shard | (() => Snapshot);
  /** Null where it is not used, and where several go on. */
  readonly partialOrder: PartialOrder | null;
  readonly inUse: () => InUse;
}

/** Holds no snapshot when it returns. */
function begin(
  system: LinkedSystem,
  { workers = 1, resume, store = 'plain', reductions = [] }: SearchOptions,
  tuning: Tuning,
): Begun {
  const snapshot = resume?.();
  const isReduced = snapshot?.isReduced ?? reductions.includes('symmetry');
  const symmetry = isReduced ? symmetryOf(system) : null;
  const kept = snapshot?.partialOrder;
  if (workers > 1 && snapshot !== undefined) {
    const states = wordsIn(snapshot) / layOut(system).wordCount;
    const isLarge = states >= (tuning.handOverAfter ?? HAND_OVER_AFTER);
    if (isLarge && kept?.isDecided !== false) {
      const inUse = { symmetry, partialOrder: kept ?? null };
      return { start: once(snapshot), partialOrder: null, inUse: () => inUse };
    }
  }
  const means = { tuning, store, symmetry };
  const start = new Shard(system, ALONE, means, snapshot);
  const isAsked = kept === undefined ? reductions.includes('partial-order') : kept !== null;
  const partialOrder = isAsked
    ? new PartialOrder(system, start.layout, symmetry, tuning.partialOrder, kept ?? undefined)
    : null;
  start.taking = partialOrder?.sets ?? null;
  const inUse = (): InUse => ({ symmetry, partialOrder: partialOrder?.kept ?? null });
  return { start, partialOrder, inUse };
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
function doubtOf({ visited, frontier }: Shard): LimitReached | null {
  return visited instanceof CompactionStore && frontier === 0
    ? { kind: 'signatures', value: visited.chanceOfOmission }
    : null;
}

/** Runs block after block until the search is complete, a limit is reached, or others are to go on. */
async function run(
  shard: Shard,
  partialOrder: PartialOrder | null,
  options: SearchOptions,
  clock: SearchClock,
  handOverAfter: number,
  snapshot: () => Snapshot,
): Promise<LimitReached | 'hand over' | null> {
  const { limits = {}, onProgress, checkpoint } = options;
  for (;;) {
    const isUndecided = partialOrder?.kept.isDecided === false;
    if (shard.visited.count >= handOverAfter && !isUndecided) return 'hand over';
    if (shard.remaining === 0) {
      if (shard.frontier === 0 || Watch.isSettled(shard.watch.standings)) return null;
      shard.beginLevel(shard.watch.standings);
      partialOrder?.look(levelAhead(shard));
      shard.taking = partialOrder?.sets ?? null;
    }
    const limit = shard.expandBlock(limits, null);
    if (limit !== null) return limit;
    onProgress?.(progressOf(shard));
    await pause();
    const exceeded = clock.exceeded();
    if (exceeded !== null) return exceeded;
    if (clock.isTimeToSave()) {
      await checkpoint?.save(snapshot());
      clock.saved();
    }
  }
}

function levelAhead({ visited, next, remaining, watch }: Shard): LevelAhead {
  return { states: visited, first: next, end: next + remaining, standings: watch.standings };
}

function reportOf({ visited, levels, next, watch, transitions, represented }: Shard) {
  return { visited, levels, next, seen: watch.seen, transitions, represented };
}

function progressOf({ visited, transitions, frontier, depth }: Shard) {
  return { states: visited.count, transitions, frontier, depth, memoryBytes: visited.bytes };
}

/** Lets everybody else run. */
function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
