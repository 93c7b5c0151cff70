/**
 * Counts that every engine must reproduce, in one table.
 *
 * `transitions` counts every enabled step of every reachable state; `depth` is the length of the
 * longest shortest path. A change here is a change of a model or a correction of an engine, and
 * needs a reason that is as good as the provenance it replaces.
 */

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

export const expectedCounts: readonly ExpectedCount[] = [
  trial(1, 1, 66n, 108n, 18, REFERENCE),
  trial(2, 1, 264n, 612n, 19, REFERENCE),
  trial(2, 2, 792n, 1_908n, 28, REFERENCE),
  trial(3, 1, 1_128n, 3_528n, 21, REFERENCE),
  trial(3, 6, 274_104n, 944_784n, undefined, TWO_PROGRAMS),
];

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
