/**
 * A search between two blocks of work, as plain data that names no shard: it can go on from there in
 * this thread, in several, or another day from a file.
 */

import { assert } from '../../base/errors.ts';
import type { InUse } from '../reduce/in-use.ts';
import type { PartialOrderKept } from '../reduce/partial-order.ts';
import type { Explored, ExploredShard } from './explored.ts';
import type { Standing } from './judges.ts';
import type { Seen } from './watch.ts';

/** Packed states one after the other, in pieces of any whole number of states. */
export type Pieces = readonly Int32Array[];

/** What is known of a property; the ends of paths are whole states. */
export interface KeptStanding extends Pick<Standing, 'depth' | 'met'> {
  readonly targets: readonly { readonly words: Int32Array; readonly step: number | null }[];
}

/** An interrupted search. */
export interface Snapshot {
  /** States that were expanded, by depth. */
  readonly expanded: readonly Pieces[];
  /** States at the depth of the last of these that are still to be expanded. */
  readonly open: Pieces;
  /** States found one step deeper. */
  readonly found: Pieces;
  readonly transitions: number;
  /** States are representatives of orbits. */
  readonly isReduced: boolean;
  /** What was decided about partial order; null where it was not asked for. */
  readonly partialOrder: PartialOrderKept | null;
  readonly seen: Omit<Seen, 'standings'>;
  readonly standings: readonly KeptStanding[];
}

/** Gives a snapshot away: the first call returns it, and nothing here holds it afterwards. */
export function once(snapshot: Snapshot): () => Snapshot {
  let held: Snapshot | null = snapshot;
  return () => {
    const given = held;
    held = null;
    assert(given !== null, 'a snapshot is gone on from once');
    return given;
  };
}

/** Words of all states of a search. */
export function wordsIn({ expanded, open, found }: Snapshot): number {
  return [...expanded, open, found].flat().reduce((sum, piece) => sum + piece.length, 0);
}

/** Some states of one shard: numbers from `next` to before `end`. */
export interface Run {
  readonly next: number;
  readonly end: number;
}

/** One shard between two blocks of work. */
export interface ShardState extends ExploredShard {
  /** What is still to be expanded of the level at hand. */
  readonly open: readonly Run[];
}

/** Puts shards together; `explored` are the same ones, `seen` and `transitions` those of all. */
export function takeSnapshot(
  shards: readonly ShardState[],
  explored: Explored,
  seen: Seen,
  transitions: number,
  { symmetry, partialOrder }: InUse,
): Snapshot {
  const { standings, ...rest } = seen;
  const depths = (shards[0]?.levels.length ?? 1) - 1;
  const level = ({ levels, visited }: ShardState, depth: number): Run => ({
    next: levels[depth] ?? visited.count,
    end: levels[depth + 1] ?? visited.count,
  });
  const cut = (runs: (shard: ShardState) => readonly Run[]): Pieces =>
    shards.flatMap((shard) => runs(shard).flatMap((run) => piecesOf(shard, run)));
  return {
    expanded: Array.from({ length: depths }, (_, depth) =>
      cut((shard) =>
        depth < depths - 1 ? [level(shard, depth)] : without(level(shard, depth), shard.open),
      ),
    ),
    open: cut(({ open }) => open),
    found: cut((shard) => [level(shard, depths)]),
    transitions,
    isReduced: symmetry !== null,
    partialOrder,
    seen: rest,
    standings: standings.map(({ depth, met, targets }) => ({
      depth,
      met,
      targets: targets.map(({ state, step }) => ({ words: wordsOf(explored, state), step })),
    })),
  };
}

/** What remains of a run when others are taken out of it. */
function without(run: Run, others: readonly Run[]): readonly Run[] {
  const kept: Run[] = [];
  let { next } = run;
  for (const other of [...others].sort((a, b) => a.next - b.next)) {
    if (next < other.next) kept.push({ next, end: other.next });
    next = other.end;
  }
  if (next < run.end) kept.push({ next, end: run.end });
  return kept;
}

function wordsOf(explored: Explored, id: number): Int32Array {
  const at = explored.at(id);
  return explored.wordsOf(id).slice(at, at + explored.wordCount);
}

function piecesOf({ visited }: ShardState, { next, end }: Run): Int32Array[] {
  assert(visited.pieces !== undefined, 'only a store that has its states in a row can be saved');
  return visited.pieces(next, end);
}
