/** Whether the end of a run shows what its trace claims. */

import type { SafetyProperty, Step, SystemDefinition } from '../../models/compose/index.ts';
import { holdsIn, refusalsOf, type Snapshots } from './snapshots.ts';
import { cycleAmong, waitsIn } from './waiting.ts';

/** The end of a run. */
export interface RunEnd {
  /** Before the last step; null when there is none. */
  readonly before: Snapshots | null;
  readonly lastStep: Step | null;
  readonly after: Snapshots;
}

/** What should have been found at the end, and what was. */
export interface Shortfall {
  readonly expected: string;
  readonly found: string;
}

/** Null when the run ends in a violation of `property`, or in the goal of a `reachable`. */
export function shortfallOf(
  property: SafetyProperty,
  system: SystemDefinition,
  end: RunEnd,
): Shortfall | null {
  const { after } = end;
  switch (property.kind) {
    case 'invariant':
      return holdsIn(property.holds, after)
        ? missed('the invariant to be false', 'it holds')
        : null;
    case 'stepInvariant':
      return stepShortfall(property, end);
    case 'deadlockFree': {
      const enabled = system.steps.find((step) => refusalsOf(step, after).length === 0);
      if (enabled !== undefined) return missed('no step to be enabled', `step ${enabled.name} is`);
      return holdsIn(property.rest, after) ? missed('a deadlock', 'a declared rest state') : null;
    }
    case 'waitCycleFree':
      return cycleAmong(waitsIn(property, after), property.cycles) === null
        ? missed('a cycle in the wait-for graph', 'there is none')
        : null;
    case 'reachable':
      return holdsIn(property.goal, after) ? null : missed('the goal to be true', 'it is false');
  }
}

function stepShortfall(
  property: Extract<SafetyProperty, { kind: 'stepInvariant' }>,
  { before, lastStep, after }: RunEnd,
): Shortfall | null {
  if (before === null || lastStep === null) return missed('a last step', 'there are no steps');
  if (!property.steps(lastStep)) {
    return missed('a last step the property speaks of', `step ${lastStep.name}`);
  }
  if (!holdsIn(property.before, before)) {
    return missed('the premise to be true before the last step', 'it is false');
  }
  return holdsIn(property.after, after)
    ? missed('the consequence to be false after the last step', 'it is true')
    : null;
}

function missed(expected: string, found: string): Shortfall {
  return { expected, found };
}
