/**
 * One share of a breadth-first search: the states whose hash it owns, and the work of expanding them.
 * A search by one thread is one shard that owns everything.
 *
 * States are expanded in batches: the successors of some hundred states are collected, each is replaced
 * by the representative of its orbit where symmetry is used, those met a moment ago are left out, those that others own are posted to them, and the rest is looked up
 * together and, where new, shown to the judges.
 */

import { assert } from '../../base/errors.ts';
import type { StubbornSets } from '../reduce/stubborn.kernel.ts';
import type { Symmetry } from '../reduce/symmetry.ts';
import { Canonicaliser } from '../reduce/symmetry-canonical.kernel.ts';
import { CompactionStore } from '../store/compaction.kernel.ts';
import { Recent } from '../store/recent.kernel.ts';
import type { StateStore, StoreKind } from '../store/store.ts';
import { hashOfWords } from '../store/table.kernel.ts';
import { VisitedSet } from '../store/visited.kernel.ts';
import type { LinkedSystem } from '../system.ts';
import type { LimitReached, Limits } from '../verdict.ts';
import { type Appender, generate, recordCount } from './generate.kernel.ts';
import type { Standing } from './judges.ts';
import { BOX_CAPACITY, type Mail } from './mail.kernel.ts';
import { newStore } from './new-store.ts';
import { ownerOf, type Partition } from './partition.kernel.ts';
import type { Pieces, Snapshot } from './snapshot.ts';
import {
  appendSuccessors,
  type Batch,
  hasRoom,
  type Layout,
  layOut,
  newBatch,
  pack,
  unpack,
} from './successors.kernel.ts';
import { BATCH, BLOCK, type Tuning } from './tuning.ts';
import { Watch } from './watch.ts';

/**
 * Expanded states after which code made for the system pays for its compilation: so many in any case,
 * and so many for each record that is to be compiled.
 */
const GENERATE_AFTER = 10_000;
const GENERATE_AFTER_PER_RECORD = 20;

/** Which shard this is; states are named apart by {@link Shard.idOf}. */
export interface Place {
  readonly me: number;
  readonly partition: Partition;
}

/** The one that owns every state. */
export const ALONE: Place = { me: 0, partition: { shards: 1, masks: new Int32Array(0) } };

/** How to search. */
export interface Means {
  readonly tuning: Tuning;
  readonly store: StoreKind;
  /** Only representatives of its orbits are kept. */
  readonly symmetry: Symmetry | null;
}

export class Shard {
  readonly layout: Layout;
  readonly visited: StateStore;
  readonly watch: Watch;
  /** Number of the first state of each level. */
  readonly levels: number[] = [0];
  transitions = 0;
  /** Which of the possible steps to take; null for all of them. */
  taking: StubbornSets | null = null;
  /** States in the orbits of those that were found. */
  represented = 0n;
  readonly #me: number;
  readonly #partition: Partition;
  readonly #batch: Batch;
  readonly #recent: Recent;
  readonly #form: Canonicaliser | null;
  /** The store again, if it wants to know where states come from. */
  readonly #compaction: CompactionStore | null;
  /** Members of the batch that were new. */
  readonly #fresh: Int32Array;
  /** Their words, one after the other. */
  readonly #news: Int32Array;
  /** Number of the next state to expand. */
  #next = 0;
  /** Generated code, and the number of expanded states from which on to ask for it. */
  #append: Appender | null = null;
  #generateAfter: number;
  readonly #block: number;

  /** `snapshot`: where to go on from. The store must be plain then, or for several shards. */
  constructor(
    system: LinkedSystem,
    { me, partition }: Place,
    { tuning, store, symmetry }: Means,
    snapshot?: Snapshot,
  ) {
    const { generateAfter, batch = BATCH, block = BLOCK } = tuning;
    this.#me = me;
    this.#partition = partition;
    this.#block = block;
    this.layout = layOut(system);
    this.#generateAfter =
      generateAfter ??
      Math.max(GENERATE_AFTER, GENERATE_AFTER_PER_RECORD * recordCount(this.layout)) /
        partition.shards;
    this.visited = newStore(store, this.layout, symmetry, partition.shards > 1);
    this.#compaction = this.visited instanceof CompactionStore ? this.visited : null;
    this.#form = symmetry === null ? null : new Canonicaliser(symmetry, this.layout);
    this.watch = new Watch(system, this.layout, symmetry, (number) => this.idOf(number));
    this.#batch = newBatch(this.layout, batch);
    this.#fresh = new Int32Array(this.#batch.capacity);
    this.#news = new Int32Array(this.#form === null ? 0 : this.#batch.words.length);
    this.#recent = new Recent(this.#batch.words, this.#batch.step, this.layout.wordCount);
    if (snapshot === undefined) this.#begin();
    else this.#goOn(snapshot);
  }

