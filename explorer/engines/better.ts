/** What two engines know together, where a limit stopped both. */

import type { SymbolicResult } from '../symbolic/symbolic.ts';
import type { LimitReached, Limits, SearchResult } from '../verdict.ts';

/**
 * The result that says more: an answer; else the one that has seen everything, with the traces that
 * the other one found; else what the explicit engine has seen, with the limit that stopped the other.
 */
export function better(
  explicit: SearchResult,
  other: SymbolicResult,
  depthWanted: boolean,
): SearchResult | SymbolicResult {
  if (explicit.limit === null) return explicit;
  if (other.complete) return withPathsOf(other, explicit, depthWanted);
  const { limit } = other;
  return withLimits(explicit, () => limit);
}

/** Both list the same properties in the same order. */
function withPathsOf(
  result: SymbolicResult,
  other: SearchResult,
  depthWanted: boolean,
): SymbolicResult {
  const properties = result.properties.map((property, p) => {
    const path = property.limit === null ? null : (other.properties[p]?.path ?? null);
    return path === null ? property : { ...property, path, limit: null };
  });
  const isMissing = depthWanted || properties.some(({ limit }) => limit !== null);
  return { ...result, properties, limit: isMissing ? result.limit : null };
}

/** The same, with limits as they were given instead of the share of them that each engine had. */
export function told<R extends SearchResult>(result: R, limits: Limits = {}): R {
  return withLimits(result, (limit) => asGiven(limit, limits));
}

function asGiven(limit: LimitReached, { memoryBytesMax, timeMsMax }: Limits): LimitReached {
  if (limit.kind === 'memory') return { ...limit, value: memoryBytesMax ?? limit.value };
  if (limit.kind === 'time') return { ...limit, value: timeMsMax ?? limit.value };
  return limit;
}

function withLimits<R extends SearchResult>(
  result: R,
  change: (limit: LimitReached) => LimitReached | null,
): R {
  const changed = (limit: LimitReached | null) => (limit === null ? null : change(limit));
  const properties = result.properties.map((property) => ({
    ...property,
    limit: changed(property.limit),
  }));
  return { ...result, properties, limit: changed(result.limit) };
}
