/** The other threads of a search: started, asked for what they have, ended. */

import { Worker } from 'node:worker_threads';
import { DefectError } from '../../base/errors.ts';
import type { WorkerAnswer, WorkerOrder } from './worker.ts';

export class Threads {
  #threads: readonly Worker[] = [];
  #failure: Error | null = null;
  #mayEnd = false;
  #answers: WorkerAnswer[] = [];
  /** Told of every answer and of a failure. */
  #wake = () => {};

  /** Starts one for each order. */
  start(orders: readonly WorkerOrder[]): void {
    this.#threads = orders.map((order) => {
      const thread = startWorker(order);
      thread.on('message', (answer: WorkerAnswer) => {
        this.#answers.push(answer);
        this.#wake();
      });
      thread.once('error', (error) => this.#fail(error));
      thread.once('exit', (code) => {
        if (code === 0 && this.#mayEnd) return;
        this.#fail(new DefectError(`a worker of the search ended with ${code} before it should`));
      });
      return thread;
    });
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#wake();
  }

  get areStarted(): boolean {
    return this.#threads.length > 0;
  }

  /** Says that from now on they may end. */
  mayEnd(): void {
    this.#mayEnd = true;
  }

  /** Throws if one of them has failed. */
  check(): void {
    if (this.#failure !== null) throw this.#failure;
  }

  /** The next answers of so many of them. */
  async answers(count: number): Promise<readonly WorkerAnswer[]> {
    while (this.#answers.length < count) {
      this.check();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#answers.splice(0, count);
  }

  /** Ends all of them, whatever they do. */
  async end(): Promise<void> {
    for (const thread of this.#threads) thread.removeAllListeners();
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }
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
