/**
 * What is measured: the trial system (`models/systems/trial.system.ts`) in several sizes. For those
 * that are not compared here, two independent programs, and SPIN at 4,7, agree on the counts.
 */

import { trial } from '../models/systems/trial.system.ts';
import type { Counts } from './adjacency.ts';
import type { Workload } from './measure.ts';

function sized(
  vcpus: number,
  pages: number,
  expected: Counts,
  how: Pick<Workload, 'runs' | 'adjacency'>,
): Workload {
  return {
    name: `trial ${vcpus},${pages}`,
    system: trial.with({ vcpus, pages }),
    size: { vcpus, pages },
    expected,
    ...how,
  };
}

/** Some hundred states: for tests of the bench. */
export function tinyWorkloads(): readonly Workload[] {
  const expected = { states: 264, transitions: 612 };
  return [sized(2, 1, expected, { runs: 2, adjacency: ['plain', 'tuned'] })];
}

/** Less than a minute. */
export function usualWorkloads(): readonly Workload[] {
  return [
    sized(3, 2, { states: 3384, transitions: 10_800 }, { runs: 25, adjacency: ['plain', 'tuned'] }),
    sized(3, 5, { states: 91_368, transitions: 309_096 }, { runs: 9, adjacency: ['tuned'] }),
    sized(3, 6, { states: 274_104, transitions: 944_784 }, { runs: 5, adjacency: [] }),
    sized(4, 7, { states: 3_919_104, transitions: 16_726_176 }, { runs: 2, adjacency: [] }),
  ];
}

/** Minutes, and some gigabytes. */
export function largeWorkloads(): readonly Workload[] {
  return [
    sized(5, 8, { states: 61_515_936, transitions: 317_237_472 }, { runs: 1, adjacency: [] }),
  ];
}
