/**
 * Sets of states of one system, and the operations on them, within limits.
 *
 * Everything here is asynchronous: work is done in slices of some ten milliseconds, between which
 * limits and signal are looked at and everybody else may run. A limit that is reached is thrown as a
 * {@link Stopped}; whoever began the work catches it and says what is known.
 */

import type { SearchOptions } from '../verdict.ts';
import { EMPTY, UNIT } from './diagram.kernel.ts';
import { backwards, type Encoded, levelsOf } from './encode.ts';
import { groupBy } from './groups.ts';
import {
  IMAGE,
  Machine,
  MEET,
  MINUS,
  PENDING,
  RESTRICT,
  SATURATE,
  STUCK,
  UNION,
} from './machine.kernel.ts';
import { Predicates } from './predicates.ts';
import { IDENTITY, Relations } from './relations.ts';
import { run } from './run.kernel.ts';
import { nextTurn, type Rest, SLICE, Stopped, type SymbolicProgress, stopIfDue } from './slices.ts';
import { takeTurns } from './turns.ts';

/** Dead nodes are collected when at least so many words have been handed out, and as many as live. */
const COLLECT_WORDS = 1 << 24;
/**
 * Where nothing may grow, dead nodes are collected only if this share of all words has been handed out
 * since the last time; else more time would go into collecting than into anything else.
 */
const WORTH_COLLECTING = 32;
/** The cache has at most so many places for each node. */
const CACHE_PLACES_PER_NODE = 4;
/** A cache that may not grow is given up when it has been overwritten so many times. */
const OVERWRITTEN_MAX = 64;

export class Workspace {
  readonly encoded: Encoded;
  readonly machine: Machine;
  readonly relations: Relations;
  readonly predicates: Predicates;
  /** Sets that must survive, as a stack: see {@link scope}. */
  readonly #roots: number[] = [];
  readonly #options: SearchOptions;
  readonly #onProgress: ((progress: SymbolicProgress) => void) | undefined;
  readonly #started: number;
  #untilPause = SLICE;
  #backwards: number | null = null;
  #byActor: ReadonlyMap<number, number> | null = null;
  #slice = SLICE;
  /** What happens between two slices of work: by default everybody else may run. */
  rest: Rest = nextTurn;
  /** Most bytes so far. */
  bytesMax = 0;

  constructor(
    encoded: Encoded,
    options: SearchOptions,
    onProgress?: (progress: SymbolicProgress) => void,
    started = options.now?.() ?? 0,
  ) {
    this.encoded = encoded;
    this.relations = new Relations(encoded.sizes);
    this.predicates = new Predicates(encoded.sizes, levelsOf(encoded), encoded.guards.flat());
    this.machine = new Machine(encoded.sizes, this.relations, this.predicates);
    this.#options = options;
    this.#onProgress = onProgress;
    this.#started = started;
  }

  /** Every reachable state, by saturation; a part of them if the machine was made to hurry meanwhile. */
  async reachable(): Promise<number> {
    const { machine, relations, encoded } = this;
    this.claim(0);
    relations.ofLevel.set(relations.byLevel(encoded.moves.flat()));
    this.claim(0);
    takeTurns(machine);
    const initial = this.single(new Int32Array(encoded.system.slots.length));
    return this.#apply(SATURATE, initial, 0);
  }

  /** The set of one state, given as local states by slot. */
  single(state: Int32Array): number {
    const pair = new Int32Array(2);
    let below = UNIT;
    for (const [level, digit] of this.encoded.digitAt.entries()) {
      pair[0] = this.#valueOf(digit, state);
      pair[1] = below;
      let node = this.machine.diagram.make(level, pair, 0, 1);
      while (node < 0) {
        this.#makeRoom([below]);
        node = this.machine.diagram.make(level, pair, 0, 1);
      }
      below = node;
    }
    return this.keep(below);
  }

  union(a: number, b: number): Promise<number> {
    return this.#apply(UNION, a, b);
  }

  meet(a: number, b: number): Promise<number> {
    return this.#apply(MEET, a, b);
  }

  minus(a: number, b: number): Promise<number> {
    return this.#apply(MINUS, a, b);
  }

  /** The states of a set that satisfy a predicate. */
  restrict(a: number, predicate: number): Promise<number> {
    return this.#apply(RESTRICT, a, predicate);
  }

  /** Where a relation leads from the states of a set. */
  image(a: number, relation: number): Promise<number> {
    return this.#apply(IMAGE, a, relation);
  }

  /** The states of a set in which no step is enabled. */
  async stuck(a: number): Promise<number> {
    return this.encoded.guards.some((guards) => guards.some((guard) => guard.length === 0))
      ? EMPTY
      : this.#apply(STUCK, a, 0);
  }

  /** The relation from each state to those before it. */
  backwards(): number {
    this.#backwards ??= this.relations.all(this.encoded.moves.flat().map(backwards));
    return this.#backwards ?? IDENTITY;
  }

  /** The same for the steps of each actor that ever changes anything. */
  backwardsByActor(): ReadonlyMap<number, number> {
    this.#byActor ??= this.#backwardsByActor();
    return this.#byActor;
  }

