/** What a step does to a component, in as few cases as it takes. */

import type { LinkedStep } from '../system.ts';
import { type Formula, local } from './formula.ts';

/** A component that a step changes. */
export interface Update {
  readonly slot: number;
  /** Where it goes from which local states; the first that applies. */
  readonly cases: readonly { readonly from: Formula; readonly to: number }[];
  /** Where it goes from all others that the step accepts; null: it stays where it is. */
  readonly otherwise: number | null;
}

/** The changes of a step, by slot. Each depends on its own component only, so their order is free. */
export function updatesOf({ slots, next, writes }: LinkedStep): readonly Update[] {
  return slots.flatMap((slot, k) => {
    const relation = next[k];
    return relation !== undefined && writes[k] === true ? [updateOf(slot, relation)] : [];
  });
}

function updateOf(slot: number, next: Int32Array): Update {
  const targets = new Set(next.filter((to) => to >= 0));
  const stays = next.some((to, from) => to === from && targets.size > 1);
  const cases = [...targets].flatMap((to) => {
    const members = Uint8Array.from(next, (t, from) =>
      t === to && (from !== to || !stays) ? 1 : 0,
    );
    return members.includes(1) ? [{ from: local(slot, members), to }] : [];
  });
  const last = stays ? undefined : cases.pop();
  return { slot, cases, otherwise: last?.to ?? null };
}
