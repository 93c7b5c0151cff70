/** What a search never saw, by name. */

import {
  type Coverage,
  faultsTaken,
  type LinkedSystem,
  neverEnabled,
  neverVisited,
} from '../../explorer/index.ts';

/** Names of what was never enabled or visited. */
export interface Unseen {
  /** Number of steps. Faults are left out; cases of one instruction count as one. */
  readonly steps: number;
  readonly neverEnabled: readonly string[];
  readonly localStates: number;
  readonly neverVisited: readonly string[];
  /** Steps that stand for something that must not happen, and did. */
  readonly faults: readonly string[];
}

/** Names what a search never saw. */
export function unseenOf(linked: LinkedSystem, coverage: Coverage): Unseen {
  const ordinary = linked.steps.filter(({ fault }) => !fault);
  return {
    steps: new Set(ordinary.map(({ name, caseOf }) => caseOf ?? name)).size,
    neverEnabled: neverEnabled(linked, coverage),
    localStates: linked.slots.reduce((sum, { size }) => sum + size, 0),
    neverVisited: neverVisited(linked, coverage),
    faults: faultsTaken(linked, coverage),
  };
}
