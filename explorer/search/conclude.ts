/** What the shards of a search found, put together into its result. */

import type { InUse } from '../reduce/in-use.ts';
import type { Symmetry } from '../reduce/symmetry.ts';
import type { LinkedSystem } from '../system.ts';
import type { Coverage, LimitReached, SearchResult, SymmetryUsed } from '../verdict.ts';
import { Explored } from './explored.ts';
import { together, verdictOn } from './judges.ts';
import { pause } from './pause.ts';
import { shortestPaths } from './shortest.ts';
import { type ShardState, type Snapshot, takeSnapshot } from './snapshot.ts';
import type { Layout } from './successors.kernel.ts';
import { type Tuning, WAYS_BACK } from './tuning.ts';
import type { Seen } from './watch.ts';

/** What one shard has to say at the end, or between two blocks of work. */
export interface ShardReport extends ShardState {
  readonly seen: Seen;
  readonly transitions: number;
  /** States in the orbits of its states. */
  readonly represented: bigint;
}

/** A search that has ended. */
export interface Ended {
  readonly shards: readonly ShardReport[];
  readonly limit: LimitReached | null;
  readonly inUse: InUse;
  readonly memoryBytesMax: number;
}

/** What all shards have seen together. */
export function allSeen(shards: readonly ShardReport[]): Seen {
  const seen = shards.map((shard) => shard.seen);
  const properties = seen[0]?.standings.length ?? 0;
  return {
    standings: Array.from({ length: properties }, (_, p) =>
      together(seen.flatMap(({ standings }) => standings[p] ?? [])),
    ),
    terminal: sum(seen, ({ terminal }) => terminal),
    deadlocks: sum(seen, ({ deadlocks }) => deadlocks),
    coverage: coverageOf(seen.map(({ coverage }) => coverage)),
  };
}

/** The search as it is now, to go on from. */
export function snapshotOf(shards: readonly ShardReport[], inUse: InUse): Snapshot {
  const transitions = sum(shards, (shard) => shard.transitions);
  return takeSnapshot(shards, new Explored(shards), allSeen(shards), transitions, inUse);
}

function sum<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((total, one) => total + of(one), 0);
}

/** Verdicts, counts and the paths to show. Lets others run every few tens of milliseconds. */
export async function conclude(
  system: LinkedSystem,
  layout: Layout,
  { shards, limit, inUse: { symmetry, partialOrder }, memoryBytesMax }: Ended,
  { waysBack = WAYS_BACK }: Tuning,
): Promise<SearchResult> {
  const explored = new Explored(shards);
  const complete = limit === null && openIn(shards) === 0;
  const { standings, terminal, deadlocks, coverage } = allSeen(shards);
  const paths = await shortestPaths(
    system,
    layout,
    explored,
    standings.map(({ targets }) => targets),
    { symmetry, waysBack, pause },
  );
  return {
    engine: 'explicit',
    complete,
    limit,
    states: BigInt(explored.count),
    transitions: BigInt(sum(shards, ({ transitions }) => transitions)),
    depth: explored.depth,
    deadlocks: BigInt(deadlocks),
    terminal: BigInt(terminal),
    memoryBytesMax,
    properties: system.properties.map((property, p) => ({
      ...verdictOn(property, standings[p] ?? together([]), complete, limit),
      path: paths[p] ?? null,
    })),
    coverage,
    symmetry: symmetry === null ? null : useOf(system, symmetry, shards),
    partialOrder: partialOrder?.used ?? null,
  };
}

/** States that were found and not expanded. */
function openIn(shards: readonly ShardReport[]): number {
  return sum(
    shards,
    ({ visited, levels, open }) =>
      visited.count - (levels.at(-1) ?? 0) + sum(open, ({ next, end }) => end - next),
  );
}

/** What came of symmetry. */
function useOf(
  { slots }: LinkedSystem,
  { blocks, refused }: Symmetry,
  shards: readonly ShardReport[],
): SymmetryUsed {
  const names = (column: readonly number[]) => column.map((slot) => slots[slot]?.component ?? '');
  return {
    exchanged: blocks.map(({ columns }) => columns.map(names)),
    refused,
    represented: shards.reduce((total, { represented }) => total + represented, 0n),
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
