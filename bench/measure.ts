/**
 * Times a workload on everybody, in this run and in turn, and says what was computed.
 *
 * A contestant with several ways to search runs all of them once; the fastest is the one that counts.
 * After that everybody runs again and again, one after the other, so that a busy machine is busy for
 * all of them. Whoever is quick runs more often than the others: one run may take a third more than the next.
 */

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert } from '../base/errors.ts';
import { link } from '../explorer/index.ts';
import type { Contestant, Ready, Run, Subject, Workload } from './contest.ts';
import { hashOf } from './ours.ts';

/** One row of the table. */
export interface Row {
  readonly system: string;
  readonly engine: string;
  /** The fastest of its ways. */
  readonly how: string;
  readonly states: number;
  readonly transitions: number;
  /** Milliseconds to compile, or to tabulate and link. */
  readonly readyMs: number;
  /** Milliseconds of the search: median of the runs, and the first. */
  readonly searchMs: number;
  readonly firstMs: number;
  /** Median time of all processors. */
  readonly cpuMs: number;
  readonly bytesPerState: number | null;
  /** How many times faster the first contestant is; null for that one. */
  readonly timesFaster: number | null;
  /** The same by time of all processors, where both are long enough to be told. */
  readonly timesLessCpu: number | null;
  /** Hash of states and transitions: the same in all rows of a system. */
  readonly hash: string;
  /** Hash of all that was computed, where there is more than counts. */
  readonly resultHash: string | null;
}

/** One way that was chosen, and what it did. */
interface Chosen {
  readonly contestant: Contestant;
  readonly way: Ready;
  readonly runs: Run[];
}

/** A slower way is ended when it has used this many times the fastest one's time, and some more. */
const PATIENCE = 1.25;
const PATIENCE_MS = 500;

/** Who has taken so many milliseconds in all runs no more often than everybody must. */
const STEADY_MS = 20_000;

/** A shell tells hundredths of a second: what is shorter than this is too short to be divided. */
const CPU_MS_MIN = 100;

/** Rows of all who can search the workload. Throws a `DefectError` when one counts something else. */
export async function measure(
  workload: Workload,
  contestants: readonly Contestant[],
): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-bench-'));
  try {
    const started = performance.now();
    const linked = link(workload.system);
    const linkMs = performance.now() - started;
    const chosen: Chosen[] = [];
    for (const [i, contestant] of contestants.entries()) {
      const own = join(folder, String(i));
      mkdirSync(own);
      const choice = await fastest(contestant, { workload, linked, folder: own });
      if (choice !== null) chosen.push(choice);
    }
    for (let round = 1; round < workload.runsMax; round++) {
      for (const { way, runs } of chosen) {
        const isSteady = runs.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0) > STEADY_MS;
        if (round < workload.runs || !isSteady) runs.push(await ran(way, workload));
      }
    }
    const rows = chosen.map((choice) => rowOf(workload, choice, linkMs));
    return rows.map((row, i) => ({ ...row, ...ratios(rows[0], row, chosen[i]) }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Runs all ways of a contestant once. Null when it has none. */
async function fastest(contestant: Contestant, subject: Subject): Promise<Chosen | null> {
  let best: { readonly way: Ready; readonly run: Run } | null = null;
  for (const way of await contestant.ready(subject)) {
    const patience = best === null ? Number.POSITIVE_INFINITY : costOf(best.run) * PATIENCE;
    const run = await way.run(patience + PATIENCE_MS);
    if (run === null) continue;
    verify(subject.workload, run, `${contestant.name}, ${way.how}`);
    if (best === null || costOf(run) < costOf(best.run)) best = { way, run };
  }
  return best === null ? null : { contestant, way: best.way, runs: [best.run] };
}

/** Processor time tells ways apart better than elapsed time on a busy machine. */
function costOf({ cpuMs, elapsedMs }: Run): number {
  return cpuMs ?? elapsedMs;
}

async function ran(way: Ready, workload: Workload): Promise<Run> {
  const run = await way.run(Number.POSITIVE_INFINITY);
  assert(run !== null, 'a run that may take as long as it likes comes to its end');
  verify(workload, run, way.how);
  return run;
}

function verify({ name, expected }: Workload, found: Run, by: string): void {
  assert(
    found.states === expected.states && found.transitions === expected.transitions,
    `${name}, ${by}: ${found.states} states and ${found.transitions} transitions, expected ${expected.states} and ${expected.transitions}`,
  );
}

function rowOf(workload: Workload, { contestant, way, runs }: Chosen, linkMs: number): Row {
  const [first] = runs;
  assert(first !== undefined, 'everybody has run');
  const hashes = new Set(runs.map(({ resultHash }) => resultHash));
  assert(hashes.size === 1, `${workload.name}, ${contestant.name}: all runs computed the same`);
  const { states, transitions, bytesPerState = null, resultHash = null } = first;
  return {
    system: workload.name,
    engine: contestant.name,
    how: way.how,
    states,
    transitions,
    readyMs: bytesPerState === null ? way.readyMs : linkMs,
    searchMs: median(runs.map(({ elapsedMs }) => elapsedMs)),
    firstMs: first.elapsedMs,
    cpuMs: median(runs.map(costOf)),
    bytesPerState,
    timesFaster: null,
    timesLessCpu: null,
    hash: hashOf([states, transitions]),
    resultHash,
  };
}

function ratios(mine: Row | undefined, row: Row, chosen: Chosen | undefined) {
  if (mine === undefined || mine === row) return {};
  const linkMs = chosen?.contestant.withLinking === true ? mine.readyMs : 0;
  const isTold = Math.min(mine.cpuMs, row.cpuMs) >= CPU_MS_MIN;
  return {
    timesFaster: row.searchMs / (mine.searchMs + linkMs),
    timesLessCpu: isTold ? row.cpuMs / (mine.cpuMs + linkMs) : null,
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
