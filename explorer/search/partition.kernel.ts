/**
 * Which shard owns a state.
 *
 * The owner is a hash of a few slots that seldom change, so that most successors stay where they were
 * found and need no mail (Lerda and Sisto, Distributed-Memory Model Checking with SPIN, SPIN 1999, who
 * take the state of one process). Which slots these are is found out on a sample of states.
 */

import { appendSuccessors, type Layout, newBatch, unpack } from './successors.kernel.ts';

/** Plain data: all shards must have the same one. */
export interface Partition {
  readonly shards: number;
  /** `masks[w]`: the bits of word `w` that decide. */
  readonly masks: Int32Array;
}

/** States looked at to choose a partition. */
const SAMPLE = 2_000;
/** Different values of the deciding slots there must be in the sample, for each shard. */
const VALUES_PER_SHARD = 200;
/** How much more than its share of the sample a shard may own. */
const EXCESS_MAX = 1.1;

/** The shard that owns the state packed at `words[at ..]`. */
export function ownerOf({ shards, masks }: Partition, words: Int32Array, at: number): number {
  return ((maskedHash(masks, words, at) >>> 16) * shards) >>> 16;
}

function maskedHash(masks: Int32Array, words: Int32Array, at: number): number {
  let h = 0;
  for (let w = 0; w < masks.length; w++) {
    h = Math.imul(h ^ (words[at + w]! & masks[w]!), 0x9e3779b1);
    h ^= h >>> 15;
  }
  return Math.imul(h, 0xc2b2ae35);
}

/**
 * The partition with the fewest deciding slots, of those that change least often, that shares the
 * sample out evenly; by all slots if there is none. `pieces`: packed states the search is at.
 */
export function choosePartition(
  layout: Layout,
  pieces: readonly Int32Array[],
  shards: number,
): Partition {
  const sample = sampleOf(pieces, layout.wordCount);
  const masks = new Int32Array(layout.wordCount);
  for (const slot of slotsByChanges(layout, sample)) {
    masks[layout.slotWord[slot]!]! |= layout.slotMask[slot]! << layout.slotShift[slot]!;
    if (isEven({ shards, masks }, sample)) return { shards, masks };
  }
  return { shards, masks: masks.fill(-1) };
}

/** Every so many-th state. */
function sampleOf(pieces: readonly Int32Array[], wordCount: number): readonly Int32Array[] {
  const count = pieces.reduce((sum, piece) => sum + piece.length / wordCount, 0);
  const every = Math.max(1, Math.floor(count / SAMPLE));
  const sample: Int32Array[] = [];
  let skip = 0;
  for (const piece of pieces) {
    const states = piece.length / wordCount;
    for (; skip < states; skip += every) {
      sample.push(piece.subarray(skip * wordCount, (skip + 1) * wordCount));
    }
    skip -= states;
  }
  return sample;
}

/** Slots that differ within the sample, those first that the fewest steps out of it change. */
function slotsByChanges(layout: Layout, sample: readonly Int32Array[]): readonly number[] {
  const changes = new Int32Array(layout.slotCount);
  const varies = new Uint8Array(layout.slotCount);
  const first = new Int32Array(layout.slotCount);
  const after = new Int32Array(layout.slotCount);
  const batch = newBatch(layout, 1);
  if (sample[0] !== undefined) unpack(layout, sample[0], 0, first);
  for (const words of sample) {
    batch.count = 0;
    appendSuccessors(layout, batch, words, 0, 0);
    for (let slot = 0; slot < layout.slotCount; slot++) {
      if (batch.state[slot] !== first[slot]) varies[slot] = 1;
    }
    for (let i = 0; i < batch.count; i++) {
      unpack(layout, batch.words, i * layout.wordCount, after);
      for (let slot = 0; slot < layout.slotCount; slot++) {
        if (after[slot] !== batch.state[slot]) changes[slot]!++;
      }
    }
  }
  return [...changes.keys()]
    .filter((slot) => varies[slot] === 1)
    .sort((a, b) => changes[a]! - changes[b]! || a - b);
}

function isEven(partition: Partition, sample: readonly Int32Array[]): boolean {
  const { shards, masks } = partition;
  const owned = new Int32Array(shards);
  const values = new Set<number>();
  for (const words of sample) {
    owned[ownerOf(partition, words, 0)]!++;
    values.add(maskedHash(masks, words, 0));
  }
  return (
    values.size >= VALUES_PER_SHARD * shards &&
    Math.max(...owned) <= (EXCESS_MAX * sample.length) / shards
  );
}
