/** Slices of work, and what ends them. */

import type { LimitReached, SearchOptions } from '../verdict.ts';

/** A limit was reached. */
export class Stopped extends Error {
  readonly limit: LimitReached;

  constructor(limit: LimitReached) {
    super(`stopped by ${limit.kind}`);
    this.limit = limit;
  }
}

/** Frames between two looks at limits, signal and observer: some twenty milliseconds. */
export const SLICE = 1 << 16;
/** What is known while sets are computed. */
export interface SymbolicProgress {
  /** Nodes of all sets, dead ones that have not been collected included. */
  readonly nodes: number;
  readonly memoryBytes: number;
}

/** What happens between two slices of work; `frames` is about what was done since the last time. */
export type Rest = (frames: number) => Promise<void>;

/** Lets everybody else run. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Throws when somebody wants to stop, or the time is up that began to run at `started`. */
export function stopIfDue({ signal, limits = {}, now }: SearchOptions, started: number): void {
  if (signal?.aborted === true) throw new Stopped({ kind: 'interrupted', value: 0 });
  const { timeMsMax } = limits;
  if (timeMsMax !== undefined && now !== undefined && now() - started > timeMsMax) {
    throw new Stopped({ kind: 'time', value: timeMsMax });
  }
}
