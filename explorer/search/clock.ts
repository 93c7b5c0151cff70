/** When a search is to stop or to save what it has, by the clock and the signal it was given. */

import type { LimitReached, SearchOptions } from '../verdict.ts';

export class SearchClock {
  readonly #options: SearchOptions;
  readonly #started: number;
  #savedAt: number;

  constructor(options: SearchOptions) {
    this.#options = options;
    this.#started = options.now?.() ?? 0;
    this.#savedAt = this.#started;
  }

  /** The limit in time that was exceeded, or that the search was interrupted. */
  exceeded(): LimitReached | null {
    const { signal, now, limits } = this.#options;
    if (signal?.aborted === true) return { kind: 'interrupted', value: 0 };
    const timeMsMax = limits?.timeMsMax;
    if (timeMsMax !== undefined && now !== undefined && now() - this.#started > timeMsMax) {
      return { kind: 'time', value: timeMsMax };
    }
    return null;
  }

  isTimeToSave(): boolean {
    const { checkpoint, now } = this.#options;
    return (
      checkpoint !== undefined && now !== undefined && now() - this.#savedAt > checkpoint.everyMs
    );
  }

  saved(): void {
    this.#savedAt = this.#options.now?.() ?? 0;
  }
}
