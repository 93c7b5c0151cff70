/**
 * What a loop met so far of what makes it one that is accepted and fair: sets of bits, each known by a
 * number.
 */

import type { Assumptions } from './fairness.ts';
import { STAYS } from './product.kernel.ts';

/** The number of a set. */
export type Met = number;

/** An edge, as far as it counts. */
export interface Counting {
  readonly step: number;
  readonly owed: number;
}

export class Meeting {
  readonly #assumptions: Assumptions;
  /** Bits of all *until* formulas. */
  readonly #all: number;
  /** By number: *until* formulas that were not put off. */
  readonly #untils: number[] = [];
  /** Weak assumptions with a step taken, or not possible somewhere; strong ones with a step taken. */
  readonly #fair: number[] = [];
  /** Strong ones that were possible and of which no step was taken. */
  readonly #pending: number[] = [];
  readonly #numbers = new Map<number, Map<number, Met>>();

  constructor(untils: number, assumptions: Assumptions) {
    this.#all = 2 ** untils - 1;
    this.#assumptions = assumptions;
  }

  /** In a state, before any edge. */
  begin(state: number): Met {
    const { weak, strong, enabled } = this.#assumptions;
    const possible = enabled[state]!;
    return this.#number(0, weak & ~possible, strong & possible);
  }

  /** After an edge that leads to a state. */
  after(met: Met, { step, owed }: Counting, state: number): Met {
    const { weak, strong, serves, enabled } = this.#assumptions;
    const possible = enabled[state]!;
    const served = step === STAYS ? 0 : serves[step]!;
    const untils = this.#untils[met]! | (this.#all & ~owed);
    const fair = this.#fair[met]! | (weak & (served | ~possible)) | (strong & served);
    return this.#number(untils, fair, (this.#pending[met]! | (strong & possible)) & ~fair);
  }

  /** Nothing is missing. */
  isGood(met: Met): boolean {
    const { weak } = this.#assumptions;
    const isFair = (this.#fair[met]! & weak) === weak && this.#pending[met] === 0;
    return isFair && this.#untils[met] === this.#all;
  }

  /** How much was met of what makes any loop good. */
  worth(met: Met): number {
    return ones(this.#untils[met]!) + ones(this.#fair[met]!);
  }

  /** How much there is to be met among states in which so much is possible. */
  worthOfAll(possible: number): number {
    const { weak, strong } = this.#assumptions;
    return ones(this.#all) + ones(weak) + ones(strong & possible);
  }

  #number(untils: number, fair: number, pending: number): Met {
    // At most 20 and 31 bits.
    const key = untils * 2 ** 31 + fair;
    const numbers = this.#numbers.get(key) ?? new Map<number, Met>();
    this.#numbers.set(key, numbers);
    const known = numbers.get(pending);
    if (known !== undefined) return known;
    const number = this.#untils.push(untils) - 1;
    this.#fair.push(fair);
    this.#pending.push(pending);
    numbers.set(pending, number);
    return number;
  }
}

function ones(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}
