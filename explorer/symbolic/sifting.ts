/**
 * A better order of levels, from a set that has been computed in another one.
 *
 * Each level in turn is moved to every place and left where it costs least: Rudell, "Dynamic variable
 * ordering for ordered binary decision diagrams" (ICCAD 1993). The cost there is the number of nodes;
 * here it is multiplied by the number of levels at which actors begin, see tops.ts.
 */

import type { Variables } from './encode.ts';
import type { MovableSet } from './movable.kernel.ts';
import { Tops } from './tops.ts';

/** A level is not moved further in a direction in which the cost has grown by this factor. */
const GROWTH_MAX = 1.5;

/**
 * Sifts the levels of a set, those with most nodes first, until each has had its turn or so many pairs
 * of nodes have been looked at. `breathe` is called after each level.
 */
export async function sift(
  set: MovableSet,
  variables: Variables,
  workMax: number,
  breathe: () => Promise<void>,
): Promise<void> {
  const moves = new Moves(set, new Tops(variables, set.digits));
  const byNodes = set.digits
    .map((digit, level) => ({ digit, nodes: set.nodesOf(level) }))
    .sort((a, b) => b.nodes - a.nodes || a.digit - b.digit);
  for (const { digit } of byNodes) {
    if (set.work > workMax) break;
    moves.settle(digit);
    await breathe();
  }
}

class Moves {
  readonly #set: MovableSet;
  readonly #tops: Tops;
  readonly #digits: number[];

  constructor(set: MovableSet, tops: Tops) {
    this.#set = set;
    this.#tops = tops;
    this.#digits = [...set.digits];
  }

  get cost(): number {
    return this.#set.size * this.#tops.count;
  }

  /** Moves a digit to where it costs least; the nearer end is tried first. */
  settle(digit: number): void {
    const last = this.#digits.length - 1;
    const home = this.#tops.place[digit] ?? 0;
    const best = { cost: this.cost, level: home };
    const nearer = home > last / 2 ? 1 : -1;
    for (const way of [nearer, -nearer]) {
      for (;;) {
        const level = this.#tops.place[digit] ?? 0;
        if (level === (way > 0 ? last : 0) || this.cost > GROWTH_MAX * best.cost) break;
        this.#swap(way > 0 ? level : level - 1);
        if (this.cost < best.cost) {
          best.cost = this.cost;
          best.level = level + way;
        }
      }
    }
    while ((this.#tops.place[digit] ?? 0) < best.level) this.#swap(this.#tops.place[digit] ?? 0);
    while ((this.#tops.place[digit] ?? 0) > best.level) {
      this.#swap((this.#tops.place[digit] ?? 0) - 1);
    }
  }

  #swap(level: number): void {
    const low = this.#digits[level] ?? 0;
    const high = this.#digits[level + 1] ?? 0;
    this.#set.swap(level);
    this.#tops.swap(low, high);
    this.#digits[level] = high;
    this.#digits[level + 1] = low;
  }
}
