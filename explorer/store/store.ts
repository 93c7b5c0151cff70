/** What a search asks of a set of visited states, whatever it is made of. */

import type { Kernel, Place } from '../wasm/kernel.kernel.ts';

/**
 * What became of a request for room: `ready`; `growing`, ask again; `meet`, there may be more once all
 * threads have met; `memory`, there is no more; `full`, states can no longer be numbered.
 */
export type Room = 'ready' | 'growing' | 'meet' | 'memory' | 'full';

/** A batch that is looked up again and again: code can be made for its arrays. */
export interface Served {
  /** Code for the system, over arrays at {@link StateStore.placeFor}. */
  readonly kernel?: Kernel | null;
  readonly packed: Int32Array;
  readonly hashes: Int32Array;
  readonly fresh: Int32Array;
}

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
   * numbers from the former {@link count} on. Room must have been made. `hashes`: those of
   * `hashOfWords`, where they are known.
   */
  addAll(
    packed: Int32Array,
    n: number,
    fresh: Int32Array,
    countMax: number,
    hashes?: Int32Array,
  ): number;
  /** An array that holds the words of a state, from {@link at} on, until the next call. */
  wordsOf(number: number): Int32Array;
  at(number: number): number;
  /** How many states lie one after the other in that array, from this one on. */
  run(number: number): number;
  /**
   * Says that all states that were found lie at the depth of a level that now begins, or above it, and
   * that only those at that depth will be read from now on.
   */
  beginLevel?(first: number): void;
  /** Says of the next state that was added by which step it was found, and in which state. Only of one that keeps this. */
  noteOrigin?(from: number, step: number): void;
  /** Makes the states at a depth readable when the search has ended, and perhaps no others. */
  recall?(depth: number): void;
  /** The words of a run of states in pieces of whole states, without copying. Only of one that can be saved. */
  pieces?(from: number, to: number): Int32Array[];
  /** Says that nobody will look at it any more. */
  release?(): void;
  /** Says that batches will come in these arrays: code can be made for them. */
  serve?(served: Served): void;
  /** How many successors a {@link Kernel} is best given at once, if not as many as usual. */
  readonly kernelBatch?: number;
  /**
   * Where batches of so many successors are to be for a {@link Kernel} to work on them and the states, with so
   * many words of questions about these (`questionWords`).
   */
  placeFor?(capacity: number, questions?: number): Place | null;
  /** The kernel it is served by, as long as that can work on the states. */
  readonly kernel?: Kernel | null;
}

/**
 * How visited states are kept: as they are; exact, as a tree of shared parts; or as signatures, so that
 * states may be missed.
 */
export const storeKinds = ['plain', 'tree', 'compact'] as const;

export type StoreKind = (typeof storeKinds)[number];
