/**
 * Which steps concern a property: those that can lead from a state where nothing is to be said of it to one
 * where something is.
 *
 * A formula of conjunctions and disjunctions only becomes true when one of its parts does. So a step that
 * makes no part true never makes the formula true. As long as a search looks for a formula it has found
 * it in no state before, and need not look where such a step leads.
 */

import { unreachable } from '../../base/errors.ts';
import type { LinkedExpression, LinkedProperty, LinkedStep, LinkedWaitCycle } from '../system.ts';
import { signsOf } from './signs.kernel.ts';
import { movesOf } from './tables.kernel.ts';

/** For each step, 1 if a state it leads to may be the first where something holds. */
export interface Concerns {
  /** The property is violated, or its goal is met. */
  readonly found: Uint8Array;
  /** Its companion is met. */
  readonly met: Uint8Array;
}

export function concernsOf(property: LinkedProperty, steps: readonly LinkedStep[]): Concerns {
  const [found, met] = [new Beginnings(), new Beginnings()];
  if (property.kind === 'waitCycleFree') {
    found.addWaiting(property);
    met.addWaiting(property);
  } else {
    const signs = signsOf(property);
    found.addValue(signs.violated, true);
    met.addValue(signs.met, true);
  }
  const by = (what: Beginnings) => Uint8Array.from(steps, (step) => (what.canComeBy(step) ? 1 : 0));
  return { found: by(found), met: by(met) };
}

/** Whether a slot that goes from one local state to another may make something true. */
type Change = (from: number, to: number) => boolean;

/** What makes formulas begin to hold, by slot. */
export class Beginnings {
  readonly #changes = new Map<number, Change[]>();
  /** What was found out of a successor table, by slot: steps share tables. */
  readonly #known = new Map<number, Map<Int32Array, boolean>>();

  /** Adds that an expression has this value. */
  addValue(expression: LinkedExpression, value: boolean): this {
    switch (expression.kind) {
      case 'constant':
        return this;
      case 'atom': {
        const { slot, bits } = expression;
        const wanted = value ? 1 : 0;
        return this.#add(slot, (from, to) => bits[from] !== wanted && bits[to] === wanted);
      }
      case 'relation':
        expression.slots.forEach((slot, k) => {
          const classes = expression.classes[k];
          this.#add(slot, (from, to) => classes?.[from] !== classes?.[to]);
        });
        return this;
      case 'not':
        return this.addValue(expression.of, !value);
      case 'and':
      case 'or':
        for (const part of expression.of) this.addValue(part, value);
        return this;
      default:
        return unreachable(expression);
    }
  }

  /** Adds that somebody waits, or that some wait for each other. */
  addWaiting({ waiters, requests }: LinkedWaitCycle): this {
    for (const { slot, request } of waiters) {
      this.#add(slot, (from, to) => request[from] !== request[to]);
    }
    for (const { slot, blockedBy } of requests) {
      const size = blockedBy.length / waiters.length;
      this.#add(slot, (from, to) =>
        waiters.some((_, w) => blockedBy[w * size + from] !== blockedBy[w * size + to]),
      );
    }
    return this;
  }

  #add(slot: number, change: Change): this {
    const changes = this.#changes.get(slot);
    if (changes === undefined) this.#changes.set(slot, [change]);
    else changes.push(change);
    return this;
  }

  /** Whether a step can make one of them true. */
  canComeBy({ slots, next, writes }: LinkedStep): boolean {
    return slots.some((slot, k) => writes[k] === true && this.#canChange(slot, next[k]!));
  }

  #canChange(slot: number, next: Int32Array): boolean {
    const changes = this.#changes.get(slot);
    if (changes === undefined) return false;
    const known = this.#known.get(slot) ?? new Map<Int32Array, boolean>();
    this.#known.set(slot, known);
    const before = known.get(next);
    if (before !== undefined) return before;
    const can = canOneOf(changes, movesOf(next));
    known.set(next, can);
    return can;
  }
}

function canOneOf(changes: readonly Change[], moves: Int32Array): boolean {
  for (let m = 0; m < moves.length; m += 2) {
    for (const change of changes) if (change(moves[m]!, moves[m + 1]!)) return true;
  }
  return false;
}
