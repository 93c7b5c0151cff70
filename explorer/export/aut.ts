/**
 * The graph of all reachable states in Aldebaran format, for CADP, mCRL2 and LTSmin.
 *
 * The first line holds the counts, so the graph is explored before anything is written. It is kept in
 * plain maps and arrays: some 300 bytes per state and 24 per transition.
 */

import { UsageError } from '../../base/errors.ts';
import { grouped } from '../../base/words.ts';
import type { LinkedStep, LinkedSystem } from '../system.ts';
import { quoted } from './identifiers.ts';

/** More states than this are refused unless asked for. */
export const AUT_STATES_MAX = 1_000_000;

export interface AutOptions {
  /** Infinity writes whatever there is. */
  readonly statesMax?: number;
}

/** The graph, in pieces; states are numbered in breadth-first order. Throws `USAGE-OPTION`. */
export function* aut(system: LinkedSystem, options: AutOptions = {}): Iterable<string> {
  const { edges, states } = graphOf(system, options.statesMax ?? AUT_STATES_MAX);
  const labels = system.steps.map(({ name }) => quoted(name));
  yield `des (0, ${edges.length / 3}, ${states})\n`;
  for (let e = 0; e < edges.length; e += 3) {
    yield `(${edges[e]}, ${labels[edges[e + 1] ?? 0]}, ${edges[e + 2]})\n`;
  }
}

/** `edges` holds state, step and state, transition by transition. */
function graphOf(system: LinkedSystem, statesMax: number) {
  const initial: Int32Array = Int32Array.from(system.slots, () => 0);
  const states = [initial];
  const numbers = new Map([[keyOf(initial), 0]]);
  const edges: number[] = [];
  for (let from = 0; from < states.length; from++) {
    const state = states[from] ?? initial;
    for (const [s, step] of system.steps.entries()) {
      const after = taken(step, state);
      if (after === null) continue;
      const key = keyOf(after);
      const to = numbers.get(key) ?? states.push(after) - 1;
      numbers.set(key, to);
      edges.push(from, s, to);
    }
    if (states.length > statesMax) throw tooLarge(system, statesMax);
  }
  return { edges, states: states.length };
}

function tooLarge({ name }: LinkedSystem, statesMax: number): UsageError {
  return new UsageError(
    'USAGE-OPTION',
    `option --to aut: ${name} has more than ${grouped(statesMax)} states`,
    { hint: 'Choose smaller parameters, or add --force to write them all.' },
  );
}

function keyOf(state: Int32Array): string {
  return String.fromCharCode(...state);
}

/** The state after a step; null where it is not enabled. */
function taken({ slots, next }: LinkedStep, state: Int32Array): Int32Array | null {
  if (slots.some((slot, k) => (next[k]?.[state[slot] ?? 0] ?? -1) < 0)) return null;
  const after = state.slice();
  slots.forEach((slot, k) => {
    after[slot] = next[k]?.[state[slot] ?? 0] ?? 0;
  });
  return after;
}
