/**
 * When two steps accord: whenever both are possible, either leaves the other possible, and both
 * orders end in the same state (Valmari, *Stubborn Sets for Reduced State Space Generation*, 1991).
 *
 * Steps are products of local relations, so this is decided slot by slot, exactly but for
 * combinations of local states that are never reached together.
 */

import type { LinkedStep } from '../system.ts';

/**
 * Whether two steps accord while slot `at` is in local state `local`. Two steps that both change a
 * slot in one of its local states do not, even if they commute: so no local state is jumped over, and
 * a reduced search visits all that can be visited.
 */
export function accord(a: LinkedStep, b: LinkedStep, at: number, local: number): boolean {
  let conflict = false;
  for (let k = 0; k < a.slots.length; k++) {
    const slot = a.slots[k] ?? -1;
    const j = b.slots.indexOf(slot);
    const [byA, byB] = [a.next[k], b.next[j]];
    if (byA === undefined || byB === undefined) continue;
    const [first, end] = slot === at ? [local, local + 1] : [0, byA.length];
    const meeting = meet(byA, byB, first, end);
    if (meeting === 'never') return true;
    if (meeting === 'conflict') conflict = true;
  }
  return !conflict;
}

/** How two participants get on in the local states `first .. end - 1` of a slot. */
function meet(
  a: Int32Array,
  b: Int32Array,
  first: number,
  end: number,
): 'never' | 'commute' | 'conflict' {
  let met = false;
  for (let x = first; x < end; x++) {
    const [byA, byB] = [a[x] ?? -1, b[x] ?? -1];
    if (byA < 0 || byB < 0) continue;
    met = true;
    const both = b[byA] ?? -1;
    if (both < 0 || both !== a[byB]) return 'conflict';
    if (byA !== x && byB !== x) return 'conflict';
  }
  return met ? 'commute' : 'never';
}
