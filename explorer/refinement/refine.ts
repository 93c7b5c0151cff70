/**
 * Whether one system refines another: whether whatever it shows, the other might have shown.
 *
 * Traces only: a system that shows less refines one that shows more, and one that is stuck shows no
 * more. That hidden steps may go on for ever is noted besides.
 */

import type { LinkedSystem } from '../system.ts';
import type { LimitReached } from '../verdict.ts';
import { Alphabet, HIDDEN } from './alphabet.ts';
import { ObservedGraph } from './graph.kernel.ts';
import { InclusionSearch } from './inclusion.kernel.ts';
import { Limited, type RefineOptions } from './limited.ts';
import { observed } from './observed.ts';
import { Subsets } from './subsets.kernel.ts';

/** A run of the implementation whose last step the specification does not follow. */
export interface Refused {
  /** What that step shows. */
  readonly event: string;
  /** Step numbers of the implementation; no shorter run is refused. */
  readonly path: readonly number[];
  /** What the specification might have shown instead after the same trace, in order of the words. */
  readonly allowed: readonly string[];
}

/** What was found. */
export interface Refinement {
  /** `inconclusive`: nothing refused was found within the limits. */
  readonly verdict: 'refines' | 'refuses' | 'inconclusive';
  readonly limit: LimitReached | null;
  readonly refused: Refused | null;
  /** Nothing was seen of the implementation, as far as it was looked at. */
  readonly isSilent: boolean;
  /** States of the implementation and of the specification that were met, sets of the latter, pairs. */
  readonly states: number;
  readonly specificationStates: number;
  readonly sets: number;
  readonly pairs: number;
  /** Step numbers of the implementation to where hidden steps may go on for ever; null if nowhere. */
  readonly divergence: readonly number[] | null;
  /** The same to where those of the specification may not. */
  readonly newDivergence: readonly number[] | null;
}

/** Whether `implementation` refines `specification`. Both are explored only as far as needed. */
export async function refines(
  implementation: LinkedSystem,
  specification: LinkedSystem,
  options: RefineOptions = {},
): Promise<Refinement> {
  const alphabet = new Alphabet();
  const graph = new ObservedGraph(observed(implementation, alphabet));
  const specified = new ObservedGraph(observed(specification, alphabet));
  const subsets = new Subsets(specified);
  const limits = new Limited(options);
  const found = await new InclusionSearch(graph, subsets).run(limits.ask);
  const { isWhole, refused, divergence, newDivergence, pairs } = found;
  const passed = isWhole ? 'refines' : 'inconclusive';
  return {
    verdict: refused === null ? passed : 'refuses',
    limit:
      limits.reached ??
      (isWhole || refused !== null ? null : { kind: 'memory', value: subsets.bytes }),
    refused: refused && {
      event: alphabet.words(refused.event),
      path: refused.path,
      allowed: allowedAfter(subsets, refused.set, alphabet),
    },
    isSilent: graph.event.words.every((event) => event === HIDDEN),
    states: graph.states,
    specificationStates: specified.states,
    sets: subsets.count,
    pairs,
    divergence,
    newDivergence,
  };
}

/** What a system might show next after a trace, in order of the words; null where it refuses it. */
export function allowedBy(
  system: LinkedSystem,
  trace: readonly string[],
): readonly string[] | null {
  const alphabet = new Alphabet();
  const subsets = new Subsets(new ObservedGraph(observed(system, alphabet)));
  let set = 0;
  for (const words of trace) {
    set = subsets.after(set, alphabet.number(words));
    if (set < 0) return null;
  }
  return allowedAfter(subsets, set, alphabet);
}

/** What a system might show next in a set of its states, in order of the words. */
export function allowedAfter(subsets: Subsets, set: number, alphabet: Alphabet): readonly string[] {
  return [...subsets.moves(set).events].map((event) => alphabet.words(event)).sort();
}
