/**
 * A breadth-first search by several threads. Each owns the states with certain hashes, in a table of
 * its own; what it finds for others it posts to them. This thread only starts them, looks after
 * limits, and puts together what they found. Levels are finished together, so counts, depth, verdicts
 * and paths are those of one thread.
 */

import { Worker } from 'node:worker_threads';
import { DefectError } from '../../base/errors.ts';
import { VisitedSet } from '../store/visited.kernel.ts';
import type { LinkedSystem } from '../system.ts';
import type { LimitReached, Limits, SearchOptions, SearchResult } from '../verdict.ts';
import { conclude } from './conclude.ts';
import { CrewControl, newControlMemory } from './crew-control.kernel.ts';
import { newPostOffice } from './mail.kernel.ts';
import { layOut } from './successors.kernel.ts';
import type { WorkerAnswer, WorkerOrder } from './worker.ts';

/** Milliseconds between two looks at signal, clock and progress. */
const LOOK_EVERY_MS = 50;

/** As `breadthFirst`, by at least two workers. */
export async function searchByCrew(
  system: LinkedSystem,
  options: SearchOptions,
  workers: number,
  generateAfter?: number,
): Promise<SearchResult> {
  const layout = layOut(system);
  const control = newControlMemory(workers, system.properties.length);
  const order = {
    system,
    workers,
    control,
    office: newPostOffice(workers, layout.wordCount),
    limits: shareOf(options.limits ?? {}, workers),
    generateAfter,
  };
  const overseer = new Overseer(new CrewControl(control), options);
  const answers = await overseer.during(
    Array.from({ length: workers }, (_, me) => ask({ ...order, me })),
  );
  const limit =
    overseer.limit ??
    whole(
      answers.find((answer) => answer.limit !== null),
      options,
    );
  const reports = answers.map(({ parts, bytesMax, ...report }) => {
    const visited = VisitedSet.from(parts);
    visited.bytesMax = bytesMax;
    return { ...report, visited };
  });
  return conclude(system, layout, reports, limit, pause);
}

/** What one of so many workers may have; their hashes share states out evenly. */
function shareOf({ statesMax, memoryBytesMax }: Limits, workers: number): Limits {
  return {
    ...(statesMax === undefined ? {} : { statesMax: Math.max(1, Math.floor(statesMax / workers)) }),
    ...(memoryBytesMax === undefined ? {} : { memoryBytesMax: memoryBytesMax / workers }),
  };
}

/** The limit as it was given, of which a worker met its share. */
function whole(answer: WorkerAnswer | undefined, { limits }: SearchOptions): LimitReached | null {
  const limit = answer?.limit ?? null;
  if (limit?.kind === 'states') return { kind: 'states', value: limits?.statesMax ?? limit.value };
  if (limit?.kind === 'memory') {
    return { kind: 'memory', value: limits?.memoryBytesMax ?? limit.value };
  }
  return limit;
}

interface Asked {
  readonly thread: Worker;
  readonly answer: Promise<WorkerAnswer>;
}

function ask(order: WorkerOrder): Asked {
  const thread = startWorker(order);
  const answer = new Promise<WorkerAnswer>((resolve, reject) => {
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', (code) => {
      reject(new DefectError(`a worker of the search ended with ${code} before it had answered`));
    });
  });
  return { thread, answer };
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

/** Watches limits and signal while workers search, and tells them to stop. */
class Overseer {
  limit: LimitReached | null = null;
  readonly #crew: CrewControl;
  readonly #options: SearchOptions;
  readonly #started: number;

  constructor(crew: CrewControl, options: SearchOptions) {
    this.#crew = crew;
    this.#options = options;
    this.#started = options.now?.() ?? 0;
  }

  /** Waits for all answers. Whatever happens, no thread is left behind. */
  async during(asked: readonly Asked[]): Promise<readonly WorkerAnswer[]> {
    const timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
    try {
      return await Promise.all(asked.map(({ answer }) => answer));
    } finally {
      clearInterval(timer);
      await Promise.all(asked.map(({ thread }) => thread.terminate()));
    }
  }

  #look(): void {
    const { onProgress, signal, now, limits = {} } = this.#options;
    onProgress?.(this.#crew.progress);
    if (signal?.aborted === true) this.#stop({ kind: 'interrupted', value: 0 });
    const { timeMsMax } = limits;
    if (timeMsMax !== undefined && now !== undefined && now() - this.#started > timeMsMax) {
      this.#stop({ kind: 'time', value: timeMsMax });
    }
  }

  #stop(limit: LimitReached): void {
    this.limit ??= limit;
    this.#crew.stop();
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
