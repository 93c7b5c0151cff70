/**
 * When a search begins to take stubborn sets, and whether it does at all.
 *
 * It first expands states in full: most companions are met early and many violations are found, and
 * what has been found need not be protected any more. Then it looks at what would be taken in states
 * that wait to be expanded. With one coarse lock that is almost everything, and the search goes on as
 * it began.
 */

import type { Standing } from '../search/judges.ts';
import type { Layout } from '../search/successors.kernel.ts';
import type { LinkedSystem } from '../system.ts';
import type { PartialOrderUsed } from '../verdict.ts';
import type { StubbornSets } from './stubborn.kernel.ts';
import { stubborn } from './stubborn.ts';
import { type PackedStates, shareTaken } from './stubborn-estimate.ts';
import type { Sought } from './stubborn-visible.ts';
import type { Symmetry } from './symmetry.ts';

/**
 * Expanded states after which the relations pay for being computed, if they ever do: so many in any
 * case, and so many for each step.
 */
const REDUCE_AFTER = 100_000;
const REDUCE_AFTER_PER_STEP = 500;

/**
 * Reductions that take a greater share of the possible steps are not used. Where they take two
 * thirds, three quarters of the states remained in the systems that were measured.
 */
const SHARE_MAX = 2 / 3;

/** Points at which another decision is taken; for tests. */
export interface PartialOrderTuning {
  /** Expanded states after which the decision is taken, at the next level. */
  readonly reduceAfter?: number;
  /** The greatest share of possible steps that may be taken. */
  readonly shareMax?: number;
}

/** What was decided, as plain data: whoever goes on with the search takes the same steps. */
export interface PartialOrderKept {
  /** What was still sought for each property when it was decided to reduce; null for not reducing. */
  readonly sought: readonly Sought[] | null;
  readonly isDecided: boolean;
  readonly used: PartialOrderUsed;
}

/** A level that is about to be expanded: states `first` to before `end`. */
export interface LevelAhead {
  readonly states: PackedStates;
  readonly first: number;
  readonly end: number;
  readonly standings: readonly Standing[];
}

export class PartialOrder {
  /** The sets to take; null while all steps are taken. */
  sets: StubbornSets | null = null;
  readonly #system: LinkedSystem;
  readonly #layout: Layout;
  readonly #kin: readonly number[];
  readonly #tuning: PartialOrderTuning;
  #kept: PartialOrderKept = {
    sought: null,
    isDecided: false,
    used: { since: null, share: null, refused: 'the search ended before it would have paid' },
  };

  /**
   * `symmetry`: that of the search, which visits representatives only. `kept`: what was decided in
   * the part of the search before.
   */
  constructor(
    system: LinkedSystem,
    layout: Layout,
    symmetry: Symmetry | null,
    tuning: PartialOrderTuning = {},
    kept?: PartialOrderKept,
  ) {
    this.#system = system;
    this.#layout = layout;
    this.#kin = kinOf(system, symmetry);
    this.#tuning = tuning;
    if (kept === undefined) return;
    this.#kept = kept;
    if (kept.sought !== null) this.sets = stubborn(system, layout, kept.sought, this.#kin).sets;
  }

  get kept(): PartialOrderKept {
    return this.#kept;
  }

  /** Decides, if it is time and not done yet. To be called between levels, in a search by one thread. */
  look({ states, first, end, standings }: LevelAhead): void {
    const { steps } = this.#system;
    const {
      reduceAfter = Math.max(REDUCE_AFTER, REDUCE_AFTER_PER_STEP * steps.length),
      shareMax = SHARE_MAX,
    } = this.#tuning;
    if (this.#kept.isDecided || first < reduceAfter) return;
    const sought = standings.map(({ depth, met }) => ({
      evidence: depth === Number.POSITIVE_INFINITY,
      companion: !met,
    }));
    const { sets, refused } = stubborn(this.#system, this.#layout, sought, this.#kin);
    if (sets === null) {
      this.#decide(null, { since: null, share: null, refused });
      return;
    }
    const share = shareTaken(this.#layout, sets, states, first, end);
    if (share > shareMax) {
      this.#decide(null, { since: null, share, refused: 'it would save too little' });
      return;
    }
    this.sets = sets;
    this.#decide(sought, { since: first, share, refused: null });
  }

  #decide(sought: readonly Sought[] | null, used: PartialOrderUsed): void {
    this.#kept = { sought, isDecided: true, used };
  }
}

/** For each step the lowest number among the steps that exchanges of columns make of it. */
function kinOf({ steps }: LinkedSystem, symmetry: Symmetry | null): readonly number[] {
  const kin = [...steps.keys()];
  const exchanges = symmetry?.blocks.flatMap((block) => block.exchanges) ?? [];
  for (let isSettled = false; !isSettled; ) {
    isSettled = true;
    for (const exchange of exchanges) {
      kin.forEach((one, s) => {
        const image = exchange.steps[s] ?? s;
        const least = Math.min(one, kin[image] ?? image);
        if (kin[s] === least && kin[image] === least) return;
        kin[s] = least;
        kin[image] = least;
        isSettled = false;
      });
    }
  }
  return kin;
}
