/**
 * What a search says: counts, and for each property a verdict with its evidence.
 *
 * Evidence is a path: step numbers from the initial state. Names, states and pictures are made from
 * it elsewhere.
 */

import type { Snapshot } from './search/snapshot.ts';
import type { StoreKind } from './store/store.ts';

/** A limit that stopped a search before it was complete. */
export type LimitReached =
  | { readonly kind: 'states'; readonly value: number }
  | { readonly kind: 'memory'; readonly value: number }
  | { readonly kind: 'time'; readonly value: number }
  | { readonly kind: 'walks'; readonly value: number }
  | { readonly kind: 'interrupted'; readonly value: number }
  /** The engine that was asked for does not judge runs. `value` is 0. */
  | { readonly kind: 'engine'; readonly value: number }
  /**
   * Everything that was found was expanded, but states were kept as signatures: `value` is an upper
   * bound of the chance that some state was missed.
   */
  | { readonly kind: 'signatures'; readonly value: number };

/** `vacuous`: never violated, but its companion was never met either. */
export type PropertyVerdict = 'holds' | 'violated' | 'vacuous' | 'inconclusive';

export interface PropertyResult {
  readonly name: string;
  readonly kind:
    | 'invariant'
    | 'stepInvariant'
    | 'deadlockFree'
    | 'waitCycleFree'
    | 'reachable'
    | 'temporal'
    | 'noLivelock'
    | 'refines';
  readonly verdict: PropertyVerdict;
  /** Whether the companion was met; null for kinds without one, and where nobody looked. */
  readonly companion: 'met' | 'unmet' | null;
  /**
   * Step numbers from the initial state to the violation, or to the goal of a `reachable` that was
   * met. For a property of runs a stem and once round the loop. Null where there is nothing to show.
   */
  readonly path: readonly number[] | null;
  /** Where the loop begins: after so many steps. At the end of the path the run stays there for ever. */
  readonly loopFrom?: number;
  /** Whether no loop is shorter after a stem of that length; where it is false nobody knows. */
  readonly isLoopShortest?: boolean;
  /**
   * Of a run that is fair as assumed: further assumptions of which all together would rule out every
   * violation; none where no fairness would. Absent where nobody looked.
   */
  readonly ruledOutBy?: readonly { readonly kind: 'weak' | 'strong'; readonly label: string }[];
  /**
   * Of a livelock: how many states there are that cannot be left, and after how many steps of the path
   * progress became impossible.
   */
  readonly livelock?: { readonly states: number; readonly lostAfter: number };
  /** Of a refinement that fails: what the last step of the path shows, and what might have been shown. */
  readonly refusal?: { readonly event: string; readonly allowed: readonly string[] };
  /** Of a refinement: whether hidden steps may go on for ever, and whether only here. */
  readonly divergence?: 'never' | 'as specified' | 'only here';
  /** The limit that left it undecided. */
  readonly limit: LimitReached | null;
}

export interface Coverage {
  /** `steps[s]` is 1 when step `s` was enabled somewhere. */
  readonly steps: Uint8Array;
  /** `localStates[slot][id]` is 1 when it was visited. */
  readonly localStates: readonly Uint8Array[];
}

/** Ways to visit fewer states and say the same of every property. */
export type Reduction = 'symmetry' | 'partial-order';

/** What came of a search of one state for each orbit. */
export interface SymmetryUsed {
  /** Groups of columns of components, of which any two columns were exchanged with each other. */
  readonly exchanged: readonly (readonly (readonly string[])[])[];
  /** For each group that was declared interchangeable and not used as a whole, why. */
  readonly refused: readonly string[];
  /** States in the orbits of the visited ones: those that a search of all states visits. */
  readonly represented: bigint;
}

/** What came of taking stubborn sets of steps. */
export interface PartialOrderUsed {
  /** How many states had been expanded in full when the search began to reduce; null if it never did. */
  readonly since: number | null;
  /** The share of possible steps taken in a sample of states; null where no sample was drawn. */
  readonly share: number | null;
  /** Why it was not used; null if it was. */
  readonly refused: string | null;
}

export interface SearchResult {
  readonly engine: 'explicit' | 'symbolic' | 'random' | 'reference';
  /** Every reachable state was visited and every step out of it was looked at. */
  readonly complete: boolean;
  readonly limit: LimitReached | null;
  /** Visited states, and steps out of them. */
  readonly states: bigint;
  readonly transitions: bigint;
  /**
   * Length of the longest shortest path from the initial state; null where the symbolic engine was
   * not asked for it, or did not find it within the limits.
   */
  readonly depth: number | null;
  /** States without an enabled step that are no rest states. */
  readonly deadlocks: bigint;
  /** States without an enabled step, rest states included. */
  readonly terminal: bigint;
  readonly memoryBytesMax: number;
  readonly properties: readonly PropertyResult[];
  readonly coverage: Coverage;
  /** Null where symmetry was not asked for. */
  readonly symmetry: SymmetryUsed | null;
  /** Null where partial order was not asked for. */
  readonly partialOrder: PartialOrderUsed | null;
}

/** When to stop. Without a limit a search goes on until it is complete. */
export interface Limits {
  readonly statesMax?: number;
  /** Bytes of tables and stores, not of the whole process. */
  readonly memoryBytesMax?: number;
  readonly timeMsMax?: number;
}

/** What is known while a search runs. */
export interface Progress {
  readonly states: number;
  readonly transitions: number;
  /** States found and not yet expanded. */
  readonly frontier: number;
  readonly depth: number;
  readonly memoryBytes: number;
}

/** What a search is given besides system and limits. Time comes from outside, so that runs repeat. */
export interface SearchOptions {
  readonly limits?: Limits;
  /** Called every few tens of milliseconds of work. */
  readonly onProgress?: (progress: Progress) => void;
  /** Stops the search; what is known so far is the result. */
  readonly signal?: AbortSignal;
  /** Milliseconds from any fixed point; needed only for a time limit. */
  readonly now?: () => number;
  /** Threads that search; 1 unless told. Counts, verdicts and paths do not depend on it. */
  readonly workers?: number;
  /**
   * How visited states are kept; `plain` unless told. `tree` is exact as well and takes less memory.
   * `compact` may miss states: where it finds nothing wrong the verdict is `inconclusive`, with the
   * limit `signatures`. Only a plain store can be shared by several workers, saved and gone on from.
   */
  readonly store?: StoreKind;
  /** Reductions to use where the system allows it; none unless told. */
  readonly reductions?: readonly Reduction[];
  /**
   * Gives, once, where an earlier search of the same system stopped: this one goes on from there.
   * {@link once} makes it, so that nobody holds the states it came from while the search goes on.
   */
  readonly resume?: () => Snapshot;
  /** Is given the search as it is now and then, and when a limit or the signal stops it. */
  readonly checkpoint?: {
    readonly everyMs: number;
    readonly save: (snapshot: Snapshot) => Promise<void>;
  };
}
