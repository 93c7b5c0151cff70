/**
 * Random walks: fast to a first bug where there are too many states to visit them all.
 *
 * fast-check drives: every walk is one run of a property, so that its seed and path lead back to it,
 * and fast-check shrinks what fails. Walks run on the tables; nothing is remembered from one to the
 * next but what was seen. A pass proves nothing: it says how many walks found nothing.
 */

import fc from 'fast-check';
import { UsageError } from '../../base/errors.ts';
import { isSettled, verdictOn } from '../search/judges.ts';
import type { LinkedSystem } from '../system.ts';
import type { LimitReached, SearchOptions, SearchResult } from '../verdict.ts';
import { polished, ScheduleArbitrary } from './schedule.ts';
import { Survey } from './survey.ts';
import { Walker } from './walker.kernel.ts';

const WALKS = 10_000;
const LENGTH_MAX = 200;
/** With a time limit and no number of walks, as many as there is time for. */
const WALKS_UNLIMITED = 0x7fffffff;
/** Steps taken between two turns of the event loop. */
const BLOCK_STEPS = 100_000;

/** How to walk. */
export interface RandomOptions extends SearchOptions {
  /** A 32-bit integer. The same seed gives the same walks. */
  readonly seed: number;
  /** How many walks; 10 000 by default, or as many as the time limit allows. */
  readonly walks?: number;
  /** Most steps of one walk; 200 by default. */
  readonly lengthMax?: number;
  /** Replays one walk, or what it was shrunk to: the path of a {@link FoundWalk}. */
  readonly path?: string;
}

/** A walk that decided a property, and how to take it again. */
export interface FoundWalk {
  readonly property: string;
  /** Which walk it was, from 0. */
  readonly walk: number;
  /** fast-check's seed and counterexample path. */
  readonly seed: number;
  readonly path: string;
  /** Steps up to the evidence: as found, as shrunk by fast-check, and as shown. */
  readonly lengths: { readonly found: number; readonly shrunk: number; readonly shown: number };
}

/** What random walks say. `transitions` are the steps taken, `states` the distinct ones seen. */
export interface RandomResult extends SearchResult {
  readonly engine: 'random';
  readonly complete: false;
  readonly seed: number;
  readonly walks: number;
  readonly lengthMax: number;
  readonly stepsTaken: number;
  readonly found: readonly FoundWalk[];
}

/**
 * If `walks` walks found nothing, a walk fails with at most this probability (95 % confidence; valid
 * for walks drawn in this way only).
 */
export function ruleOfThree(walks: number): number {
  return walks === 0 ? 1 : Math.min(1, 3 / walks);
}

/** Walks at random until every property is decided or a limit is reached. */
export async function randomWalks(
  system: LinkedSystem,
  options: RandomOptions,
): Promise<RandomResult> {
  const engine = new RandomEngine(system, options);
  if (options.path !== undefined) return engine.replay(options.path);
  return engine.finish(await engine.run());
}

class RandomEngine {
  readonly #system: LinkedSystem;
  readonly #options: RandomOptions;
  readonly #lengthMax: number;
  readonly #survey: Survey;
  readonly #schedules: ScheduleArbitrary;
  /** For each property, the walk that decided it. */
  readonly #decidedBy = new Map<number, number>();

  constructor(system: LinkedSystem, options: RandomOptions) {
    const walker = new Walker(system);
    this.#system = system;
    this.#options = options;
    this.#lengthMax = options.lengthMax ?? LENGTH_MAX;
    this.#survey = new Survey(system, walker);
    this.#schedules = new ScheduleArbitrary(walker, this.#lengthMax);
  }

  /** Walks. Returns the limit that was reached; null when nothing is left to decide. */
  async run(): Promise<LimitReached | null> {
    const { limits = {}, seed, now } = this.#options;
    const isTimed = limits.timeMsMax !== undefined && now !== undefined;
    const walks = this.#options.walks ?? (isTimed ? WALKS_UNLIMITED : WALKS);
    const started = now?.() ?? 0;
    let limit: LimitReached | null = { kind: 'walks', value: walks };
    let pause = BLOCK_STEPS;
    const walk = fc.asyncProperty(this.#schedules, async (schedule) => {
      const index = this.#survey.walks;
      for (const p of this.#survey.follow(schedule)) this.#decidedBy.set(p, index);
      if (this.#survey.stepsTaken + this.#survey.walks >= pause) {
        pause += BLOCK_STEPS;
        this.#report();
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
      if (this.#isDecided()) {
        limit = null;
        throw new fc.PreconditionFailure(true);
      }
      const reached = this.#limitReached(started);
      if (reached !== null) {
        limit = reached;
        throw new fc.PreconditionFailure(true);
      }
    });
    if (walks > 0) await fc.check(walk, { seed, numRuns: walks });
    return limit;
  }

  /** Every property has been decided, so there is nothing to walk for. */
  #isDecided(): boolean {
    const { judges } = this.#survey;
    return judges.length > 0 && judges.every((judge) => isSettled(judge.standing));
  }

