/**
 * The linked system: what every engine sees. Integers only, plain data, no closures: it can be sent
 * to a worker, saved, hashed and exported.
 *
 * A *state* is a vector with one local state id per slot (component). A *step* relates local states
 * of its participants: it is enabled when `next[k][state[slots[k]]] >= 0` for every participant `k`,
 * and taking it puts these values into the slots. Steps are numbered in the order in which the system
 * declares them; that order is part of the contract, since traces are step numbers.
 */

/** One component: how many local states it has, and what they are called. */
export interface Slot {
  readonly component: string;
  /** Number of local states; ids run from 0, the initial one. */
  readonly size: number;
  /** `labels[id]`: the local state in words. */
  readonly labels: readonly string[];
}

export interface LinkedStep {
  readonly name: string;
  /** Index into {@link LinkedSystem.actors}. */
  readonly actor: number;
  readonly fault: boolean;
  /** The instruction this step is one case of; null for a step of its own. */
  readonly caseOf: string | null;
  /** Participating slots, ascending. */
  readonly slots: readonly number[];
  /** `next[k][local]`: the local state of `slots[k]` afterwards, or -1 where it refuses. */
  readonly next: readonly Int32Array[];
  /** `writes[k]`: whether the step ever changes `slots[k]`. */
  readonly writes: readonly boolean[];
}

/** A Boolean expression over local state ids. */
export type LinkedExpression =
  | { readonly kind: 'constant'; readonly value: boolean }
  /** True where `bits[state[slot]]` is 1. */
  | {
      readonly kind: 'atom';
      readonly slot: number;
      readonly bits: Uint8Array;
      readonly label: string;
    }
  /** True where `bits[sum of classes[k][state[slots[k]]] * strides[k]]` is 1. */
  | {
      readonly kind: 'relation';
      readonly slots: readonly number[];
      readonly classes: readonly Uint16Array[];
      readonly strides: readonly number[];
      readonly bits: Uint8Array;
      readonly label: string;
    }
  | { readonly kind: 'not'; readonly of: LinkedExpression }
  | { readonly kind: 'and' | 'or'; readonly of: readonly LinkedExpression[] };

/** A companion that must be met by some reachable state. */
export interface LinkedCompanion {
  readonly label: string;
  readonly goal: LinkedExpression;
}

/** Requests of one actor: `request[local]` is 0 where it waits for nothing. */
export interface LinkedWaiter {
  readonly actor: string;
  readonly slot: number;
  readonly request: Uint16Array;
}

export interface LinkedWaitCycle {
  readonly kind: 'waitCycleFree';
  readonly cycles: 'self' | 'several' | 'any';
  /** At most 31, so that a set of actors is a number. */
  readonly waiters: readonly LinkedWaiter[];
  /** `requests[r - 1]`: slot of the resource, and per waiter and local state the set that blocks it. */
  readonly requests: readonly {
    readonly text: string;
    readonly slot: number;
    /** `blockedBy[waiter * size + local]`: bit set over waiters. */
    readonly blockedBy: Int32Array;
  }[];
}

export type LinkedProperty = {
  readonly name: string;
  /** Slots whose change can change what a state says of the property or its companion, ascending. */
  readonly support: readonly number[];
} & (
  | {
      readonly kind: 'invariant';
      readonly holds: LinkedExpression;
      readonly companion: LinkedCompanion;
    }
  | {
      readonly kind: 'stepInvariant';
      /** `steps[s]` is 1 for the selected steps. */
      readonly steps: Uint8Array;
      readonly before: LinkedExpression;
      readonly after: LinkedExpression;
    }
  | {
      readonly kind: 'deadlockFree';
      readonly rest: LinkedExpression;
      readonly companion: LinkedCompanion;
    }
  | LinkedWaitCycle
  | { readonly kind: 'reachable'; readonly goal: LinkedExpression }
);

/** A formula of linear temporal logic over local state ids and step numbers. */
export type LinkedFormula =
  | { readonly kind: 'state'; readonly holds: LinkedExpression }
  /** `steps[s]` is 1 for the steps that are meant. */
  | { readonly kind: 'taken'; readonly steps: Uint8Array; readonly label: string }
  | { readonly kind: 'not' | 'next' | 'finally' | 'globally'; readonly of: LinkedFormula }
  | { readonly kind: 'and' | 'or'; readonly of: readonly LinkedFormula[] }
  | { readonly kind: 'until'; readonly left: LinkedFormula; readonly right: LinkedFormula };

/** An assumption about how steps are scheduled. `steps[s]` is 1 for the steps it is about. */
export interface LinkedFairness {
  readonly kind: 'weak' | 'strong';
  readonly label: string;
  readonly steps: Uint8Array;
}

/** Holds of every fair run. It says nothing of single states, so searches do not look at it. */
export interface LinkedTemporal {
  readonly name: string;
  readonly formula: LinkedFormula;
  readonly fairness: readonly LinkedFairness[];
  readonly companion: LinkedCompanion;
}

/** There is no set of states that cannot be left, in which steps are taken for ever without progress. */
export interface LinkedLivelock {
  readonly name: string;
  /** `progress[s]` is 1 for the steps that are progress. */
  readonly progress: Uint8Array;
  /** States that are progress to come by. */
  readonly content: LinkedExpression;
}

/** What somebody outside gets to know by a step; steps without one are hidden. */
export interface LinkedObservation {
  readonly step: number;
  /** The words of what is seen; null where nothing is. They may tell the answer of the actor. */
  readonly event: string | null;
  /** What the actor knows from here on, until it has told it; null where nothing is new. */
  readonly answer: string | null;
}

/** Whatever can be seen of the system can be seen of the specification. */
export interface LinkedRefinement {
  readonly name: string;
  readonly specification: LinkedSystem;
}

export interface LinkedSystem {
  readonly format: 1;
  readonly name: string;
  readonly slots: readonly Slot[];
  readonly actors: readonly string[];
  readonly steps: readonly LinkedStep[];
  readonly properties: readonly LinkedProperty[];
  readonly temporal: readonly LinkedTemporal[];
  /** Absent where there is none. Searches do not look at them. */
  readonly livelocks?: readonly LinkedLivelock[];
  /** Absent where there is none. Searches do not look at them. */
  readonly refinements?: readonly LinkedRefinement[];
  /** By step, ascending; absent where nothing can be seen. */
  readonly observations?: readonly LinkedObservation[];
  /** All slots in an order of levels, the lowest first, that the model recommends; absent where it has none. */
  readonly levels?: readonly number[];
  /** Groups of columns of slots that may be permuted. */
  readonly interchangeable: readonly (readonly (readonly number[])[])[];
}