  /** The initial state belongs to the shard that owns its hash. */
  #begin(): void {
    pack(this.layout, this.layout.initial, this.#batch.words, 0);
    this.#batch.step[0] = 0;
    const kept = this.#recent.screen(1);
    if (!this.#owns(this.#batch.words, 0)) return;
    this.visited.addAll(this.#batch.words, kept, this.#fresh, 1);
    this.#represent(1);
    this.watch.begin();
  }

  #owns(words: Int32Array, at: number): boolean {
    return this.#partition.shards === 1 || ownerOf(this.#partition, words, at) === this.#me;
  }

  /** Takes its share of the states of a snapshot, and of what was seen. */
  #goOn({ expanded, open, found, transitions, seen, standings }: Snapshot): void {
    const { plain } = this;
    expanded.forEach((pieces, depth) => {
      this.levels[depth] = this.visited.count;
      this.#readd(pieces);
    });
    this.#next = this.visited.count;
    this.#readd(open);
    this.levels[expanded.length] = this.visited.count;
    this.#readd(found);
    if (this.#me === 0) this.transitions = transitions;
    const own = standings.map(({ targets, ...standing }) => ({
      ...standing,
      targets: targets
        .map(({ words, step }) => ({ state: plain.find(words), step }))
        .filter(({ state }) => state >= 0)
        .map(({ state, step }) => ({ state: this.idOf(state), step })),
    }));
    this.watch.restore(seen, own, this.#me === 0);
  }

  /** Adds those of the packed states that it owns, all of which must be new. */
  #readd(pieces: Pieces): void {
    const { wordCount } = this.layout;
    const { words, capacity } = this.#batch;
    const { hashes } = this.#recent;
    let n = 0;
    const add = (): void => {
      assert(this.#makeRoom(n, {}) === null, 'there is memory for the states of a snapshot');
      const known = this.visited.count;
      this.visited.addAll(words, n, this.#fresh, Number.POSITIVE_INFINITY, hashes);
      assert(this.visited.count === known + n, 'the states of a snapshot are different');
      this.#represent(n);
      n = 0;
    };
    for (const piece of pieces) {
      for (let at = 0; at < piece.length; at += wordCount) {
        if (!this.#owns(piece, at)) continue;
        for (let w = 0; w < wordCount; w++) words[n * wordCount + w] = piece[at + w]!;
        hashes[n++] = hashOfWords(piece, at, wordCount);
        if (n === capacity) add();
      }
    }
    add();
  }

  /** The name of a state outside this shard. */
  idOf(number: number): number {
    return number * this.#partition.shards + this.#me;
  }

  /** The store of a search that can be shared and saved. */
  get plain(): VisitedSet {
    assert(this.visited instanceof VisitedSet, 'only plain stores are shared and saved');
    return this.visited;
  }

  /** What a snapshot needs to know. */
  get next(): number {
    return this.#next;
  }

  /** States of the level that are still to be expanded. */
  get remaining(): number {
    return this.#levelEnd - this.#next;
  }

  /** States found and not yet expanded. */
  get frontier(): number {
    return this.visited.count - this.#next;
  }

  get #levelEnd(): number {
    return this.levels.at(-1)!;
  }

  /** Depth of the states being expanded: the last level pushed begins after them. */
  get depth(): number {
    return this.levels.length - 2;
  }

  /** Goes on to the states found since the last call; `standings`: what is known of the properties. */
  beginLevel(standings: readonly Standing[]): void {
    this.visited.beginLevel?.(this.#levelEnd);
    this.levels.push(this.visited.count);
    this.watch.prepareLevel(standings);
    this.#specialise();
  }

  /** Once enough states have been expanded, asks for generated code, whether or not there can be any. */
  #specialise(): void {
    if (this.#next < this.#generateAfter) return;
    this.#generateAfter = Number.POSITIVE_INFINITY;
    this.#append = generate(this.layout, this.#batch);
    if (this.#append === null) return;
    this.#recent.specialise();
    this.visited.serve?.({
      packed: this.#batch.words,
      hashes: this.#recent.hashes,
      fresh: this.#fresh,
    });
    this.watch.specialise({ ...this.#batch, fresh: this.#fresh });
  }

  /** Expands up to a block of states, never past the end of a level nor more than the mail takes. */
  expandBlock(limits: Limits, mail: Mail | null): LimitReached | null {
    const levelEnd = this.#levelEnd;
    const batch = this.#batch;
    for (let work = 0; work < this.#block && this.#next < levelEnd; ) {
      if (mail?.hasRoom(batch.capacity) === false) return null;
      const room = this.#makeRoom(batch.capacity + this.#mailMax, limits);
      if (room !== null) return room;
      const before = { next: this.#next, transitions: this.transitions };
      const { terminal, deadlocks } = this.watch;
      this.#collect(levelEnd);
      this.watch.transitions(batch, batch.count, this.depth, this.visited);
      this.transitions += batch.count;
      this.#form?.canonicalise(batch.words, 0, batch.count);
      const kept = this.#compaction === null ? this.#recent.screen(batch.count) : batch.count;
      const own = mail === null ? kept : mail.post(batch, this.#recent.hashes, kept);
      if (!this.#admit(own, limits.statesMax)) {
        this.#next = before.next;
        this.transitions = before.transitions;
        Object.assign(this.watch, { terminal, deadlocks });
        return { kind: 'states', value: limits.statesMax! };
      }
      work += this.#next - before.next + batch.count;
    }
    return null;
  }

  /** Records that may be in the mail for this shard at the end of a round. */
  get #mailMax(): number {
    return (this.#partition.shards - 1) * BOX_CAPACITY;
  }

  /** Takes in what other shards posted. There is room: {@link expandBlock} left it. */
  receive(mail: Mail): void {
    for (let from = 0; from < this.#partition.shards; from++) {
      if (from === this.#me) continue;
      for (;;) {
        const n = mail.collect(from, this.#batch, this.#recent.hashes);
        if (n === 0) break;
        const room = this.#makeRoom(n, {});
        assert(room === null, 'there is room for what others post');
        this.#admit(n);
      }
    }
  }

  #makeRoom(states: number, { memoryBytesMax }: Limits): LimitReached | null {
    for (;;) {
      const room = this.visited.makeRoom(states, memoryBytesMax);
      if (room === 'ready') return null;
      if (room === 'full') return { kind: 'states', value: this.visited.count };
      if (room === 'memory') return { kind: 'memory', value: memoryBytesMax ?? this.visited.bytes };
    }
  }

  /** Fills the batch with successors of the next states. */
  #collect(levelEnd: number): void {
    if (this.#append !== null) {
      this.#collectBy(this.#append, levelEnd);
      return;
    }
    const batch = this.#batch;
    const { layout, visited, taking } = this;
    batch.count = 0;
    while (this.#next < levelEnd && hasRoom(layout, batch)) {
      const number = this.#next++;
      const words = visited.wordsOf(number);
      const at = visited.at(number);
      const first = batch.count;
      const enabled = appendSuccessors(layout, batch, words, at, number);
      if (enabled === 0) this.watch.stuck(batch.state, number, this.depth);
      if (taking !== null) batch.count = taking.reduce(words, at, batch, first, batch.count);
    }
  }

  /** The same by generated code. */
  #collectBy(append: Appender, levelEnd: number): void {
    const { from, capacity, state } = this.#batch;
    const { visited, taking } = this;
    const room = capacity - this.layout.enabledMax;
    const isWatched = this.watch.wantsTransitions || this.#compaction !== null;
    let count = 0;
    while (this.#next < levelEnd && count <= room) {
      const number = this.#next++;
      const words = visited.wordsOf(number);
      const at = visited.at(number);
      const end = append(words, at, count);
      if (end === count) {
        unpack(this.layout, words, at, state);
        this.watch.stuck(state, number, this.depth);
      }
      const last = taking === null ? end : taking.reduce(words, at, this.#batch, count, end);
      if (isWatched) from.fill(number, count, last);
      count = last;
    }
    this.#batch.count = count;
  }

  /** Adds the first `n` members of the batch. False when that would have been too many states. */
  #admit(n: number, statesMax = Number.POSITIVE_INFINITY): boolean {
    const batch = this.#batch;
    const fresh = this.#fresh;
    const known = this.visited.count;
    const { hashes } = this.#recent;
    const done = this.visited.addAll(batch.words, n, fresh, statesMax, hashes);
    const added = this.visited.count - known;
    this.#noteOrigins(added);
    this.#represent(added);
    this.watch.newStates(batch, fresh, added, known, this.depth + 1);
    return done === n;
  }

  /** Adds up the orbits of the states that the batch has added. */
  #represent(added: number): void {
    if (this.#form === null) {
      this.represented += BigInt(added);
      return;
    }
    const { wordCount } = this.layout;
    const { words } = this.#batch;
    const news = this.#news.subarray(0, added * wordCount);
    for (let k = 0; k < added; k++) {
      const from = this.#fresh[k]! * wordCount;
      for (let w = 0; w < wordCount; w++) news[k * wordCount + w] = words[from + w]!;
    }
    this.represented += this.#form.orbitSizes(news);
  }

  /** Says where the states come from that the batch has added. */
  #noteOrigins(added: number): void {
    if (this.#compaction === null) return;
    const { from, step } = this.#batch;
    for (let k = 0; k < added; k++) {
      const i = this.#fresh[k]!;
      this.#compaction.noteOrigin(from[i]!, step[i]!);
    }
  }
}
