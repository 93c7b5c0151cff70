/**
 * What is asked of successor tables again and again, found out once for as long as they are in use: many
 * steps share a table.
 *
 * Reads are unchecked: tables are gone through from end to end.
 */

const acceptedIn = new WeakMap<Int32Array, number>();

/** In how many local states a successor table accepts. */
export function accepted(next: Int32Array): number {
  const known = acceptedIn.get(next);
  if (known !== undefined) return known;
  let count = 0;
  for (let local = 0; local < next.length; local++) if (next[local]! >= 0) count++;
  acceptedIn.set(next, count);
  return count;
}

const movesOfTables = new WeakMap<Int32Array, Int32Array>();

/** Where a successor table leads from one local state to another: pairs, one after the other. */
export function movesOf(next: Int32Array): Int32Array {
  const known = movesOfTables.get(next);
  if (known !== undefined) return known;
  const pairs: number[] = [];
  for (let from = 0; from < next.length; from++) {
    const to = next[from]!;
    if (to >= 0 && to !== from) pairs.push(from, to);
  }
  const moves = Int32Array.from(pairs);
  movesOfTables.set(next, moves);
  return moves;
}
