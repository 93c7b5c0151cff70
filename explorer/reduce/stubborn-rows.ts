/**
 * Who may get in the way: the static relations of a system from which a reduction is chosen.
 *
 * Bits stand for local states of owners (`stubborn-owners.ts`). A *row* is a set of them: bit `m` of owner
 * `q` is set when `q`, from local state `m` on, may some day take a step of a certain kind. "Some
 * day" is reachability in the local graph of `q`, by the steps of anybody.
 */

import type { LinkedStep, LinkedSystem } from '../system.ts';
import { changesOf, leadingInto, predecessorsIn } from './stubborn-changes.ts';
import { accord } from './stubborn-dependence.ts';
import type { Owners } from './stubborn-owners.ts';

/** Rows by number, equal ones once; row 0 is empty. */
export class Rows {
  readonly #system: LinkedSystem;
  readonly #owners: Owners;
  readonly #numbers = new Map<string, number>();
  readonly #rows: Int32Array[] = [];
  /** `#from[s]`: the row of local states from which the owner of step `s` may take it some day. */
  readonly #from: readonly Int32Array[];
  /** Local graphs, and rows of those who permit, once they are asked for. */
  readonly #graphs = new Map<string, readonly (readonly number[])[]>();
  readonly #permitting = new Map<string, Int32Array>();
  /** `#users[slot]`: the steps it takes part in. */
  readonly #users: readonly (readonly number[])[];
  /** `#movers[slot][local]`: the steps that change the slot there. */
  readonly #movers: readonly (readonly number[])[][];

  constructor(system: LinkedSystem, owners: Owners) {
    this.#system = system;
    this.#owners = owners;
    this.#users = system.slots.map((_, slot) =>
      [...system.steps.keys()].filter((s) => system.steps[s]?.slots.includes(slot) === true),
    );
    this.#movers = system.slots.map(({ size }, slot) => {
      const movers: number[][] = Array.from({ length: size }, () => []);
      system.steps.forEach((step, s) => {
        for (const [local] of changesOf(step, slot)) movers[local]?.push(s);
      });
      return movers;
    });
    this.#from = system.steps.map((step, s) => this.#rowOf(step, owners.ownerOf[s] ?? 0));
    this.#intern(new Int32Array(this.words));
  }

  /** 32-bit words of a row. */
  get words(): number {
    return ((this.#owners.base.at(-1) ?? 0) + 31) >>> 5;
  }

  /** All rows one after the other. */
  get all(): Int32Array {
    const all = new Int32Array(this.#rows.length * this.words);
    this.#rows.forEach((row, r) => {
      all.set(row, r * this.words);
    });
    return all;
  }

  /** How many local states of owners a row contains. */
  weight(row: number): number {
    return this.#rows[row]?.reduce((count, word) => count + bitCount(word), 0) ?? 0;
  }

  /** Who disturbs a step of owner `q` that is enabled while the owner is in `local`. */
  disturbing(step: LinkedStep, q: number, local: number): number {
    const slot = this.#owners.slots[q] ?? -1;
    return this.#anyOf(
      q,
      this.#partners(step).filter((other) => {
        const partner = this.#system.steps[other];
        return partner !== undefined && !accord(step, partner, slot, local);
      }),
    );
  }

  /** Who else may move the slot of owner `q` from a local state. */
  moving(q: number, local: number): number {
    return this.#anyOf(q, this.#movers[this.#owners.slots[q] ?? -1]?.[local] ?? []);
  }

  /**
   * `rows[local]` for a participant of a step of owner `q` that refuses in `local`: who else may move
   * its slot from there to where others than `q` can get it to accept. -1 where it accepts.
   */
  permitting(slot: number, next: Int32Array, q: number): Int32Array {
    const accepting = Uint8Array.from(next, (to) => (to >= 0 ? 1 : 0));
    const key = `${slot} ${q} ${accepting.join('')}`;
    const known = this.#permitting.get(key);
    if (known !== undefined) return known;
    const hopeful = this.leadingTo(slot, accepting, q);
    const rows = next.map((to, local) => {
      if (to >= 0) return -1;
      const movers = this.#movers[slot]?.[local] ?? [];
      return this.#anyOf(
        q,
        movers.filter((s) => {
          const step = this.#system.steps[s];
          return hopeful[step?.next[step.slots.indexOf(slot)]?.[local] ?? -1] === 1;
        }),
      );
    });
    this.#permitting.set(key, rows);
    return rows;
  }

  /** The local states of a slot from which others than owner `q` can bring it into a set. */
  leadingTo(slot: number, set: Uint8Array, q: number): Uint8Array {
    return leadingInto(this.#graphOf(slot, q), set);
  }

  /** The steps that share a slot with a step, and may be in its way. */
  #partners(step: LinkedStep): readonly number[] {
    return [...new Set(step.slots.flatMap((slot) => this.#users[slot] ?? []))];
  }

  /** The row of the owners other than `q` that may take one of these steps some day. */
  #anyOf(q: number, steps: readonly number[]): number {
    const row = new Int32Array(this.words);
    for (const s of steps) {
      if (this.#owners.ownerOf[s] === q) continue;
      this.#from[s]?.forEach((word, i) => {
        row[i] = (row[i] ?? 0) | word;
      });
    }
    return this.#intern(row);
  }

  /** The local states of owner `q` from which a step of it may be taken some day. */
  #rowOf(step: LinkedStep, q: number): Int32Array {
    const row = new Int32Array(this.words);
    const slot = this.#owners.slots[q] ?? -1;
    const next = step.next[step.slots.indexOf(slot)] ?? new Int32Array();
    const accepting = Uint8Array.from(next, (to) => (to >= 0 ? 1 : 0));
    leadingInto(this.#graphOf(slot, null), accepting).forEach((may, local) => {
      const bit = (this.#owners.base[q] ?? 0) + local;
      if (may === 1) row[bit >>> 5] = (row[bit >>> 5] ?? 0) | (1 << (bit & 31));
    });
    return row;
  }

  /** The local graph of a slot, without the steps of an owner if one is given. */
  #graphOf(slot: number, without: number | null): readonly (readonly number[])[] {
    const key = `${slot} ${without}`;
    const known = this.#graphs.get(key);
    if (known !== undefined) return known;
    const { steps, slots } = this.#system;
    const others = steps.filter((_, s) => this.#owners.ownerOf[s] !== without);
    const made = predecessorsIn(others, slot, slots[slot]?.size ?? 0);
    this.#graphs.set(key, made);
    return made;
  }

  #intern(row: Int32Array): number {
    const key = row.join();
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#rows.push(row) - 1;
    this.#numbers.set(key, number);
    return number;
  }
}

/** How many bits of a word are set. */
function bitCount(word: number): number {
  let count = 0;
  for (let rest = word; rest !== 0; rest &= rest - 1) count++;
  return count;
}
