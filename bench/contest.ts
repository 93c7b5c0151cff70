/** Who searches a workload, what came out of it, and how long it took. */

import type { LinkedSystem } from '../explorer/index.ts';
import type { SystemDefinition } from '../models/compose/index.ts';

export interface Counts {
  readonly states: number;
  /** Pairs of a state and a step that is enabled in it. */
  readonly transitions: number;
}

/** A size of the trial system. */
export interface TrialSize {
  readonly vcpus: number;
  readonly pages: number;
}

/** A system to measure on. */
export interface Workload {
  readonly name: string;
  readonly system: SystemDefinition;
  /** Its size, for models of the trial system that were written by hand; null for other systems. */
  readonly trial: TrialSize | null;
  /** What must come out. */
  readonly expected: Counts;
  /** How often it is searched by everybody, at least and at most; the median counts. */
  readonly runs: number;
  readonly runsMax: number;
  /** Whether two cores of the machine are measured on it (`two-at-once.ts`). */
  readonly twoAtOnce: boolean;
  /** Whether `xstate/graph`, which is slow, is asked too. */
  readonly adjacency: boolean;
  /** Whether SPIN and Rumur, which take minutes where there is much to visit, are asked too. */
  readonly checkers: boolean;
}

/** One search. */
export type Run = Counts & {
  readonly elapsedMs: number;
  /** Time of all processors, where it is known. */
  readonly cpuMs: number | null;
  readonly bytesPerState?: number;
  /** Hash of everything that was computed, where there is more than counts. */
  readonly resultHash?: string;
};

/** A workload made ready to be searched in one way. */
export interface Ready {
  /** The way, in a few words. */
  readonly how: string;
  /** What compiling took. */
  readonly readyMs: number;
  /** Null when it takes more than so many milliseconds of a processor. */
  readonly run: (cpuMsMax: number) => Promise<Run | null>;
}

export interface Contestant {
  readonly name: string;
  /** Whether our time to link a system belongs beside its time. */
  readonly withLinking?: boolean;
  /**
   * All ways to search a workload, of which the fastest counts; none where the contestant has nothing
   * to say of it or is not there.
   */
  readonly ready: (subject: Subject) => Promise<readonly Ready[]>;
}

export interface Subject {
  readonly workload: Workload;
  readonly linked: LinkedSystem;
  /** A folder of its own. */
  readonly folder: string;
}
