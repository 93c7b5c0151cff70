/**
 * What one thread does in a breadth-first search: it expands states in batches and keeps what it finds.
 *
 * The successors of some hundred states are collected, each is replaced by the representative of its
 * orbit where symmetry is used, those met a moment ago are left out, and the rest is looked up
 * together and, where new, shown to the judges.
 *
 * The states to expand come in pieces. A thread that searches alone is given whole levels of its own
 * states; one of several also gets pieces that others found.
 */

import { assert } from '../../base/errors.ts';
import type { StubbornSets } from '../reduce/stubborn.kernel.ts';
import type { Symmetry } from '../reduce/symmetry.ts';
import { numbersOf } from '../store/find-states.ts';
import { Recent } from '../store/recent.kernel.ts';
import type { StateStore } from '../store/store.ts';
import type { LinkedSystem } from '../system.ts';
import type { LimitReached, Limits } from '../verdict.ts';
import { arraysIn, type BatchArrays, newArrays } from '../wasm/area.ts';
import { Kernel, type Modules, type Place } from '../wasm/kernel.kernel.ts';
import type { WasmModule } from '../wasm/module.ts';
import { Collector, type Piece } from './collector.kernel.ts';
import { recordCount } from './generate.kernel.ts';
import { Intake } from './intake.kernel.ts';
import type { Standing } from './judges.ts';
import { questionWords } from './questions.kernel.ts';
import type { Snapshot } from './snapshot.ts';
import { type Batch, capacityFor, type Layout, newBatch, pack } from './successors.kernel.ts';
import { BATCH, KERNEL_BATCH, type Tuning } from './tuning.ts';
import { type Source, Watch } from './watch.ts';

/**
 * Expanded states after which code made for the system pays for its compilation: so many in any case,
 * and so many for each record that is to be compiled.
 */
const GENERATE_AFTER = 10_000;
const GENERATE_AFTER_PER_RECORD = 20;
/** The same for a kernel, whose code need not be run before it is fast. */
const KERNEL_AFTER = 1_000;
const KERNEL_AFTER_PER_RECORD = 5;

/**
 * States that a thread takes from a level at least. The last batch of a piece is not full, and costs as much to
 * begin as any other, so that it pays to take many where a kernel has nothing to ask for each one.
 */
const PIECE_MIN = 32;
const KERNEL_PIECE_MIN = 512;

/** How to search, and where to keep what is found. */
export interface Means {
  readonly layout: Layout;
  readonly visited: StateStore;
  readonly tuning: Tuning;
  /** Only representatives of its orbits are kept. */
  readonly symmetry: Symmetry | null;
  /** The name of a state outside, from its number here. */
  readonly idOf: (number: number) => number;
  readonly modules: Modules;
}

/** Why no more was expanded: a limit was reached, or all threads must meet to make room. */
export type Obstacle = LimitReached | 'meet';

function arraysAt({ memory, base, area }: Place, wordCount: number): BatchArrays {
  return arraysIn(memory.buffer, base, wordCount, area);
}

export class Shard {
  readonly layout: Layout;
  readonly visited: StateStore;
  readonly watch: Watch;
  /** Number of the first state of each level. */
  readonly levels: number[] = [0];
  transitions = 0;
  /** The names of its own states. */
  readonly own: Source;
  readonly #batch: Batch;
  readonly #recent: Recent;
  readonly #intake: Intake;
  readonly #collector: Collector;
  #expanded = 0;
  /** Where batches are, if a kernel can be used, and the module of that. */
  readonly #place: Place | null;
  readonly #modules: Modules;
  #module: WasmModule | null;
  #kernelIsInUse = false;
  /** Expanded states from which on to ask for code made for the system. */
  #specialiseAfter: number;

