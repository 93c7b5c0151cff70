/** Judging properties that say of a system that it refines another one. */

import type { LinkedRefinement, LinkedSystem } from '../system.ts';
import type { PropertyResult } from '../verdict.ts';
import type { RefineOptions } from './limited.ts';
import { type Refinement, refines } from './refine.ts';

/** One result for each refinement of the system, in their order. */
export async function judgeRefinements(
  system: LinkedSystem,
  options: RefineOptions = {},
): Promise<readonly PropertyResult[]> {
  const results: PropertyResult[] = [];
  for (const refinement of system.refinements ?? []) {
    const found = await refines(system, refinement.specification, options);
    results.push(resultOf(refinement, found));
  }
  return results;
}

function resultOf(
  { name }: LinkedRefinement,
  { verdict, limit, refused, isSilent, divergence, newDivergence }: Refinement,
): PropertyResult {
  const companion = isSilent ? 'unmet' : 'met';
  const said = { name, kind: 'refines', companion, limit: null } as const;
  if (refused !== null) {
    const { path, event, allowed } = refused;
    return { ...said, verdict: 'violated', path, refusal: { event, allowed } };
  }
  if (verdict === 'inconclusive') return { ...said, verdict, path: null, limit };
  const allowed = divergence === null ? 'never' : 'as specified';
  return {
    ...said,
    verdict: isSilent ? 'vacuous' : 'holds',
    path: null,
    divergence: newDivergence === null ? allowed : 'only here',
  };
}