  #limitReached(started: number): LimitReached | null {
    const { limits = {}, signal, now } = this.#options;
    if (signal?.aborted === true) return { kind: 'interrupted', value: 0 };
    if (limits.timeMsMax !== undefined && now !== undefined && now() - started > limits.timeMsMax) {
      return { kind: 'time', value: limits.timeMsMax };
    }
    return this.#survey.exceeded(limits.statesMax, limits.memoryBytesMax);
  }

  #report(): void {
    const { visited, stepsTaken, depth } = this.#survey;
    this.#options.onProgress?.({
      states: visited.count,
      transitions: stepsTaken,
      frontier: 0,
      depth,
      memoryBytes: visited.bytes,
    });
  }

  /** Takes one walk again. */
  replay(path: string): RandomResult {
    const { seed } = this.#options;
    if (!/^\d+(:\d+)*$/.test(path)) {
      throw new UsageError(
        'USAGE-OPTION',
        `path ${JSON.stringify(path)} of a random walk is malformed`,
        {
          hint: 'It is numbers with colons between them, as a random run prints it beside its seed.',
        },
      );
    }
    const [schedule] = fc.sample(this.#schedules, { seed, path, numRuns: 1 });
    if (schedule === undefined) {
      throw new UsageError('USAGE-OPTION', `seed ${seed} and path ${path} lead to no random walk`, {
        hint: 'They belong to one system with its parameters and one length of walks.',
      });
    }
    const walk = Number(path.split(':')[0]);
    const shown = this.#survey.follow(schedule).map((p) => {
      const steps = this.#evidence(p, schedule) ?? schedule;
      return this.#found(p, walk, path, steps.length, steps);
    });
    return this.#result({ kind: 'walks', value: 1 }, shown);
  }

  /** Shrinks what was found, and says what is known. */
  finish(limit: LimitReached | null): RandomResult {
    const shown = [...this.#decidedBy].map(([p, walk]) => this.#shrunk(p, walk));
    return this.#result(limit, shown);
  }

  /** fast-check goes back to the walk and shrinks it. */
  #shrunk(p: number, walk: number): Shown {
    const { seed } = this.#options;
    let found: number | undefined;
    const property = fc.property(this.#schedules, (schedule) => {
      const evidence = this.#evidence(p, schedule);
      found ??= evidence?.length;
      return evidence === null;
    });
    const details = fc.check(property, { seed, path: String(walk), numRuns: 1 });
    const schedule = details.counterexample?.[0] ?? [];
    const steps = this.#evidence(p, schedule) ?? schedule;
    return this.#found(p, walk, details.counterexamplePath ?? '', found ?? steps.length, steps);
  }

  #evidence(p: number, schedule: readonly number[]): readonly number[] | null {
    const property = this.#system.properties[p];
    return property === undefined ? null : this.#survey.evidence(property, schedule);
  }

  #found(p: number, walk: number, path: string, found: number, shrunk: readonly number[]): Shown {
    const steps = polished(shrunk, (schedule) => this.#evidence(p, schedule));
    const property = this.#system.properties[p]?.name ?? '';
    const lengths = { found, shrunk: shrunk.length, shown: steps.length };
    return { p, steps, walk: { property, walk, seed: this.#options.seed, path, lengths } };
  }

  #result(limit: LimitReached | null, shown: readonly Shown[]): RandomResult {
    const survey = this.#survey;
    const stepsOf = new Map(shown.map(({ p, steps }) => [p, steps]));
    return {
      engine: 'random',
      complete: false,
      limit,
      states: BigInt(survey.visited.count),
      transitions: BigInt(survey.stepsTaken),
      depth: survey.depth,
      deadlocks: BigInt(survey.deadlocks),
      terminal: BigInt(survey.terminal),
      memoryBytesMax: survey.visited.bytes,
      properties: survey.judges.map((judge, p) => ({
        ...verdictOn(judge.property, judge.standing, false, limit),
        path: stepsOf.get(p) ?? null,
      })),
      coverage: survey.coverage(),
      symmetry: null,
      partialOrder: null,
      seed: this.#options.seed,
      walks: survey.walks,
      lengthMax: this.#lengthMax,
      stepsTaken: survey.stepsTaken,
      found: shown.map(({ walk }) => walk),
    };
  }
}

/** A decided property with the path to show. */
interface Shown {
  readonly p: number;
  readonly steps: readonly number[];
  readonly walk: FoundWalk;
}
