/**
 * The catalogue on the explicit engine, the symbolic one, and both in turns: what `auto` costs beside
 * the better of the two. All say the same of every property, or it ends.
 */

import { readFileSync } from 'node:fs';
import { assert } from '../base/errors.ts';
import { type Run, runsOf } from '../cli/catalogue-rows.ts';
import { restricted } from '../cli/check.ts';
import { catalogue } from '../counterexamples/index.ts';
import {
  auto,
  breadthFirst,
  type LinkedSystem,
  link,
  type SearchResult,
  symbolic,
} from '../explorer/index.ts';
import { families } from '../models/systems/index.ts';

/** One run of the catalogue; times are milliseconds of {@link threadMs}, the least of some rounds. */
export interface EnginesRow {
  readonly name: string;
  readonly states: bigint;
  readonly explicitMs: number;
  readonly symbolicMs: number;
  readonly autoMs: number;
  readonly answeredBy: SearchResult['engine'];
}

/** How many times the time of the better engine `auto` took. */
export function ratioOf({ explicitMs, symbolicMs, autoMs }: EnginesRow): number {
  return autoMs / Math.min(explicitMs, symbolicMs);
}

/** Every run of the catalogue, or those of the entries that are named. */
export async function* compareEngines(
  rounds: number,
  ids?: readonly string[],
): AsyncIterable<EnginesRow> {
  for (const run of runsOf(catalogue)) {
    if (ids === undefined || ids.includes(run.entry.id)) yield await compared(run, rounds);
  }
}

async function compared(run: Run, rounds: number): Promise<EnginesRow> {
  const system = linkedOf(run);
  const means = [
    () => breadthFirst(system),
    () => symbolic(system),
    async () => (await auto(system)).result,
  ] as const;
  const least = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  let states = 0n;
  let answeredBy: SearchResult['engine'] = 'explicit';
  for (let round = 0; round < rounds; round++) {
    const said = new Set<string>();
    for (const [i, search] of means.entries()) {
      const before = threadMs();
      const result = await search();
      least[i] = Math.min(least[i] ?? 0, threadMs() - before);
      said.add(JSON.stringify(result.properties.map(({ verdict, path }) => [verdict, path])));
      states = result.states;
      answeredBy = result.engine;
    }
    assert(said.size === 1, `all engines say the same of ${run.entry.id}`);
  }
  const [explicitMs = 0, symbolicMs = 0, autoMs = 0] = least;
  const name = `${run.entry.id} ${run.role}`;
  return { name, states, explicitMs, symbolicMs, autoMs, answeredBy };
}

/**
 * Milliseconds of processor time of the main thread: the compiler and the collector have their own,
 * and on a busy machine elapsed time says little. Only Linux tells, by ticks of some milliseconds, so that a
 * small system may take none; elsewhere, of the whole process.
 */
function threadMs(): number {
  try {
    return (
      Number(
        readFileSync(`/proc/${process.pid}/task/${process.pid}/schedstat`, 'utf8').split(' ')[0],
      ) / 1e6
    );
  } catch {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  }
}

function linkedOf({ configuration, property }: Run): LinkedSystem {
  const family = families.find(({ name }) => name === configuration.system);
  assert(family !== undefined, `the catalogue names families that there are`);
  const system = family.instantiate(configuration.parameters);
  return link(restricted(system, property === null ? undefined : [property]));
}
