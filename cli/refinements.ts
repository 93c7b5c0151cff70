/** Has refinements judged, beside a search. */

import { judgeRefinements, type LinkedSystem, type PropertyResult } from '../explorer/index.ts';
import type { SystemDefinition } from '../models/compose/index.ts';
import type { CheckOptions } from './check.ts';
import type { Searched } from './search.ts';

/** What was searched, with refinements judged as well in the time that is left since `started`. */
export async function withRefinements(
  searched: Searched,
  { properties }: SystemDefinition,
  linked: LinkedSystem,
  options: CheckOptions,
  started: number,
): Promise<Searched> {
  if (linked.refinements === undefined) return searched;
  const { result } = searched;
  const judged = [...result.properties, ...(await refinementsOf(linked, options, started))];
  const inOrder = properties.flatMap(({ name }) => judged.filter((one) => one.name === name));
  const reached = judged.flatMap(({ kind, limit }) => (kind === 'refines' && limit ? [limit] : []));
  const limit = result.limit ?? reached.find(({ kind }) => kind !== 'engine') ?? null;
  return { ...searched, result: { ...result, properties: inOrder, limit } };
}

/** Only the whole system, step by step, can be compared, whatever the search has left out. */
async function refinementsOf(
  linked: LinkedSystem,
  { engine = 'auto', limits, signal, onProgress }: CheckOptions,
  started: number,
): Promise<readonly PropertyResult[]> {
  if (engine === 'random' || engine === 'symbolic') {
    return (linked.refinements ?? []).map(({ name }) => ({
      name,
      kind: 'refines',
      verdict: 'inconclusive',
      companion: null,
      path: null,
      limit: { kind: 'engine', value: 0 },
    }));
  }
  return judgeRefinements(linked, {
    now: () => performance.now(),
    started,
    ...(limits === undefined ? {} : { limits }),
    ...(signal === undefined ? {} : { signal }),
    onProgress: (explicit) => onProgress?.({ explicit, symbolic: null }),
  });
}
