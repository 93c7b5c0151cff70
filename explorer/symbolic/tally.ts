/** Exact counts of a set of states, and what occurs in it. */

import type { Coverage } from '../verdict.ts';
import { Census } from './census.kernel.ts';
import { EMPTY } from './diagram.kernel.ts';
import { enabled } from './enabled.ts';
import type { Guard } from './guards.ts';
import { visitedOf } from './visited.ts';
import type { Workspace } from './workspace.ts';

export interface Tally {
  readonly states: bigint;
  /** Enabled steps, summed over the states. */
  readonly transitions: bigint;
  /** Nodes of the set. */
  readonly nodes: number;
  readonly coverage: Coverage;
}

/** Counts the states of a set and the steps enabled in them. */
export async function tally(workspace: Workspace, set: number): Promise<Tally> {
  const { encoded, machine } = workspace;
  const census = new Census(machine.diagram, encoded.sizes, set);
  workspace.claim(census.bytesWanted);
  census.prepare();
  const guards = new Map<string, Guard>();
  const keys = encoded.guards.map((ways) =>
    ways.map((guard) => {
      const sharp = decisive(guard, census.visited);
      const key = keyOf(sharp);
      guards.set(key, sharp);
      return key;
    }),
  );
  const wanted = set === EMPTY ? [] : [...guards.values()];
  const counts = await enabled(census, wanted, (nodesSeen) => workspace.breathe(nodesSeen));
  const countOf = new Map([...guards.keys()].map((key, g) => [key, counts[g] ?? 0n]));
  const steps = new Uint8Array(keys.length);
  let transitions = 0n;
  for (const [s, ways] of keys.entries()) {
    for (const key of ways) {
      const count = countOf.get(key) ?? 0n;
      transitions += count;
      if (count > 0n) steps[s] = 1;
    }
  }
  const { total: states, count: nodes, visited } = census;
  workspace.claim(0);
  const localStates = await visitedOf(workspace, set, visited);
  return { states, transitions, nodes, coverage: { steps, localStates } };
}

/** A guard without the participants that refuse in no local state that occurs. */
function decisive(guard: Guard, visited: readonly Uint8Array[]): Guard {
  return guard.flatMap(({ level, bits }) => {
    const seen = visited[level] ?? new Uint8Array();
    const allowed = bits.map((bit, local) => bit & (seen[local] ?? 0));
    return allowed.some((bit, local) => bit !== seen[local]) ? [{ level, bits: allowed }] : [];
  });
}

function keyOf(guard: Guard): string {
  return guard
    .map(({ level, bits }) => `${level}:${bits.join('')}`)
    .sort()
    .join(' ');
}
