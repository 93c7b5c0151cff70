/** Batches on their way into the visited states: what is new, where it comes from, how large its orbit is. */

import { assert } from '../../base/errors.ts';
import type { Symmetry } from '../reduce/symmetry.ts';
import { Canonicaliser } from '../reduce/symmetry-canonical.kernel.ts';
import type { StateStore } from '../store/store.ts';
import { hashOfWords } from '../store/table.kernel.ts';
import type { LimitReached, Limits } from '../verdict.ts';
import type { BatchArrays } from '../wasm/area.ts';
import type { Pieces } from './snapshot.ts';
import type { Batch, Layout } from './successors.kernel.ts';

export class Intake {
  /** Members of the batch that were new. */
  readonly fresh: Int32Array;
  /** The store wants to know where states come from. */
  readonly wantsOrigins: boolean;
  readonly #visited: StateStore;
  readonly #batch: Batch;
  readonly #hashes: Int32Array;
  readonly #wordCount: number;
  readonly #form: Canonicaliser | null;
  /** States that were added; where symmetry is used, those in their orbits. */
  #added = 0;
  #inOrbits = 0n;
  /** The words of new members, one after the other. */
  readonly #news: Int32Array;

  /** `arrays`: those of the batch. */
  constructor(
    layout: Layout,
    visited: StateStore,
    batch: Batch,
    { hashes, fresh }: BatchArrays,
    symmetry: Symmetry | null,
  ) {
    this.#visited = visited;
    this.#batch = batch;
    this.#hashes = hashes;
    this.#wordCount = layout.wordCount;
    this.fresh = fresh;
    this.wantsOrigins = visited.noteOrigin !== undefined;
    this.#form = symmetry === null ? null : new Canonicaliser(symmetry, layout);
    this.#news = new Int32Array(symmetry === null ? 0 : batch.words.length);
  }

  /** Only representatives of orbits are added. */
  get isCanonical(): boolean {
    return this.#form !== null;
  }

  /** States in the orbits of those that were added. */
  get represented(): bigint {
    return this.#form === null ? BigInt(this.#added) : this.#inOrbits;
  }

  /**
   * Makes room for as many states as a batch holds. `meet`: there may be some once all threads have
   * met.
   */
  makeRoom({ memoryBytesMax }: Limits): LimitReached | 'meet' | null {
    const visited = this.#visited;
    for (;;) {
      const room = visited.makeRoom(this.#batch.capacity, memoryBytesMax);
      if (room === 'ready') return null;
      if (room === 'meet') return room;
      if (room === 'full') return { kind: 'states', value: visited.count };
      if (room === 'memory') return { kind: 'memory', value: memoryBytesMax ?? visited.bytes };
    }
  }

  /** Puts representatives of their orbits in the place of the members of the batch. */
  canonicalise(): void {
    this.#form?.canonicalise(this.#batch.words, 0, this.#batch.count);
  }

  /**
   * Adds the first `n` members, whose hashes are known; there is room. Returns how many were new, or
   * -1 when there would have been more than `countMax` states.
   */
  add(n: number, countMax = Number.POSITIVE_INFINITY): number {
    const visited = this.#visited;
    const known = visited.count;
    const { words } = this.#batch;
    const done = visited.addAll(words, n, this.fresh, countMax, this.#hashes);
    const added = visited.count - known;
    this.#noteOrigins(added);
    this.#represent(added);
    return done === n ? added : -1;
  }

  /** Adds the only member of the batch, which comes from nowhere. */
  addInitial(): void {
    assert(this.makeRoom({}) === null, 'there is memory for one state');
    this.#visited.addAll(this.#batch.words, 1, this.fresh, 1, this.#hashes);
    this.#represent(1);
  }

  /** Adds packed states, all of which are new. */
  readd(pieces: Pieces): void {
    const wordCount = this.#wordCount;
    const { words, capacity } = this.#batch;
    for (const piece of pieces) {
      for (let from = 0; from < piece.length; from += capacity * wordCount) {
        const part = piece.subarray(from, from + capacity * wordCount);
        const n = part.length / wordCount;
        words.set(part);
        for (let i = 0; i < n; i++) this.#hashes[i] = hashOfWords(words, i * wordCount, wordCount);
        assert(this.makeRoom({}) === null, 'there is memory for the states of a snapshot');
        assert(this.add(n) === n, 'the states of a snapshot are different');
      }
    }
  }

  /** Adds up the orbits of the states that the batch has added. */
  #represent(added: number): void {
    this.#added += added;
    if (this.#form === null) return;
    const wordCount = this.#wordCount;
    const { words } = this.#batch;
    const news = this.#news.subarray(0, added * wordCount);
    for (let k = 0; k < added; k++) {
      const from = this.fresh[k]! * wordCount;
      for (let w = 0; w < wordCount; w++) news[k * wordCount + w] = words[from + w]!;
    }
    this.#inOrbits += this.#form.orbitSizes(news);
  }

  /** Says where the states come from that the batch has added. */
  #noteOrigins(added: number): void {
    if (!this.wantsOrigins) return;
    const { from, step } = this.#batch;
    for (let k = 0; k < added; k++) {
      const i = this.fresh[k]!;
      this.#visited.noteOrigin?.(from[i]!, step[i]!);
    }
  }
}
