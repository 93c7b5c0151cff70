/** `getAdjacencyMap` of `xstate/graph` on a composed system, in the two ways a user may call it. */

import { type AdjacencyValue, getAdjacencyMap } from 'xstate/graph';
import type { SystemDefinition } from '../models/compose/index.ts';
import {
  type ComposedSnapshot,
  composedLogic,
  isEnabled,
  type StepEvent,
} from './composed-logic.ts';
import type { Contestant, Counts } from './contest.ts';

export const adjacencyMap: Contestant = {
  name: 'xstate/graph',
  withLinking: true,
  ready: async ({ workload: { adjacency, system } }) =>
    (adjacency ? (['tuned', 'plain'] as const) : []).map((use) => ({
      how: `getAdjacencyMap, ${use}`,
      readyMs: 0,
      run: async () => {
        const cpu = process.cpuUsage();
        const started = performance.now();
        const counts = exploreByAdjacency(system, use);
        const elapsedMs = performance.now() - started;
        const { user, system: kernel } = process.cpuUsage(cpu);
        return { ...counts, elapsedMs, cpuMs: (user + kernel) / 1000 };
      },
    })),
};

/**
 * - `plain`: the list of all events and nothing else, so that its own serialization is used and every
 *   event is tried in every state.
 * - `tuned`: only the events that are enabled, and the shortest key that tells the states apart.
 */
export type AdjacencyUse = 'plain' | 'tuned';

/** Explores a system whose steps all change something, and counts what came out. */
export function exploreByAdjacency(system: SystemDefinition, use: AdjacencyUse): Counts {
  const logic = composedLogic(system);
  const events: readonly StepEvent[] = system.steps.map((step) => ({ type: step.name }));
  const map = getAdjacencyMap(
    logic,
    use === 'plain' ? { events } : { events: enabledEvents(system), serializeState: shortKey },
  );
  let states = 0;
  let transitions = 0;
  for (const value of Object.values(map)) {
    const { state, transitions: out } = value as AdjacencyValue<ComposedSnapshot, StepEvent>;
    states++;
    for (const taken of Object.values(out)) {
      if ((taken as { readonly state: ComposedSnapshot }).state !== state) transitions++;
    }
  }
  return { states, transitions };
}

function enabledEvents(system: SystemDefinition): (state: ComposedSnapshot) => StepEvent[] {
  return (state) =>
    system.steps.filter((step) => isEnabled(step, state)).map((step) => ({ type: step.name }));
}

/** Enough for machines without history, output and values that JSON merges, as in the trial system. */
function shortKey({ components }: ComposedSnapshot): string {
  return JSON.stringify(Object.values(components).map(({ value, context }) => [value, context]));
}
