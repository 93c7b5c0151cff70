/**
 * Partial-order reduction: in most states it is enough to take the steps of some processes, since
 * those of the others can wait and lead to the same end (Valmari, *Stubborn Sets for Reduced State
 * Space Generation*, 1991; Peled, *All from One, One for All*, CAV 1993; Godefroid, *Partial-Order
 * Methods for the Verification of Concurrent Systems*, 1996).
 *
 * A set of *owners* (`stubborn-owners.ts`) is closed in a state when nobody outside it can, now or
 * later, get in the way of its enabled steps or make its disabled ones possible. The enabled steps of
 * a closed set are taken alone if none of them is *visible* (`stubborn-visible.ts`) or *sticky*
 * (`stubborn-sticky.ts`). That choice depends on the state alone. What is kept, and why, is in
 * `docs/internals/reductions.md`.
 */

import type { Layout } from '../search/successors.kernel.ts';
import type { LinkedSystem } from '../system.ts';
import { StubbornSets } from './stubborn.kernel.ts';
import { ownersOf } from './stubborn-owners.ts';
import { Rows } from './stubborn-rows.ts';
import { stickySteps } from './stubborn-sticky.ts';
import { needTables, visibilityTables } from './stubborn-tables.ts';
import { type Sought, visibleBoxes } from './stubborn-visible.ts';

/** A set of owners is a number. */
const OWNERS_MAX = 31;
/** Larger components would make the static relations larger than what they save. */
const LOCALS_MAX = 4_096;

/** Stubborn sets of a system, or why there are none. */
export type StubbornChoice =
  | { readonly sets: StubbornSets; readonly refused: null }
  | { readonly sets: null; readonly refused: string };

/**
 * Computes the static relations of a system. `sought[p]`: what is still looked for on behalf of
 * property `p`; a search that found something before it begins to reduce need not look for it again.
 * `kin[s]`: a number that step `s` shares with the steps it becomes when interchangeable components
 * are exchanged, where states are sorted too. Takes some milliseconds, or up to a second for systems
 * of hundreds of steps.
 */
export function stubborn(
  system: LinkedSystem,
  layout: Layout,
  sought: readonly Sought[],
  kin: ArrayLike<number> = [...system.steps.keys()],
): StubbornChoice {
  const owners = ownersOf(system);
  if (owners.slots.length < 2) return { sets: null, refused: 'all steps belong to one component' };
  if (owners.slots.length > OWNERS_MAX) {
    return {
      sets: null,
      refused: `steps belong to ${owners.slots.length} components; at most ${OWNERS_MAX} can be told apart`,
    };
  }
  const large = system.slots.find(({ size }) => size > LOCALS_MAX);
  if (large !== undefined) {
    return {
      sets: null,
      refused: `component ${large.component} has ${large.size} local states; at most ${LOCALS_MAX} are looked at`,
    };
  }
  const rows = new Rows(system, owners);
  const needs = needTables(system, owners, rows);
  const boxes = visibleBoxes(system, sought);
  const { always, ...visibility } = visibilityTables(system, owners, rows, boxes);
  const sets = new StubbornSets(layout, {
    ownerCount: owners.slots.length,
    ownerSlot: Int32Array.from(owners.slots),
    base: owners.base,
    ownerOf: owners.ownerOf,
    shown: stickySteps(system, always, leastDisturbed(system, needs, rows), kin),
    rows: rows.all,
    rowWords: rows.words,
    ...needs,
    ...visibility,
  });
  return { sets, refused: null };
}

/** Steps by how much may disturb them, least first: those are the ones worth taking alone. */
function leastDisturbed(
  { steps }: LinkedSystem,
  { entryStep, disturbing }: ReturnType<typeof needTables>,
  rows: Rows,
): readonly number[] {
  const weights = new Int32Array(steps.length);
  entryStep.forEach((s, entry) => {
    weights[s] = Math.max(weights[s] ?? 0, rows.weight(disturbing[entry] ?? 0));
  });
  return [...steps.keys()].sort((a, b) => (weights[a] ?? 0) - (weights[b] ?? 0) || a - b);
}
