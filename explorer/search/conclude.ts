/** What the shards of a search found, put together into its result. */

import type { LinkedSystem } from '../system.ts';
import type { Coverage, LimitReached, SearchResult } from '../verdict.ts';
import { Explored, type ExploredShard } from './explored.ts';
import { together, verdictOn } from './judges.ts';
import { shortestPaths } from './shortest.ts';
import type { Layout } from './successors.kernel.ts';
import type { Seen } from './watch.ts';

/** What one shard has to say at the end. */
export interface ShardReport extends ExploredShard {
  readonly seen: Seen;
  readonly transitions: number;
  /** States found and not expanded. */
  readonly frontier: number;
}

/** Verdicts, counts and the paths to show. Awaits `pause` every few tens of milliseconds. */
export async function conclude(
  system: LinkedSystem,
  layout: Layout,
  shards: readonly ShardReport[],
  limit: LimitReached | null,
  pause: () => Promise<void>,
): Promise<SearchResult> {
  const sum = (of: (shard: ShardReport) => number): number =>
    shards.reduce((total, shard) => total + of(shard), 0);
  const complete = limit === null && sum(({ frontier }) => frontier) === 0;
  const standings = system.properties.map((_, p) =>
    together(shards.flatMap(({ seen }) => seen.standings[p] ?? [])),
  );
  const explored = new Explored(shards);
  const paths = await shortestPaths(
    system,
    layout,
    explored,
    standings.map(({ targets }) => targets),
    pause,
  );
  return {
    engine: 'explicit',
    complete,
    limit,
    states: BigInt(explored.count),
    transitions: BigInt(sum(({ transitions }) => transitions)),
    depth: explored.depth,
    deadlocks: BigInt(sum(({ seen }) => seen.deadlocks)),
    terminal: BigInt(sum(({ seen }) => seen.terminal)),
    memoryBytesMax: sum(({ visited }) => visited.bytesMax),
    properties: system.properties.map((property, p) => ({
      ...verdictOn(property, standings[p] ?? together([]), complete, limit),
      path: paths[p] ?? null,
    })),
    coverage: coverageOf(shards.map(({ seen }) => seen.coverage)),
  };
}

/** What any of them covers. */
function coverageOf(all: readonly Coverage[]): Coverage {
  const either = (arrays: readonly Uint8Array[]): Uint8Array =>
    Uint8Array.from(arrays[0] ?? [], (_, i) => (arrays.some((array) => array[i] === 1) ? 1 : 0));
  return {
    steps: either(all.map(({ steps }) => steps)),
    localStates: (all[0]?.localStates ?? []).map((_, slot) =>
      either(all.map(({ localStates }) => localStates[slot] ?? new Uint8Array(0))),
    ),
  };
}
