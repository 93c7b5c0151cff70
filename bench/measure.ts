/** Times one system on our engine and on `getAdjacencyMap`, and says what was computed. */

import { createHash } from 'node:crypto';
import { assert } from '../base/errors.ts';
import { breadthFirst, link, type SearchResult } from '../explorer/index.ts';
import type { SystemDefinition } from '../models/compose/index.ts';
import { type AdjacencyUse, type Counts, exploreByAdjacency } from './adjacency.ts';
import { runBaseline, type TrialSize } from './baseline.ts';

/** A system to measure on. */
export interface Workload {
  readonly name: string;
  readonly system: SystemDefinition;
  /** Its size, for programs that have the system built in. */
  readonly size: TrialSize;
  /** What must come out. */
  readonly expected: Counts;
  /** How often our engine searches it; the median time counts. */
  readonly runs: number;
  /** The ways of calling `getAdjacencyMap` to compare with. */
  readonly adjacency: readonly AdjacencyUse[];
}

/** One row of the table. */
export interface Row {
  readonly system: string;
  readonly engine: string;
  readonly states: number;
  readonly transitions: number;
  /** Milliseconds to tabulate and link; null where there is no such thing. */
  readonly linkMs: number | null;
  /** Milliseconds of the search: median of the runs, and the first. */
  readonly searchMs: number;
  readonly firstMs: number;
  readonly bytesPerState: number | null;
  /** How many times longer than our engine: for `getAdjacencyMap` linking included, for C not. */
  readonly ratio: number | null;
  /** Hash of what was computed. */
  readonly hash: string;
}

/** The engine named in rows of the hand-written search. */
export const BASELINE = 'hand-written C';

/** Measures our engine, then the others. Throws a `DefectError` when a count is not the expected one. */
export async function* measure(workload: Workload): AsyncGenerator<Row> {
  const ours = await measureOurs(workload);
  yield ours;
  const baseline = measureBaseline(workload, ours);
  if (baseline !== null) yield baseline;
  for (const use of workload.adjacency) {
    const { elapsedMs, result } = await timed(() => exploreByAdjacency(workload.system, use));
    verify(workload, result);
    yield {
      system: workload.name,
      engine: `getAdjacencyMap, ${use}`,
      ...result,
      linkMs: null,
      searchMs: elapsedMs,
      firstMs: elapsedMs,
      bytesPerState: null,
      ratio: elapsedMs / ((ours.linkMs ?? 0) + ours.searchMs),
      hash: hashOfCounts(result),
    };
  }
}

/** The hand-written C search, where it can be built. */
function measureBaseline(workload: Workload, ours: Row): Row | null {
  const { name, size, expected, runs } = workload;
  const found = runBaseline(size, expected.states, runs);
  const [first] = found ?? [];
  if (found === null || first === undefined) return null;
  for (const run of found) verify(workload, run);
  const searchMs = median(found.map((run) => run.elapsedMs));
  return {
    system: name,
    engine: BASELINE,
    states: first.states,
    transitions: first.transitions,
    linkMs: null,
    searchMs,
    firstMs: first.elapsedMs,
    bytesPerState: null,
    ratio: searchMs / ours.searchMs,
    hash: hashOfCounts(first),
  };
}

async function measureOurs(workload: Workload): Promise<Row> {
  const linking = [];
  const searches = [];
  let result: SearchResult | undefined;
  for (let run = 0; run < workload.runs; run++) {
    const linked = await timed(() => link(workload.system));
    const search = await timed(() => breadthFirst(linked.result));
    linking.push(linked.elapsedMs);
    searches.push(search.elapsedMs);
    assert(
      result === undefined || hashOfResult(result) === hashOfResult(search.result),
      `${workload.name}: two runs computed the same`,
    );
    result = search.result;
  }
  assert(result !== undefined, 'every workload is run');
  const counts = { states: Number(result.states), transitions: Number(result.transitions) };
  verify(workload, counts);
  return {
    system: workload.name,
    engine: 'interlock',
    ...counts,
    linkMs: median(linking),
    searchMs: median(searches),
    firstMs: searches[0] ?? 0,
    bytesPerState: result.memoryBytesMax / counts.states,
    ratio: null,
    hash: hashOfResult(result),
  };
}

function verify({ name, expected }: Workload, found: Counts): void {
  assert(
    found.states === expected.states && found.transitions === expected.transitions,
    `${name}: ${found.states} states and ${found.transitions} transitions, expected ${expected.states} and ${expected.transitions}`,
  );
}

async function timed<T>(work: () => T | Promise<T>): Promise<{ elapsedMs: number; result: T }> {
  const started = performance.now();
  const result = await work();
  return { elapsedMs: performance.now() - started, result };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** A hash over counts, depth, verdicts and paths, and coverage. */
export function hashOfResult(result: SearchResult): string {
  const { states, transitions, depth, deadlocks, terminal, properties, coverage } = result;
  const verdicts = properties.map(({ name, verdict, path }) => [name, verdict, path]);
  const counts = [states, transitions, deadlocks, terminal].map(String);
  const seen = [coverage.steps, ...coverage.localStates].map((bits) => [...bits]);
  return hashOf([counts, depth, verdicts, seen]);
}

function hashOfCounts({ states, transitions }: Counts): string {
  return hashOf([states, transitions]);
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 12);
}