  constructor(system: LinkedSystem, means: Means) {
    const { layout, visited, tuning, symmetry, idOf, modules } = means;
    const { generateAfter } = tuning;
    this.layout = layout;
    this.visited = visited;
    this.own = {
      idOf,
      wordsOf: (number) => visited.wordsOf(number),
      at: (number) => visited.at(number),
      run: (number) => visited.run(number),
    };
    this.watch = new Watch(system, layout, symmetry, idOf);
    const { wordCount } = layout;
    const { kernelBatch = KERNEL_BATCH } = visited;
    const forKernel = capacityFor(layout, tuning.batch ?? kernelBatch + layout.enabledMax);
    const questions = questionWords(system.properties.length, layout.stepCount);
    this.#place = visited.placeFor?.(forKernel, questions) ?? null;
    const batch = this.#place === null ? (tuning.batch ?? BATCH) : forKernel;
    const capacity = capacityFor(layout, batch);
    const arrays =
      this.#place === null ? newArrays(wordCount, capacity) : arraysAt(this.#place, wordCount);
    this.#batch = newBatch(layout, batch, arrays);
    this.#recent = new Recent(arrays, wordCount);
    this.#intake = new Intake(layout, visited, this.#batch, arrays, symmetry);
    const { wantsOrigins } = this.#intake;
    this.#collector = new Collector(layout, this.#batch, this.watch, this.own, wantsOrigins);
    this.#modules = modules;
    this.#module = this.#place && modules.made(this.#place);
    const records = recordCount(layout);
    const usual =
      this.#place === null
        ? Math.max(GENERATE_AFTER, GENERATE_AFTER_PER_RECORD * records)
        : Math.max(KERNEL_AFTER, KERNEL_AFTER_PER_RECORD * records);
    this.#specialiseAfter = generateAfter ?? (this.#module === null ? usual : 0);
  }

