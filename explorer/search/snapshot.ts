/**
 * A search between two blocks of work, as plain data that names no shard: it can go on from there in
 * this thread, in several, or another day from a file.
 */

import { assert } from '../../base/errors.ts';
import type { InUse } from '../reduce/in-use.ts';
import type { PartialOrderKept } from '../reduce/partial-order.ts';
import type { StateStore } from '../store/store.ts';
import { VisitedSet } from '../store/visited.kernel.ts';
import type { Explored } from './explored.ts';
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

/** One shard between two blocks of work. */
export interface ShardState {
  readonly visited: StateStore;
  readonly levels: readonly number[];
  /** Number of the next state to expand. */
  readonly next: number;
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
  const cut = (from: (shard: ShardState) => number, to: (shard: ShardState) => number): Pieces =>
    shards.flatMap((shard) => piecesOf(shard.visited, from(shard), to(shard)));
  const begin = (depth: number) => (shard: ShardState) =>
    shard.levels[depth] ?? shard.visited.count;
  const next = (shard: ShardState): number => shard.next;
  return {
    expanded: Array.from({ length: depths }, (_, depth) =>
      cut(begin(depth), depth === depths - 1 ? next : begin(depth + 1)),
    ),
    open: cut(next, begin(depths)),
    found: cut(begin(depths), begin(depths + 1)),
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

function wordsOf(explored: Explored, id: number): Int32Array {
  const at = explored.at(id);
  return explored.wordsOf(id).slice(at, at + explored.wordCount);
}

/** The words of a run of states, without copying them. */
function piecesOf(visited: StateStore, from: number, to: number): Int32Array[] {
  assert(visited instanceof VisitedSet, 'only a plain store holds states one after the other');
  const { wordCount } = visited;
  const pieces: Int32Array[] = [];
  for (let number = from; number < to; ) {
    const words = visited.wordsOf(number);
    const at = visited.at(number);
    const states = Math.min(to - number, Math.floor((words.length - at) / wordCount));
    pieces.push(words.subarray(at, at + states * wordCount));
    number += states;
  }
  return pieces;
}
