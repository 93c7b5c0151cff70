/**
 * How much two cores of this machine do in the time of one: two processes search at once, each for itself
 * with one worker. Two workers of one search cannot be expected to do more.
 */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Workload } from './contest.ts';
import { median } from './measure.ts';

/** Rounds, of which the first lets V8 optimise what it runs. */
const ROUNDS = 7;

/** By what factor two processes do more than one. */
export async function gainOfTwo(workload: Workload, rounds = ROUNDS): Promise<number> {
  const searchers = [new Searcher(workload), new Searcher(workload)] as const;
  try {
    const gains: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const alone = await searchers[0].search();
      const together = await Promise.all(searchers.map((searcher) => searcher.search()));
      gains.push(together.reduce((sum, ms) => sum + alone / ms, 0));
    }
    return median(gains.slice(1));
  } finally {
    for (const searcher of searchers) searcher.end();
  }
}

/** A process that searches a workload whenever it is told to. */
class Searcher {
  readonly #process: ChildProcess;
  /** Fails when the process ends. */
  readonly #ended: Promise<never>;

  constructor({ name }: Workload) {
    const isSource = import.meta.url.endsWith('.ts');
    const program = new URL(isSource ? './searcher.ts' : './searcher.js', import.meta.url);
    const execArgv = isSource ? ['--import', 'tsx'] : [];
    this.#process = fork(program, [name], { execArgv, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    let said = '';
    this.#process.stderr?.on('data', (text) => {
      said += text;
    });
    this.#ended = once(this.#process, 'close').then(([code]) => {
      throw new Error(`a process that searches ${name} ended with ${code}: ${said}`);
    });
    // It is ended while nobody asks.
    this.#ended.catch(() => undefined);
  }

  /** Milliseconds of a search. */
  async search(): Promise<number> {
    const answer = once(this.#process, 'message');
    this.#process.send('search');
    const [ms] = await Promise.race([answer, this.#ended]);
    return Number(ms);
  }

  end(): void {
    this.#process.kill();
  }
}