  /** Begins at the initial state. */
  begin(): void {
    pack(this.layout, this.layout.initial, this.#batch.words, 0);
    this.#batch.step[0] = 0;
    this.#recent.screen(1);
    this.#intake.addInitial();
    this.watch.begin();
  }

  /** Begins where another search stopped. */
  goOn({ expanded, open, found, transitions, seen, standings }: Snapshot): void {
    expanded.forEach((pieces, depth) => {
      this.levels[depth] = this.visited.count;
      this.#intake.readd(pieces);
    });
    const next = this.visited.count;
    this.#intake.readd(open);
    const end = this.visited.count;
    this.levels[expanded.length] = end;
    this.#intake.readd(found);
    this.expand({ source: this.own, next, end });
    this.#expanded = next;
    this.transitions = transitions;
    const ends = standings.flatMap(({ targets }) => targets.map(({ words }) => words));
    const numbers = [...numbersOf(ends, this.visited)];
    assert(!numbers.includes(-1), 'paths end in states of the snapshot');
    const own = standings.map(({ targets, ...standing }) => {
      const states = numbers.splice(0, targets.length).map(this.own.idOf);
      return {
        ...standing,
        targets: targets.map(({ step }, t) => ({ state: states[t]!, step })),
      };
    });
    this.watch.restore(seen, own);
  }

  /** States in the orbits of those that were found. */
  get represented(): bigint {
    return this.#intake.represented;
  }

  /** Which of the possible steps to take; null for all of them. */
  set taking(sets: StubbornSets | null) {
    this.#collector.taking = sets;
  }

  /** What is still to be expanded of the piece it was given. */
  get rest(): Piece {
    return this.#collector.rest;
  }

  /** Gives away what is left of its piece. */
  takeRest(): Piece {
    const { rest } = this;
    this.expand({ ...rest, next: rest.end });
    return rest;
  }

  get remaining(): number {
    return this.#collector.remaining;
  }

  /** States found at the depth after the one at hand. */
  get found(): number {
    return this.visited.count - this.levels.at(-1)!;
  }

  /** Depth of the states being expanded: the last level pushed begins after them. */
  get depth(): number {
    return this.levels.length - 2;
  }

  /** States it should take at once, at least. */
  get pieceMin(): number {
    const isReduced = this.#collector.taking !== null || this.#intake.isCanonical;
    return this.#kernelIsInUse && !isReduced ? KERNEL_PIECE_MIN : PIECE_MIN;
  }

  /** States it may find at once. */
  get batchCapacity(): number {
    return this.#batch.capacity;
  }

  /** Code was made for the system. */
  get isSpecialised(): boolean {
    return this.#collector.isGenerated || this.#module !== null;
  }

  /** The module made for the system, for others to use. */
  get module(): WasmModule | null {
    return this.#module;
  }

  /** Takes a piece to expand, after the last one is finished. */
  expand(piece: Piece): void {
    this.#collector.expand(piece);
  }

  /**
   * Goes on to the states found since the last call, and returns its own; `standings`: what is known of
   * the properties.
   */
  beginLevel(standings: readonly Standing[]): Piece {
    const next = this.levels.at(-1)!;
    const end = this.visited.count;
    this.visited.beginLevel?.(next);
    this.levels.push(end);
    this.watch.prepareLevel(standings);
    this.#specialise();
    return { source: this.own, next, end };
  }

  /** Says that `levels` levels are behind it of which it found nothing. */
  skipLevels(levels: number): void {
    while (this.levels.length < levels) this.levels.push(0);
  }

  /** Once enough states have been expanded, asks for generated code, whether or not there can be any. */
  #specialise(): void {
    if (this.#expanded < this.#specialiseAfter) return;
    this.#specialiseAfter = Number.POSITIVE_INFINITY;
    const kernel = this.#newKernel();
    if (kernel === null && !this.#collector.generate()) return;
    this.#kernelIsInUse = kernel !== null;
    const { fresh } = this.#intake;
    const { words: packed } = this.#batch;
    this.#recent.specialise(kernel);
    this.visited.serve?.({ packed, hashes: this.#recent.hashes, fresh, kernel });
    this.watch.specialise({ ...this.#batch, fresh }, kernel);
  }

  /** The kernel, if it can work on all states. */
  get #kernel(): Kernel | null {
    const kernel = this.visited.kernel ?? null;
    if (kernel === null && this.#kernelIsInUse) {
      this.#kernelIsInUse = false;
      this.#collector.generate();
    }
    return kernel;
  }

  #newKernel(): Kernel | null {
    if (this.#place === null) return null;
    this.#module ??= this.#modules.make(this.#place);
    return this.#module === null ? null : new Kernel(this.layout, this.#place, this.#module);
  }

  /**
   * Expands some states of its piece, as many as fill a batch. A batch that would make it more than
   * `countMax` states of its own counts as not expanded. Returns how many states and successors that was.
   */
  expandBatch(limits: Limits, countMax = limits.statesMax): Obstacle | number {
    const batch = this.#batch;
    const { watch } = this;
    const room = this.#intake.makeRoom(limits);
    if (room !== null) return room;
    const { rest } = this;
    const { terminal, deadlocks } = watch;
    this.#collector.collect(this.#kernel, this.depth);
    watch.transitions(batch, batch.count, this.depth, rest.source);
    this.#intake.canonicalise();
    const kept = this.#intake.wantsOrigins ? batch.count : this.#recent.screen(batch.count);
    const known = this.visited.count;
    const added = this.#intake.add(kept, countMax);
    const news = added < 0 ? this.visited.count - known : added;
    watch.newStates(batch, this.#intake.fresh, news, known, this.depth + 1);
    if (added < 0) {
      this.expand(rest);
      Object.assign(watch, { terminal, deadlocks });
      return { kind: 'states', value: limits.statesMax! };
    }
    this.transitions += batch.count;
    const expanded = rest.end - rest.next - this.remaining;
    this.#expanded += expanded;
    return expanded + batch.count;
  }
}
