/**
 * Counts that every engine must reproduce, in one table.
 *
 * `transitions` counts every enabled step of every reachable state; `depth` is the length of the
 * longest shortest path. A change here is a change of a model or a correction of an engine, and
 * needs a reason that is as good as the provenance it replaces.
 */

import type { SchemeName } from '../models/systems/vpci-locking/parameters.ts';

/** One configuration of a family, and what is known of it. */
export interface ExpectedCount {
  readonly system: string;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  readonly states: bigint;
  readonly transitions: bigint;
  readonly depth?: number;
  /** Who counted, besides us. */
  readonly provenance: string;
}

const REFERENCE = 'the reference checker, on real XState machines';
const TWO_PROGRAMS = 'two independent programs of the trial system';
const FROZEN =
  'frozen from our own search on 2026-11-21; too large for the reference checker to be asked';

export const expectedCounts: readonly ExpectedCount[] = [
  {
    system: 'trial',
    parameters: {},
    states: 10_152n,
    transitions: 33_048n,
    depth: 41,
    provenance: REFERENCE,
  },
  trial(1, 1, 66n, 108n, 18, REFERENCE),
  trial(2, 1, 264n, 612n, 19, REFERENCE),
  trial(2, 2, 792n, 1_908n, 28, REFERENCE),
  trial(3, 1, 1_128n, 3_528n, 21, REFERENCE),
  trial(3, 6, 274_104n, 944_784n, undefined, TWO_PROGRAMS),
  design('S0', 'hwdom', 803_704n, 2_480_453n, 80, FROZEN),
  design('S0', 'domU', 12_907n, 36_763n, 45, REFERENCE),
  design('S1', 'hwdom', 190_454n, 582_018n, 72, FROZEN),
  design('S1', 'domU', 11_364n, 32_058n, 48, REFERENCE),
  design('S2v1', 'hwdom', 424_148n, 1_254_602n, 79, FROZEN),
  design('S2v1', 'domU', 39_632n, 109_175n, 71, REFERENCE),
  design('S2v7', 'hwdom', 372_232n, 1_078_374n, 89, FROZEN),
  design('S2v7', 'domU', 39_217n, 106_632n, 75, REFERENCE),
  design('S2p', 'hwdom', 41_973n, 121_148n, 68, REFERENCE),
  design('S2p', 'domU', 5_905n, 15_404n, 48, REFERENCE),
  design('S3v8', 'hwdom', 184_082n, 507_848n, 77, FROZEN),
  design('S3v8', 'domU', 27_927n, 75_395n, 76, REFERENCE),
  design('S3v9', 'hwdom', 369_374n, 1_037_293n, 84, FROZEN),
  design('S3v9', 'domU', 34_485n, 93_733n, 76, REFERENCE),
  design('S3v10', 'hwdom', 514_415n, 1_531_424n, 108, FROZEN),
  design('S3v10', 'domU', 44_578n, 125_425n, 87, REFERENCE),
  design('S4', 'hwdom', 116_581n, 346_364n, 67, FROZEN),
  design('S4', 'domU', 208_561n, 587_679n, 105, FROZEN),
  design('S5', 'hwdom', 74_468n, 222_615n, 71, REFERENCE),
  design('S5', 'domU', 132_956n, 376_525n, 99, REFERENCE),
];

/** A row of the designs of `vpci-locking`. */
function design(
  scheme: SchemeName,
  profile: 'hwdom' | 'domU',
  states: bigint,
  transitions: bigint,
  depth: number,
  provenance: string,
): ExpectedCount {
  const parameters = { scheme, profile, vcpus: profile === 'hwdom' ? 2 : 1 };
  return { system: 'vpci-locking', parameters, states, transitions, depth, provenance };
}

function trial(
  vcpus: number,
  pages: number,
  states: bigint,
  transitions: bigint,
  depth: number | undefined,
  provenance: string,
): ExpectedCount {
  const known = { system: 'trial', parameters: { vcpus, pages }, states, transitions, provenance };
  return depth === undefined ? known : { ...known, depth };
}
