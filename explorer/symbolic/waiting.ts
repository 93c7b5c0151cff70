/**
 * Wait-for cycles, for all states at once.
 *
 * For every pair of actors there is a set: the states in which the first waits for the second. An
 * actor has somewhere to go on for ever in its wait-for graph if and only if that graph has a cycle it
 * leads to, so the states with a cycle are found by taking away: of the states in which an actor
 * waits for another, those stay in which that other still waits for somebody, until nothing changes
 * (a greatest fixpoint, as EG of Burch, Clarke, McMillan, Dill and Hwang, "Symbolic model checking:
 * 10^20 states and beyond", LICS 1990). No state is looked at by itself.
 */

import type { LinkedWaitCycle } from '../system.ts';
import { EMPTY } from './diagram.kernel.ts';
import type { Predicates } from './predicates.ts';
import type { Workspace } from './workspace.ts';

/** Where somebody waits, and where there is a cycle of the wanted kind. */
export interface Waiting {
  readonly someone: boolean;
  /** States with a cycle. Kept. */
  readonly circle: number;
}

/** `waits[w][v]`: states in which waiter `w` cannot go on before waiter `v` acts. */
type Waits = readonly (readonly number[])[];

/** Finds the reachable states with a cycle of waiting. */
export async function waiting(
  workspace: Workspace,
  property: LinkedWaitCycle,
  reached: number,
): Promise<Waiting> {
  let someone = false;
  const circle = await workspace.one(async () => {
    const waits = await waitsOf(workspace, property, reached);
    someone = waits.some((row) => row.some((set) => set !== EMPTY));
    const own = waits.map((row, w) => row[w] ?? EMPTY);
    const selves = property.cycles === 'several' ? EMPTY : await unionOf(workspace, own);
    return property.cycles === 'self'
      ? selves
      : workspace.union(selves, await unionOf(workspace, await endless(workspace, waits)));
  });
  return { someone, circle };
}

async function waitsOf(
  workspace: Workspace,
  property: LinkedWaitCycle,
  reached: number,
): Promise<Waits> {
  const { waiters } = property;
  const waits: number[][] = [];
  for (let w = 0; w < waiters.length; w++) {
    const row: number[] = [];
    for (let v = 0; v < waiters.length; v++) {
      row.push(await workspace.restrict(reached, waitsFor(workspace, property, w, v)));
    }
    waits.push(row);
  }
  return waits;
}

/** The predicate that waiter `w` waits for waiter `v`. */
function waitsFor(
  { predicates }: Workspace,
  { waiters, requests }: LinkedWaitCycle,
  w: number,
  v: number,
): number {
  const { slot = 0, request = new Uint16Array() } = waiters[w] ?? {};
  return predicates.anyOf(
    requests.map((resource, r) => {
      const size = resource.blockedBy.length / waiters.length;
      const sets = resource.blockedBy.subarray(w * size, (w + 1) * size);
      return predicates.allOf([
        isOneOf(predicates, slot, request, (asks) => asks === r + 1),
        isOneOf(predicates, resource.slot, sets, (by) => (by & (1 << v)) !== 0),
      ]);
    }),
  );
}

function isOneOf(
  predicates: Predicates,
  slot: number,
  values: Uint16Array | Int32Array,
  wanted: (value: number) => boolean,
): number {
  return predicates.slotIn(
    slot,
    Uint8Array.from(values, (v) => (wanted(v) ? 1 : 0)),
  );
}

/** Stands for all states, at first. */
const EVERYWHERE = -1;

/** For each waiter, the states in which it waits for another, who waits for another, and so on. */
async function endless(workspace: Workspace, waits: Waits): Promise<readonly number[]> {
  let alive: readonly number[] = waits.map(() => EVERYWHERE);
  for (let changed = true; changed; ) {
    const next: number[] = [];
    for (const [w, row] of waits.entries()) {
      next.push(
        await workspace.one(async () => {
          const parts: number[] = [];
          for (const [v, set] of row.entries()) {
            if (v === w || set === EMPTY) continue;
            parts.push(
              alive[v] === EVERYWHERE ? set : await workspace.meet(set, alive[v] ?? EMPTY),
            );
          }
          return unionOf(workspace, parts);
        }),
      );
    }
    changed = next.some((set, w) => set !== alive[w]);
    alive = next;
  }
  return alive;
}

async function unionOf(workspace: Workspace, sets: readonly number[]): Promise<number> {
  let all = EMPTY;
  for (const set of sets) all = await workspace.union(all, set);
  return all;
}
