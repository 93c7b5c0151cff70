/**
 * The first definite answer of two engines.
 *
 * The explicit engine begins, since most systems are small or have a shallow violation. Where that is
 * not enough, the symbolic engine takes turns with it. An answer is definite when every property is
 * decided and every violation has its shortest trace; both engines give the same one, so what is said
 * depends on the system only. A search that runs out of its half of the memory is dropped, and the
 * other one goes on with all of it.
 */

import { breadthFirst } from '../search/breadth-first.ts';
import { layOut } from '../search/layout.kernel.ts';
import { once, type Snapshot } from '../search/snapshot.ts';
import type { Tuning } from '../search/tuning.ts';
import type { SymbolicProgress } from '../symbolic/slices.ts';
import { type SymbolicOptions, type SymbolicResult, symbolic } from '../symbolic/symbolic.ts';
import type { LinkedSystem } from '../system.ts';
import type { Limits, Progress, SearchOptions, SearchResult } from '../verdict.ts';
import { better, told } from './better.ts';
import { Turns, type TurnsTuning } from './turns.ts';

/** What is known of each engine while they work; null for one that does not. */
export interface EnginesProgress {
  readonly explicit: Progress | null;
  readonly symbolic: SymbolicProgress | null;
}

/** `workers` are those of the explicit engine once it is alone. Every state is visited and stored plainly. */
export interface AutoOptions
  extends Pick<SearchOptions, 'signal' | 'now' | 'workers'>,
    Pick<SymbolicOptions, 'depth'> {
  readonly limits?: Omit<Limits, 'statesMax'>;
  readonly onProgress?: (progress: EnginesProgress) => void;
}

/** Changes who answers, never what is said. */
export interface AutoTuning extends TurnsTuning {
  readonly explicit?: Tuning;
}

/**
 * Why the answer is the one of its engine:
 *
 * - `alone`: the explicit engine was done, or stopped, before the symbolic one was needed
 * - `first`: both took turns, and it was done first
 * - `other gave up`: the other one ran out of its memory
 * - `neither`: a limit stopped both; it is the one that knows more
 */
export type Reason = 'alone' | 'first' | 'other gave up' | 'neither';

/** An answer, and how it came about. */
export interface Answer {
  readonly result: SearchResult;
  /** The same where the symbolic engine gave it. */
  readonly symbolic: SymbolicResult | null;
  readonly reason: Reason;
  /** States the explicit engine had visited by then. */
  readonly statesVisited: number;
  /** Threads it had. */
  readonly workers: number;
}

/** Asks both engines. */
export function auto(
  system: LinkedSystem,
  options: AutoOptions = {},
  tuning: AutoTuning = {},
): Promise<Answer> {
  return new Contest(system, options, tuning).run();
}

/** The explicit search was told to end, to be gone on with by other means. */
class HandedOver extends Error {
  readonly resume: () => Snapshot;

  constructor(snapshot: Snapshot) {
    super('handed over');
    this.resume = once(snapshot);
  }
}

class Contest {
  readonly #system: LinkedSystem;
  readonly #options: AutoOptions;
  readonly #tuning: AutoTuning;
  readonly #turns: Turns;
  readonly #started: number;
  /** Words of a state. */
  readonly #wordCount: number;
  readonly #handOver = new AbortController();
  #progress: EnginesProgress = { explicit: null, symbolic: null };
  #statesVisited = 0;
  #workers = 1;
  #bytesMax = 0;

  constructor(system: LinkedSystem, options: AutoOptions, tuning: AutoTuning) {
    this.#system = system;
    this.#options = options;
    this.#tuning = tuning;
    this.#turns = new Turns(tuning);
    this.#started = options.now?.() ?? 0;
    this.#wordCount = layOut(system).wordCount;
  }

  async run(): Promise<Answer> {
    const explicit = this.#explicit();
    const other = this.#turns.begun.then(() => this.#symbolic());
    try {
      const first = await Promise.race([explicit, other]);
      if ('nodes' in first) return await this.#afterSymbolic(first, explicit);
      return await this.#afterExplicit(first, other);
    } finally {
      this.#turns.end();
    }
  }

