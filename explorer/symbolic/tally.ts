/** Exact counts of a set of states, and what occurs in it. */

import type { Coverage } from '../verdict.ts';
import { Census } from './census.kernel.ts';
import { groupBy } from './groups.ts';
import type { Guard } from './predicates.ts';
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
  const guards = encoded.guards.map((guard) => decisive(guard, census.visited));
  const steps = new Uint8Array(guards.length);
  let transitions = 0n;
  for (const alike of groupBy(guards.keys(), (s) => keyOf(guards[s] ?? [])).values()) {
    const [first = 0] = alike;
    const enabled = census.enabled(guards[first] ?? []);
    transitions += enabled * BigInt(alike.length);
    if (enabled > 0n) for (const s of alike) steps[s] = 1;
    await workspace.breathe(census.count);
  }
  const localStates = encoded.system.slots.map(
    (_, slot) => census.visited[encoded.levelOf[slot] ?? 0] ?? new Uint8Array(),
  );
  const { total: states, count: nodes } = census;
  workspace.claim(0);
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
  return guard.map(({ level, bits }) => `${level}:${bits.join('')}`).join(' ');
}
