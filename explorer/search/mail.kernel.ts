/**
 * Successors on their way from the shard that found them to the shard that owns them.
 *
 * There is one box for each pair of shards, in shared memory. A box holds a number of records, and
 * after it the records: the words of a state, the step that led to it, its hash. A box is filled by
 * one shard and emptied by another, never at the same time: barriers lie between.
 */

import { ownerOf, type Partition } from './partition.kernel.ts';
import type { Batch } from './successors.kernel.ts';

/** Records in a box: rounds are long compared with the time to meet. */
export const BOX_CAPACITY = 1 << 17;

/** Shared memory for all boxes between so many shards. */
export function newPostOffice(shards: number, wordCount: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(shards * shards * boxLength(wordCount) * 4));
}

function boxLength(wordCount: number): number {
  return 1 + BOX_CAPACITY * (wordCount + 2);
}

/** What one shard sends and receives. */
export class Mail {
  readonly #office: Int32Array;
  readonly #wordCount: number;
  readonly #me: number;
  readonly #shards: number;
  readonly #partition: Partition;

  constructor(office: Int32Array, me: number, partition: Partition) {
    this.#office = office;
    this.#wordCount = partition.masks.length;
    this.#me = me;
    this.#shards = partition.shards;
    this.#partition = partition;
  }

  /** Whether every box to another shard takes `n` more records. */
  hasRoom(n: number): boolean {
    for (let to = 0; to < this.#shards; to++) {
      if (to !== this.#me && this.#office[this.#box(this.#me, to)]! + n > BOX_CAPACITY)
        return false;
    }
    return true;
  }

  /** Posts those of the first `n` members that others own; returns how many remain, in order. */
  post(batch: Batch, hashes: Int32Array, n: number): number {
    const office = this.#office;
    const wordCount = this.#wordCount;
    const { words, step } = batch;
    let kept = 0;
    for (let i = 0; i < n; i++) {
      const hash = hashes[i]!;
      const from = i * wordCount;
      const owner = ownerOf(this.#partition, words, from);
      if (owner === this.#me) {
        for (let w = 0; w < wordCount; w++) words[kept * wordCount + w] = words[from + w]!;
        step[kept] = step[i]!;
        hashes[kept++] = hash;
      } else {
        const box = this.#box(this.#me, owner);
        const at = box + 1 + office[box]! * (wordCount + 2);
        for (let w = 0; w < wordCount; w++) office[at + w] = words[from + w]!;
        office[at + wordCount] = step[i]!;
        office[at + wordCount + 1] = hash;
        office[box] = office[box]! + 1;
      }
    }
    return kept;
  }

  /** Moves records from the box of a shard to the batch, as many as fit; 0 when it is empty. */
  collect(from: number, batch: Batch, hashes: Int32Array): number {
    const office = this.#office;
    const wordCount = this.#wordCount;
    const { words, step, capacity } = batch;
    const box = this.#box(from, this.#me);
    const waiting = office[box]!;
    const n = Math.min(waiting, capacity);
    for (let i = 0; i < n; i++) {
      const at = box + 1 + (waiting - n + i) * (wordCount + 2);
      for (let w = 0; w < wordCount; w++) words[i * wordCount + w] = office[at + w]!;
      step[i] = office[at + wordCount]!;
      hashes[i] = office[at + wordCount + 1]!;
    }
    office[box] = waiting - n;
    return n;
  }

  #box(from: number, to: number): number {
    return (from * this.#shards + to) * boxLength(this.#wordCount);
  }
}
