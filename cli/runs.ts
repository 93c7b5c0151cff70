/** Has properties of runs judged, beside a search or in its place. */

import {
  judgeRuns,
  type LinkedSystem,
  type RunsResult,
  runProperties,
  searchResultOf,
  undecided,
} from '../explorer/index.ts';
import type { SystemDefinition } from '../models/compose/index.ts';
import type { CheckOptions } from './check.ts';
import type { Searched } from './search.ts';

/**
 * Nothing else is asked: then no search is made, since the graph of runs tells everything that one
 * would. A search that is kept or gone on with is made all the same.
 */
export function isOnlyRuns(linked: LinkedSystem, options: CheckOptions): boolean {
  const isKept = options.keep !== undefined || options.order !== undefined;
  const asksRuns = linked.properties.length === 0 && runProperties(linked).length > 0;
  return asksRuns && areJudged(options) && !isKept;
}

/** Runs need every step of every state: an engine that leaves some out does not judge them. */
function areJudged({ engine = 'auto', store = 'plain', reductions = [] }: CheckOptions): boolean {
  const isPlain = ['auto', 'explicit'].includes(engine) && store === 'plain';
  return isPlain && reductions.length === 0;
}

/** What there is to be said of a system that is only asked about runs. */
export async function onlyRuns(linked: LinkedSystem, options: CheckOptions): Promise<Searched> {
  const result = searchResultOf(await judge(linked, options, performance.now()));
  const isAuto = (options.engine ?? 'auto') === 'auto';
  const choice = isAuto ? { reason: 'alone' as const, statesVisited: Number(result.states) } : null;
  return { result, random: null, symbolic: null, choice, workers: 1 };
}

/** What was searched, with runs judged as well in the time that is left since `started`. */
export async function withRuns(
  searched: Searched,
  { properties }: SystemDefinition,
  linked: LinkedSystem,
  options: CheckOptions,
  started: number,
): Promise<Searched> {
  const asked = runProperties(linked);
  if (asked.length === 0) return searched;
  const { result } = searched;
  const runs = areJudged(options)
    ? await judge(linked, options, started)
    : {
        properties: asked.map((one) => undecided(one, { kind: 'engine', value: 0 })),
        limit: null,
        memoryBytesMax: 0,
      };
  const judged = [...result.properties, ...runs.properties];
  const inOrder = properties.flatMap(({ name }) => judged.filter((one) => one.name === name));
  const memoryBytesMax = Math.max(result.memoryBytesMax, runs.memoryBytesMax);
  const limit = result.limit ?? runs.limit;
  return { ...searched, result: { ...result, properties: inOrder, limit, memoryBytesMax } };
}

function judge(linked: LinkedSystem, options: CheckOptions, started: number): Promise<RunsResult> {
  const { limits, signal, onProgress } = options;
  return judgeRuns(linked, {
    now: () => performance.now(),
    started,
    remedies: true,
    ...(limits === undefined ? {} : { limits }),
    ...(signal === undefined ? {} : { signal }),
    onProgress: (runs) => onProgress?.({ explicit: null, symbolic: null, runs }),
  });
}
