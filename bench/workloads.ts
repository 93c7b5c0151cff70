/**
 * What is measured: the trial system (`models/systems/trial.system.ts`) in several sizes, designs of
 * the catalogue, and philosophers. SPIN and Rumur count the same where they are there; a count that is
 * not the expected one ends the bench.
 */

import { trial } from '../models/systems/trial.system.ts';
import { vpciLocking } from '../models/systems/vpci-locking/index.ts';
import type { SchemeName } from '../models/systems/vpci-locking/parameters.ts';
import type { Workload } from './contest.ts';
import { philosophers } from './philosophers.ts';

/** How often whoever is quick may search. */
const RUNS_MAX = 15;

type How = Pick<Workload, 'runs'> &
  Partial<Pick<Workload, 'runsMax' | 'adjacency' | 'checkers' | 'twoAtOnce'>>;

function sized(vcpus: number, pages: number, counts: Counted, how: How): Workload {
  return {
    name: `trial ${vcpus},${pages}`,
    system: trial.with({ vcpus, pages }),
    trial: { vcpus, pages },
    ...measured(counts, how),
  };
}

/** A design of `vpci-locking`, in one of its sizes. */
function design(name: string, size: Size, counts: Counted, how: How): Workload {
  return { name, system: vpciLocking.with(size), trial: null, ...measured(counts, how) };
}

type Size = Parameters<typeof vpciLocking.with>[0];

/** For a guest with one vCPU. */
const domU = (scheme: SchemeName): Size => ({ scheme, profile: 'domU', vcpus: 1 });

/** For the hardware domain. Explicit and symbolic search count the same there. */
const large: Size = { scheme: 'S4', profile: 'hwdom', vcpus: 3, devices: 2 };

function table(seats: number, counts: Counted, how: How): Workload {
  return {
    name: `phil ${seats}`,
    system: philosophers(seats),
    trial: null,
    ...measured(counts, how),
  };
}

type Counted = readonly [states: number, transitions: number];

function measured([states, transitions]: Counted, how: How) {
  const usual = { runsMax: RUNS_MAX, adjacency: false, checkers: true, twoAtOnce: false };
  return { expected: { states, transitions }, ...usual, ...how };
}

/** Some hundred states: for tests of the bench. */
export function tinyWorkloads(): readonly Workload[] {
  return [
    sized(2, 1, [264, 612], { runs: 2, runsMax: 2, adjacency: true }),
    table(4, [34, 88], { runs: 1, runsMax: 1 }),
  ];
}

/** Some thirteen minutes, most of them the C compiler's and the other checkers'. */
export function usualWorkloads(): readonly Workload[] {
  return [
    sized(3, 2, [3_384, 10_800], { runs: 5, adjacency: true }),
    sized(3, 5, [91_368, 309_096], { runs: 7 }),
    sized(3, 6, [274_104, 944_784], { runs: 5 }),
    sized(4, 7, [3_919_104, 16_726_176], { runs: 3, twoAtOnce: true }),
    sized(5, 7, [20_505_312, 105_395_904], { runs: 3, checkers: false, twoAtOnce: true }),
    design('S4 domU', domU('S4'), [208_561, 587_679], { runs: 3 }),
    design('S5 domU', domU('S5'), [132_956, 376_525], { runs: 3 }),
    design('S4 3,2', large, [23_781_629, 96_463_017], {
      runs: 3,
      checkers: false,
      twoAtOnce: true,
    }),
    table(14, [228_486, 2_067_856], { runs: 3 }),
  ];
}

/** Many minutes, and some gigabytes. */
export function largeWorkloads(): readonly Workload[] {
  return [sized(5, 8, [61_515_936, 317_237_472], { runs: 1 })];
}