  #backwardsByActor(): ReadonlyMap<number, number> {
    const { moves, system } = this.encoded;
    const groups = groupBy(system.steps.keys(), (s) => system.steps[s]?.actor ?? 0);
    const relations = new Map<number, number>();
    for (const [actor, steps] of groups) {
      const relation = this.relations.all(steps.flatMap((s) => (moves[s] ?? []).map(backwards)));
      if (relation !== null) relations.set(actor, relation);
    }
    return relations;
  }

  /** Whether a set has a state. */
  contains(set: number, state: Int32Array): boolean {
    const { digitAt } = this.encoded;
    let node = set;
    for (let level = digitAt.length - 1; level >= 0 && node !== EMPTY; level--) {
      node = this.machine.diagram.childOf(node, this.#valueOf(digitAt[level] ?? 0, state));
    }
    return node !== EMPTY;
  }

  /** The value of a digit in a state, given as local states by slot. */
  #valueOf(digit: number, state: Int32Array): number {
    const { slot = 0, of = new Int32Array() } = this.encoded.digits[digit] ?? {};
    return of[state[slot] ?? 0] ?? 0;
  }

  /** Keeps a set until the end of the scope. */
  keep(set: number): number {
    this.#roots.push(set);
    return set;
  }

  /** Does some work; of the sets it made, only those that `kept` names stay kept. */
  async scope<T>(work: () => Promise<T>, kept: (result: T) => readonly number[]): Promise<T> {
    const depth = this.#roots.length;
    const result = await work();
    this.#roots.length = depth;
    this.#roots.push(...kept(result));
    return result;
  }

  /** The same for work that comes to one set, which is kept. */
  one(work: () => Promise<number>): Promise<number> {
    return this.scope(work, (set) => [set]);
  }

  /** Takes note of memory used besides, in bytes; throws when there is not so much left. */
  claim(bytes: number): void {
    const bytesMax = this.#bytesAllowed;
    const all = this.machine.bytes + bytes;
    if (all > bytesMax) this.#outOfMemory();
    this.bytesMax = Math.max(this.bytesMax, all);
  }

  /** Pauses after so many frames, again and again. */
  pauseEvery(frames: number): void {
    this.#slice = frames;
    this.#untilPause = frames;
  }

  /** Counts so much work done elsewhere, and pauses if it is time to. */
  async breathe(work = 1): Promise<void> {
    this.#untilPause -= work;
    if (this.#untilPause <= 0) await this.pause();
  }

  /** Lets everybody else run, and throws when a limit has been reached. */
  async pause(): Promise<void> {
    this.#untilPause = this.#slice;
    this.#onProgress?.({ nodes: this.machine.diagram.count, memoryBytes: this.machine.bytes });
    await this.rest(this.#slice);
    this.claim(0);
    stopIfDue(this.#options, this.#started);
  }

  get #bytesAllowed(): number {
    return this.#options.limits?.memoryBytesMax ?? Number.POSITIVE_INFINITY;
  }

  /** Throws. Without a limit, the process itself had no more. */
  #outOfMemory(): never {
    const value = this.#options.limits?.memoryBytesMax ?? this.machine.bytes;
    throw new Stopped({ kind: 'memory', value });
  }

  async #apply(operation: number, a: number, b: number): Promise<number> {
    const known = this.machine.known(operation, a, b);
    if (known !== PENDING) return this.keep(known);
    this.machine.push(operation, a, b);
    return this.keep(await this.#solve());
  }

  async #solve(): Promise<number> {
    const { machine } = this;
    for (;;) {
      const before = machine.work;
      const answer = run(machine, this.#untilPause);
      this.#untilPause -= machine.work - before;
      if (answer === 'done') {
        machine.returned = false;
        return machine.result;
      }
      if (answer === 'full') this.#makeRoom([]);
      this.#tendCache();
      if (this.#untilPause <= 0) await this.pause();
    }
  }

  /** Makes everything larger, or collects dead nodes when enough may have died since the last time. */
  #makeRoom(alive: readonly number[]): void {
    const { machine } = this;
    const { diagram } = machine;
    const bytesMax = this.#bytesAllowed;
    const others = machine.bytes - diagram.bytes;
    if (diagram.fresh > Math.max(COLLECT_WORDS, diagram.live)) {
      machine.collect([...this.#roots, ...alive]);
      if (diagram.hasRoom) return;
    }
    if (diagram.grow(bytesMax - others)) return;
    if (diagram.fresh < diagram.words.length / WORTH_COLLECTING) this.#outOfMemory();
    machine.collect([...this.#roots, ...alive]);
    if (!diagram.hasRoom) this.#outOfMemory();
  }

  /**
   * Enlarges the cache when it forgets too much. Work without it can take exponentially longer, so a
   * cache that has been overwritten many times and may not grow is as good as no memory at all.
   */
  #tendCache(): void {
    const { cache, diagram } = this.machine;
    const bytesMax = (this.#bytesAllowed * 3) / 4;
    const placesMax = CACHE_PLACES_PER_NODE * Math.max(diagram.count, 1 << 14);
    while (cache.forgotten > cache.places / 2 && cache.places < placesMax) {
      if (this.machine.bytes + 2 * cache.bytes > bytesMax || !cache.grow()) {
        if (cache.forgotten > OVERWRITTEN_MAX * cache.places) this.#outOfMemory();
        break;
      }
    }
    this.bytesMax = Math.max(this.bytesMax, this.machine.bytes);
  }
}