  async #afterExplicit(first: SearchResult, other: Promise<SymbolicResult>): Promise<Answer> {
    const { limit } = first;
    const hasBegun = this.#turns.hasBegun;
    if (!hasBegun && limit?.kind !== 'memory') return this.#answer(first, 'alone');
    if (limit === null) return this.#answer(first, 'first');
    this.#progress = { ...this.#progress, explicit: null };
    this.#turns.free();
    const second = await other;
    if (second.limit === null) return this.#answer(second, 'other gave up');
    if (second.limit.kind !== 'memory') return this.#best(first, second);
    this.#progress = { ...this.#progress, symbolic: null };
    return this.#best(await this.#alone(), second);
  }

  async #afterSymbolic(first: SymbolicResult, explicit: Promise<SearchResult>): Promise<Answer> {
    if (first.limit === null) return this.#answer(first, 'first');
    this.#progress = { ...this.#progress, symbolic: null };
    if (first.limit.kind === 'memory') this.#handOver.abort();
    const result = await explicit.catch((error: unknown) => {
      if (error instanceof HandedOver) return this.#alone(error.resume);
      throw error;
    });
    return this.#best(result, first);
  }

  #best(explicit: SearchResult, other: SymbolicResult): Answer {
    const reason = explicit.limit === null ? 'other gave up' : 'neither';
    return this.#answer(better(explicit, other, this.#options.depth === true), reason);
  }

  #answer(found: SearchResult | SymbolicResult, reason: Reason): Answer {
    const memoryBytesMax = Math.max(this.#bytesMax, found.memoryBytesMax);
    const result = { ...told(found, this.#options.limits), memoryBytesMax };
    const own = 'nodes' in result ? result : null;
    const [statesVisited, workers] = [this.#statesVisited, this.#workers];
    return { result, symbolic: own, reason, statesVisited, workers };
  }

  /** The explicit search in turns, in one thread and half of the memory. */
  #explicit(): Promise<SearchResult> {
    const { signal, now } = this.#options;
    const handOver = this.#handOver.signal;
    return breadthFirst(
      this.#system,
      {
        limits: this.#limits(() => 1 / 2),
        signal: signal === undefined ? handOver : AbortSignal.any([signal, handOver]),
        ...(now === undefined ? {} : { now }),
        onProgress: (progress) => this.#visited(progress),
        checkpoint: { everyMs: Number.POSITIVE_INFINITY, save: (it) => this.#stopped(it) },
      },
      this.#tuning.explicit,
    );
  }

  /** A search that is not needed any more ends here, by the error that it does not catch. */
  #visited(progress: Progress): void {
    if (this.#turns.isOver) throw new Error('the other engine has answered');
    this.#tell({ ...this.#progress, explicit: progress });
    this.#turns.worked((progress.states + progress.transitions) * this.#wordCount);
  }

  async #stopped(snapshot: Snapshot): Promise<void> {
    if (this.#handOver.signal.aborted && this.#options.signal?.aborted !== true) {
      throw new HandedOver(snapshot);
    }
  }

  #symbolic(): Promise<SymbolicResult> {
    const { signal, now, depth } = this.#options;
    return symbolic(this.#system, {
      limits: this.#limits(() => (this.#turns.isFree ? 1 : 1 / 2)),
      ...(signal === undefined ? {} : { signal }),
      ...(now === undefined ? {} : { now }),
      ...(depth === undefined ? {} : { depth }),
      onProgress: (progress) => this.#tell({ ...this.#progress, symbolic: progress }),
      rest: (frames) => this.#turns.rest(frames),
    });
  }

  /** The explicit search with everything there is. */
  #alone(resume?: () => Snapshot): Promise<SearchResult> {
    const { signal, now, workers = 1 } = this.#options;
    this.#workers = workers;
    return breadthFirst(
      this.#system,
      {
        limits: this.#limits(() => 1),
        ...(signal === undefined ? {} : { signal }),
        ...(now === undefined ? {} : { now }),
        workers,
        ...(resume === undefined ? {} : { resume }),
        onProgress: (progress) => this.#tell({ ...this.#progress, explicit: progress }),
      },
      this.#tuning.explicit,
    );
  }

  /** What is left of the time, and a share of the memory that may change. */
  #limits(share: () => number): Limits {
    const { limits = {}, now } = this.#options;
    const { timeMsMax, memoryBytesMax } = limits;
    const spent = (now?.() ?? 0) - this.#started;
    return {
      ...(timeMsMax === undefined ? {} : { timeMsMax: Math.max(0, timeMsMax - spent) }),
      ...(memoryBytesMax === undefined
        ? {}
        : {
            get memoryBytesMax() {
              return share() * memoryBytesMax;
            },
          }),
    };
  }

  #tell(progress: EnginesProgress): void {
    const { explicit, symbolic: other } = progress;
    this.#progress = progress;
    this.#statesVisited = Math.max(this.#statesVisited, explicit?.states ?? 0);
    const bytes = (explicit?.memoryBytes ?? 0) + (other?.memoryBytes ?? 0);
    this.#bytesMax = Math.max(this.#bytesMax, bytes);
    this.#options.onProgress?.(progress);
  }
}
