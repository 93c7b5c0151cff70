/** The static relations of a system, computed once and laid out for `stubborn.kernel.ts`. */

import type { LinkedSystem } from '../system.ts';
import type { Box } from './stubborn-losses.ts';
import type { Owners } from './stubborn-owners.ts';
import type { Rows } from './stubborn-rows.ts';

/** For each owner and local state of it, what its steps need others for. */
export function needTables(system: LinkedSystem, owners: Owners, rows: Rows) {
  const moving: number[] = [];
  const entryStart = [0];
  const entryStep: number[] = [];
  const disturbing: number[] = [];
  const refuserStart = [0];
  const refuserSlot: number[] = [];
  const refuserTable: number[] = [];
  const permitting = new Pool();
  owners.slots.forEach((slot, q) => {
    const owned = system.steps.flatMap((step, s) => {
      const next = step.next[step.slots.indexOf(slot)];
      return owners.ownerOf[s] === q && next !== undefined ? [{ step, s, next }] : [];
    });
    for (let local = 0; local < (system.slots[slot]?.size ?? 0); local++) {
      moving.push(rows.moving(q, local));
      for (const { step, s, next } of owned) {
        if ((next[local] ?? -1) < 0) continue;
        entryStep.push(s);
        disturbing.push(rows.disturbing(step, q, local));
        step.slots.forEach((other, k) => {
          const table = step.next[k];
          if (other === slot || table === undefined || !table.includes(-1)) return;
          refuserSlot.push(other);
          refuserTable.push(permitting.offset(rows.permitting(other, table, q)));
        });
        refuserStart.push(refuserSlot.length);
      }
      entryStart.push(entryStep.length);
    }
  });
  return {
    moving: Int32Array.from(moving),
    entryStart: Int32Array.from(entryStart),
    entryStep: Int32Array.from(entryStep),
    disturbing: Int32Array.from(disturbing),
    refuserStart: Int32Array.from(refuserStart),
    refuserSlot: Int32Array.from(refuserSlot),
    refuserTable: Int32Array.from(refuserTable),
    permitting: permitting.all,
  };
}

/**
 * For each step the boxes in which it is visible. A box that contains the states in which a formula
 * is lost becomes one of the states from which others than the owner of the step can get there.
 */
export function visibilityTables(
  system: LinkedSystem,
  owners: Owners,
  rows: Rows,
  boxes: readonly (readonly Box[])[],
) {
  const boxStart = [0];
  const sideStart = [0];
  const sideSlot: number[] = [];
  const sideTable: number[] = [];
  const inside = new Pool();
  const always = new Uint8Array(system.steps.length);
  boxes.forEach((some, s) => {
    const q = owners.ownerOf[s] ?? 0;
    const distinct = new Map<string, readonly (readonly [slot: number, table: number])[]>();
    for (const box of some) {
      const sides = sidesOf(box, q, owners, rows).map(
        ([slot, set]) => [slot, inside.offset(Int32Array.from(set))] as const,
      );
      distinct.set(sides.join(' '), sides);
    }
    if (distinct.has('')) always[s] = 1;
    else {
      for (const sides of distinct.values()) {
        for (const [slot, table] of sides) {
          sideSlot.push(slot);
          sideTable.push(table);
        }
        sideStart.push(sideSlot.length);
      }
    }
    boxStart.push(sideStart.length - 1);
  });
  return {
    always,
    boxStart: Int32Array.from(boxStart),
    sideStart: Int32Array.from(sideStart),
    sideSlot: Int32Array.from(sideSlot),
    sideTable: Int32Array.from(sideTable),
    inside: inside.all,
  };
}

/** The slots that decide whether others can get into a box, ascending; the owner's does not move. */
function sidesOf(
  box: Box,
  q: number,
  owners: Owners,
  rows: Rows,
): readonly (readonly [slot: number, set: Uint8Array])[] {
  return [...box]
    .map(([slot, set]) => {
      const reaching = slot === owners.slots[q] ? set : rows.leadingTo(slot, set, q);
      return [slot, reaching] as const;
    })
    .filter(([, set]) => set.includes(0))
    .sort(([a], [b]) => a - b);
}

/** Tables one after the other, equal ones once. */
class Pool {
  readonly #offsets = new Map<string, number>();
  readonly #values: number[] = [];

  offset(table: Int32Array): number {
    const key = table.join();
    const known = this.#offsets.get(key);
    if (known !== undefined) return known;
    const offset = this.#values.length;
    for (const value of table) this.#values.push(value);
    this.#offsets.set(key, offset);
    return offset;
  }

  get all(): Int32Array {
    return Int32Array.from(this.#values);
  }
}
