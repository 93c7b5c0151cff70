/** What an engine of the matrix has to say alike, and that the paths it shows are evidence. */

import { expect } from 'vitest';
import type { PropertyVerdict, SearchResult } from '../../explorer/index.ts';
import { whatIsWrong } from '../evidence.ts';
import type { Engine, Findings, Searched } from './engines.ts';

/** Fails the test where an engine does not say what it must, given what the plain one says. */
export function agree(engine: Engine, theirs: Findings, ours: Findings): void {
  switch (engine.says) {
    case 'everything':
      expect(essence(theirs)).toEqual(essence(ours));
      break;
    case 'everything but passes':
      expect(theirs.result?.limit?.kind).toBe('signatures');
      expect(essence(theirs)).toEqual(essence(withoutPasses(ours, theirs.result)));
      break;
    case 'everything but counts':
      expect(uncounted(theirs)).toEqual(uncounted(ours));
      expect(theirs.result?.symmetry?.represented).toBe(BigInt(ours.states));
      expect(theirs.states).toBeLessThanOrEqual(ours.states);
      break;
    case 'counts':
      expect({ ...theirs, result: null }).toEqual({ ...ours, result: null });
      break;
    case 'verdicts':
      expect(theirs.complete).toBe(true);
      expect(verdictsOf(theirs)).toEqual(verdictsOf(ours));
      expect(theirs.states).toBeLessThanOrEqual(ours.states);
      break;
    case 'no falsehood':
      expect(theirs.complete).toBe(false);
      expect(falsehoods(theirs, ours)).toEqual([]);
  }
}

/** What a search has to say that found the same but may have missed states. */
function withoutPasses(findings: Findings, doubted: SearchResult | null): Findings {
  const limit = doubted?.limit ?? null;
  const inconclusive = <T extends { readonly verdict: PropertyVerdict }>(property: T): T =>
    property.verdict === 'violated' ? property : { ...property, verdict: 'inconclusive' };
  const { result } = findings;
  const properties = result?.properties.map((property) => {
    const isShown = property.path !== null;
    return isShown ? property : { ...inconclusive(property), limit };
  });
  return {
    ...findings,
    complete: false,
    properties: findings.properties.map((property) =>
      property.length === null ? inconclusive(property) : property,
    ),
    result: result && { ...result, complete: false, limit, properties: properties ?? [] },
  };
}

/** All that was said, but who said it and with how much memory. */
function essence({ result, ...findings }: Findings) {
  return { ...findings, result: { ...result, engine: null, memoryBytesMax: null } };
}

/** All that was said save how many states and steps there were. */
function uncounted({ complete, depth, properties, result }: Findings) {
  const { coverage, limit, properties: shown } = result ?? {};
  return { complete, depth, properties, coverage, limit, shown };
}

function verdictsOf({ properties }: Findings) {
  return properties.map(({ name, verdict, companion }) => [name, verdict, companion]);
}

/** Verdicts of an incomplete search that a complete one contradicts, and paths that are too short. */
function falsehoods(theirs: Findings, ours: Findings) {
  return theirs.properties.filter(({ verdict, companion, length }, p) => {
    const mine = ours.properties[p];
    if (companion === 'met' && mine?.companion !== 'met') return true;
    if (verdict === 'inconclusive') return false;
    return verdict !== mine?.verdict || (length ?? 0) < (mine.length ?? 0);
  });
}

/** Paths that are no evidence of what is said. */
export function wrongPaths({ linked }: Searched, { result }: Findings): readonly string[] {
  return (result?.properties ?? []).flatMap(({ name, path }) => {
    const property = linked.properties.find((candidate) => candidate.name === name);
    if (path === null || property === undefined) return [];
    const wrong = whatIsWrong(linked, property, path);
    return wrong === null ? [] : [`${name}: ${wrong}`];
  });
}
