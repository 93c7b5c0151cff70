/**
 * A breadth-first search by several threads. Each owns a part of the states, in a table of its own; what it finds for others it posts to them. This thread only starts them, looks after
 * limits, and puts together what they found. Levels are finished together, so counts, depth, verdicts
 * and paths are those of one thread.
 */

import { Worker } from 'node:worker_threads';
import { DefectError } from '../../base/errors.ts';
import type { InUse } from '../reduce/in-use.ts';
import { VisitedSet } from '../store/visited.kernel.ts';
import type { LinkedSystem } from '../system.ts';
import type { LimitReached, Limits, SearchOptions, SearchResult } from '../verdict.ts';
import type { SearchClock } from './clock.ts';
import { conclude, type ShardReport, snapshotOf } from './conclude.ts';
import { CrewControl, newControlMemory } from './crew-control.kernel.ts';
import { newPostOffice } from './mail.kernel.ts';
import { choosePartition } from './partition.kernel.ts';
import type { Snapshot } from './snapshot.ts';
import { type Layout, layOut } from './successors.kernel.ts';
import type { Tuning } from './tuning.ts';
import type { WorkerAnswer, WorkerOrder } from './worker.ts';

/** Milliseconds between two looks at signal, clock and progress. */
const LOOK_EVERY_MS = 50;

/** What the search had before. */
export interface Inherited {
  readonly snapshot: () => Snapshot;
  readonly clock: SearchClock;
  readonly tuning: Tuning;
  readonly inUse: InUse;
}

/** Goes on with a search, by at least two workers. */
export async function searchByCrew(
  system: LinkedSystem,
  options: SearchOptions,
  workers: number,
  { snapshot, clock, tuning, inUse }: Inherited,
): Promise<SearchResult> {
  const layout = layOut(system);
  const control = newControlMemory(workers, system.properties.length);
  const order = {
    system,
    control,
    office: newPostOffice(workers, layout.wordCount),
    limits: shareOf(options.limits ?? {}, workers),
    tuning,
    inUse,
  };
  const overseer = new Overseer(new CrewControl(control), options, clock, inUse);
  const answers = await overseer.during(startWorkers(order, layout, workers, snapshot));
  const own = answers.find((answer) => answer.limit !== null)?.limit ?? null;
  const limit = overseer.limit ?? asGiven(own, options.limits);
  const reports = answers.map(reportOf);
  if (limit !== null) await options.checkpoint?.save(snapshotOf(reports, inUse));
  return conclude(system, layout, reports, limit, inUse, pause);
}

function reportOf({ parts, bytesMax, ...rest }: WorkerAnswer): ShardReport {
  const visited = VisitedSet.from(parts);
  visited.bytesMax = bytesMax;
  return { ...rest, visited };
}

/** What one of so many workers may have. */
function shareOf({ statesMax, memoryBytesMax }: Limits, workers: number): Limits {
  return {
    ...(statesMax === undefined ? {} : { statesMax: Math.max(1, Math.floor(statesMax / workers)) }),
    ...(memoryBytesMax === undefined ? {} : { memoryBytesMax: memoryBytesMax / workers }),
  };
}

/** A limit of which a worker met its share, as it was given for all. */
function asGiven(limit: LimitReached | null, { statesMax, memoryBytesMax }: Limits = {}) {
  if (limit?.kind === 'states') return { ...limit, value: statesMax ?? limit.value };
  if (limit?.kind === 'memory') return { ...limit, value: memoryBytesMax ?? limit.value };
  return limit;
}

/** Starts all of them where the search stands, and keeps nothing of that here. */
function startWorkers(
  order: Omit<WorkerOrder, 'me' | 'partition' | 'snapshot'>,
  layout: Layout,
  workers: number,
  stand: () => Snapshot,
): readonly Worker[] {
  const snapshot = stand();
  const partition = choosePartition(layout, [...snapshot.open, ...snapshot.found], workers);
  return Array.from({ length: workers }, (_, me) =>
    startWorker({ ...order, me, partition, snapshot }),
  );
}

/** Starts the built program, or its source where this file is run from source. */
function startWorker(workerData: WorkerOrder): Worker {
  if (!import.meta.url.endsWith('.ts')) {
    return new Worker(new URL('./worker.js', import.meta.url), { workerData });
  }
  const { href } = new URL('./worker.ts', import.meta.url);
  const load = `import('tsx/esm/api').then((tsx) => (tsx.register(), import('${href}')));`;
  return new Worker(load, { eval: true, workerData });
}

/** Watches limits and signal while workers search, and tells them to stop or to wait. */
class Overseer {
  limit: LimitReached | null = null;
  readonly #crew: CrewControl;
  readonly #options: SearchOptions;
  readonly #clock: SearchClock;
  readonly #inUse: InUse;
  /** What held workers have shown. */
  #shown: WorkerAnswer[] = [];

  constructor(crew: CrewControl, options: SearchOptions, clock: SearchClock, inUse: InUse) {
    this.#crew = crew;
    this.#inUse = inUse;
    this.#options = options;
    this.#clock = clock;
  }

  /** Waits for the last answers. Whatever happens, no thread is left behind. */
  async during(threads: readonly Worker[]): Promise<readonly WorkerAnswer[]> {
    const timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
    try {
      return await Promise.all(threads.map((thread) => this.#lastAnswer(thread, threads.length)));
    } finally {
      clearInterval(timer);
      await Promise.all(threads.map((thread) => thread.terminate()));
    }
  }

  #lastAnswer(thread: Worker, workers: number): Promise<WorkerAnswer> {
    return new Promise((resolve, reject) => {
      thread.on('message', (answer: WorkerAnswer) => {
        if (answer.isLast) resolve(answer);
        else this.#keep(answer, workers).catch(reject);
      });
      thread.once('error', reject);
      thread.once('exit', (code) => {
        reject(new DefectError(`a worker of the search ended with ${code} before it had answered`));
      });
    });
  }

  /** Once every held worker has shown what it has, saves it and lets them go on. */
  async #keep(answer: WorkerAnswer, workers: number): Promise<void> {
    if (this.#shown.push(answer) < workers) return;
    const reports = this.#shown.map(reportOf);
    this.#shown = [];
    await this.#options.checkpoint?.save(snapshotOf(reports, this.#inUse));
    this.#clock.saved();
    this.#crew.release();
  }

  #look(): void {
    this.#options.onProgress?.(this.#crew.progress);
    this.limit ??= this.#clock.exceeded();
    if (this.limit !== null) this.#crew.stop();
    else if (this.#clock.isTimeToSave()) this.#crew.hold();
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
