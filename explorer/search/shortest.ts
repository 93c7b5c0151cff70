/**
 * Which of the shortest paths to show: one with the fewest context switches, and among these the one
 * whose step numbers come first in lexicographic order.
 *
 * The rule does not mention the order of visits, so any engine with any number of workers that knows
 * the levels shows the same trace. Method: from the targets backwards, level by level, expand the
 * states again that can lead to one on a shortest path, and keep, for every state on a shortest path
 * and every actor, the fewest context switches still to come if that actor moves next (a 0/1-weighted
 * search restricted to the shortest paths). Then walk forwards, always taking the best and lowest step.
 *
 * Where only representatives of orbits were kept, the costs are those of representatives: the same for
 * all members, with actors renamed. The walk goes through states themselves and asks for the costs of
 * their representatives, so the trace is the one that a search of all states shows.
 */

import type { Symmetry } from '../reduce/symmetry.ts';
import { Images } from '../reduce/symmetry-images.ts';
import type { LinkedSystem } from '../system.ts';
import { Cone } from './cone.ts';
import { ConeStates } from './cone-states.ts';
import type { Explored } from './explored.ts';
import type { Target } from './judges.ts';
import type { Layout } from './successors.kernel.ts';
import { Widening } from './widening.ts';

/** How to find paths. */
export interface HowToFind {
  /** Only representatives of its orbits were kept. */
  readonly symmetry: Symmetry | null;
  /** As in `tuning.ts`. */
  readonly waysBack: number;
  /** Awaited every few tens of milliseconds. */
  readonly pause: () => Promise<void>;
}

/** For each list of targets (all at one depth), step numbers of the path to show; null for none. */
export async function shortestPaths(
  system: LinkedSystem,
  layout: Layout,
  explored: Explored,
  targets: readonly (readonly Target[])[],
  how: HowToFind,
): Promise<readonly (readonly number[] | null)[]> {
  const images = how.symmetry === null ? null : new Images(how.symmetry, layout);
  const cones = targets.map((of) =>
    of.length === 0 ? null : new Cone(system, explored, images, of),
  );
  const made = cones.filter((cone) => cone !== null);
  const deepest = Math.max(-1, ...made.map((cone) => cone.depth));
  const states = new ConeStates(layout.wordCount);
  const widening = new Widening(system, layout, {
    explored,
    states,
    images,
    waysBack: how.waysBack,
  });
  for (let depth = deepest - 1; depth >= 0; depth--) {
    widening.enter(
      depth,
      made.filter((cone) => cone.depth > depth),
    );
    while (widening.goOn()) await how.pause();
  }
  return cones.map((cone) => cone?.walk(layout, states) ?? null);
}
