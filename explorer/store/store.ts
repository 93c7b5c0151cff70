/** What a search asks of a set of visited states. */

import type { Room } from './visited.kernel.ts';

export type { Room } from './visited.kernel.ts';

/** Visited states, numbered in order of discovery. A state is `wordCount` packed 32-bit words. */
export interface StateStore {
  readonly wordCount: number;
  /** Number of states. */
  readonly count: number;
  readonly bytes: number;
  /** The most bytes that were ever held at once. */
  readonly bytesMax: number;
  /** Makes room for `n` more states in at most `bytesMax` bytes; `growing` asks for another call. */
  makeRoom(n: number, bytesMax?: number): Room;
  /**
   * Adds the first `n` of the packed states, in order, but never more than `countMax` in all: returns
   * how many were dealt with. `fresh[0 ..]` are the indices of those that were new; they got the
   * numbers from the former {@link count} on. Room must have been made.
   */
  addAll(packed: Int32Array, n: number, fresh: Int32Array, countMax: number): number;
  /** Writes the words of a state to `out[at ..]`. */
  load(number: number, out: Int32Array, at: number): void;
}
