/** Adding many states to a shared set at the same time as others add the same ones. */

import type { SharedMemory } from '../store/shared-memory.kernel.ts';
import { SharedSet } from '../store/shared-set.kernel.ts';
import { hashAll } from '../store/table.kernel.ts';
import { type Serving, serve } from './kernels.ts';

/** Who adds what. */
export interface InsertingOrder {
  readonly memory: SharedMemory;
  readonly thread: number;
  /** Threads that begin when all are here; counted in the first word. */
  readonly start: Int32Array;
  readonly threads: number;
  /** States of two words: `(value % 8, value)` for every value below this. */
  readonly values: number;
  readonly by: Serving;
}

const BATCH = 64;

/** Adds them, once all are here; returns how many it was the first to add. */
export function insertAll({ memory, thread, start, threads, values, by }: InsertingOrder): number {
  const set = new SharedSet(memory, thread);
  const { words: packed, hashes, fresh } = serve(set, by, BATCH);
  Atomics.add(start, 0, 1);
  while (Atomics.load(start, 0) < threads);
  for (let first = 0; first < values; first += BATCH) {
    const n = Math.min(BATCH, values - first);
    for (let i = 0; i < n; i++) {
      packed[2 * i] = (first + i) % 8;
      packed[2 * i + 1] = first + i;
    }
    hashAll(packed, 0, 2, n, hashes);
    if (set.makeRoom(BATCH) !== 'ready') throw new Error('there is room');
    set.addAll(packed, n, fresh, Number.POSITIVE_INFINITY, hashes);
  }
  return set.count;
}
