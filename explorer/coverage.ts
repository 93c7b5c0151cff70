/** What a search never saw, in names. */

import type { LinkedSystem } from './system.ts';
import type { Coverage } from './verdict.ts';

/**
 * Names of the steps that were never enabled. Faults are left out, since they should not be. Steps
 * that are cases of one instruction stand and fall together: the instruction is named if none was.
 */
export function neverEnabled(system: LinkedSystem, { steps }: Coverage): readonly string[] {
  const enabled = new Map<string, boolean>();
  system.steps.forEach(({ name, caseOf, fault }, s) => {
    const key = caseOf ?? name;
    if (fault && !enabled.has(key)) return;
    enabled.set(key, enabled.get(key) === true || steps[s] === 1);
  });
  return [...enabled].filter(([, seen]) => !seen).map(([name]) => name);
}

/** Names of the steps that stand for something that must not happen, and did. */
export function faultsTaken(system: LinkedSystem, { steps }: Coverage): readonly string[] {
  return system.steps.filter((step, s) => step.fault && steps[s] === 1).map(({ name }) => name);
}

/** `component: local state` for the local states that were never visited. */
export function neverVisited(system: LinkedSystem, { localStates }: Coverage): readonly string[] {
  return system.slots.flatMap(({ component, labels }, slot) =>
    labels
      .filter((_, id) => localStates[slot]?.[id] !== 1)
      .map((label) => `${component}: ${label}`),
  );
}
