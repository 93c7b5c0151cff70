/**
 * The other threads of a search: started, asked for what they have, ended. Those that are done with it
 * stay, idle, for the next search: a new one takes a tenth of a second to load its program.
 */

import { Worker } from 'node:worker_threads';
import { DefectError } from '../../base/errors.ts';
import type { WorkerAnswer, WorkerOrder } from './worker.ts';

/** As many as one search has, at most, unless told. */
const IDLE_MAX = 7;

/** They do not keep the process from ending. */
const idle = new Set<Worker>();

export class Threads {
  #threads: readonly Worker[] = [];
  #failure: Error | null = null;
  #answers: WorkerAnswer[] = [];
  /** Told of every answer and of a failure. */
  #wake = () => {};

  /** Starts one for each order: thread 1, and so on. */
  start(orders: readonly WorkerOrder[]): void {
    this.#threads = orders.map((order) => {
      const thread = takeIdle() ?? startWorker();
      thread.on('message', (answer: WorkerAnswer) => {
        this.#answers.push(answer);
        this.#wake();
      });
      thread.once('error', (error) => this.#fail(error));
      thread.once('exit', (code) => {
        this.#fail(new DefectError(`a worker of the search ended with ${code} before it should`));
      });
      thread.postMessage(order);
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

  /** Ends all of them, whatever they do; those that `mayStay`, by number, are done and may become idle. */
  async end(mayStay: (thread: number) => boolean): Promise<void> {
    const isSound = this.#failure === null;
    const others = this.#threads.filter((thread, i) => {
      forget(thread);
      const stays = isSound && mayStay(i + 1) && idle.size < IDLE_MAX;
      if (stays) leaveIdle(thread);
      return !stays;
    });
    await Promise.all(others.map((thread) => thread.terminate()));
  }
}

/** Takes listeners away; Node has some of its own for other events. */
function forget(thread: Worker): void {
  for (const event of ['message', 'error', 'exit']) thread.removeAllListeners(event);
}

function takeIdle(): Worker | null {
  for (const thread of idle) {
    idle.delete(thread);
    forget(thread);
    thread.ref();
    return thread;
  }
  return null;
}

function leaveIdle(thread: Worker): void {
  idle.add(thread);
  thread.unref();
  for (const event of ['error', 'exit']) thread.once(event, () => idle.delete(thread));
}

/** Starts the built program, or its source where this file is run from source. */
function startWorker(): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./worker.js', import.meta.url));
  const { href } = new URL('./worker.ts', import.meta.url);
  const load = `import('tsx/esm/api').then((tsx) => (tsx.register(), import('${href}')));`;
  return new Worker(load, { eval: true });
}
