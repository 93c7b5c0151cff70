/** Threads that make the runs of the catalogue side by side. */

import { Worker } from 'node:worker_threads';
import { DefectError } from '../base/errors.ts';
import type { Outcome, Run } from './catalogue-rows.ts';

/**
 * Makes all runs with so many threads and hands the outcomes over in the order of the runs. Ends early
 * when `signal` is aborted.
 */
export async function* outcomesOf(
  runs: readonly Run[],
  threads: number,
  signal: AbortSignal,
): AsyncGenerator<Outcome> {
  const crew = new Crew(runs, threads, signal);
  try {
    for (let i = 0; i < runs.length; i++) {
      const outcome = await crew.outcome(i);
      if (outcome === null) return;
      yield outcome;
    }
  } finally {
    await crew.end();
  }
}

class Crew {
  readonly #runs: readonly Run[];
  readonly #signal: AbortSignal;
  readonly #workers: readonly Worker[];
  readonly #outcomes = new Map<number, Outcome>();
  #next = 0;
  #failure: Error | null = null;
  #wake = () => {};

  constructor(runs: readonly Run[], threads: number, signal: AbortSignal) {
    this.#runs = runs;
    this.#signal = signal;
    this.#workers = Array.from({ length: Math.min(threads, runs.length) }, () => this.#start());
    signal.addEventListener('abort', () => this.#wake(), { once: true });
  }

  #start(): Worker {
    const worker = new Worker(new URL('./catalogue-worker.js', import.meta.url));
    let at = this.#give(worker);
    worker.on('message', (outcome: Outcome) => {
      this.#outcomes.set(at, outcome);
      at = this.#give(worker);
      this.#wake();
    });
    worker.once('error', (error) => this.#fail(error));
    worker.once('exit', (code) => {
      this.#fail(new DefectError(`a thread of the catalogue ended with ${code} before it should`));
    });
    return worker;
  }

  /** Gives a thread the next run; returns which one that is. */
  #give(worker: Worker): number {
    const run = this.#runs[this.#next];
    if (run !== undefined) worker.postMessage(run);
    return this.#next++;
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#wake();
  }

  /** Waits for a run; null once the signal is aborted. Throws if a thread has failed. */
  async outcome(run: number): Promise<Outcome | null> {
    for (;;) {
      if (this.#signal.aborted) return null;
      const outcome = this.#outcomes.get(run);
      if (outcome !== undefined) return outcome;
      if (this.#failure !== null) throw this.#failure;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async end(): Promise<void> {
    for (const worker of this.#workers) worker.removeAllListeners();
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}
