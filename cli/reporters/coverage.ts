/** What a search never saw, by name. */

import type { Coverage, LinkedSystem } from '../../explorer/index.ts';

/** Names of what was never enabled or visited. */
export interface Unseen {
  /** Number of steps, fault steps left out: these are meant never to be enabled. */
  readonly steps: number;
  readonly neverEnabled: readonly string[];
  readonly localStates: number;
  readonly neverVisited: readonly string[];
}

/** Names what a search never saw. */
export function unseenOf(linked: LinkedSystem, coverage: Coverage): Unseen {
  const ordinary = linked.steps
    .map(({ name, fault }, s) => ({ name, fault, enabled: coverage.steps[s] === 1 }))
    .filter(({ fault }) => !fault);
  const locals = linked.slots.flatMap(({ component, labels }, slot) =>
    labels.map((label, id) => ({
      name: `${component}: ${label}`,
      visited: coverage.localStates[slot]?.[id] === 1,
    })),
  );
  return {
    steps: ordinary.length,
    neverEnabled: ordinary.filter(({ enabled }) => !enabled).map(({ name }) => name),
    localStates: locals.length,
    neverVisited: locals.filter(({ visited }) => !visited).map(({ name }) => name),
  };
}
