/** Takes a linked system to the engine that was asked for, or to the one that the options leave. */

import {
  type Answer,
  auto,
  breadthFirst,
  type LinkedSystem,
  type RandomResult,
  randomWalks,
  type SearchOptions,
  type SearchResult,
  type SymbolicResult,
  slotsInOrder,
  symbolic,
} from '../explorer/index.ts';
import type { SystemDefinition } from '../models/compose/index.ts';
import type { CheckOptions } from './check.ts';
import { type Asked, engineFor } from './engines.ts';

/** What an engine said, and which. */
export interface Searched {
  readonly result: SearchResult;
  /** The same result where the random engine made it. */
  readonly random: RandomResult | null;
  /** The same result where the symbolic engine made it. */
  readonly symbolic: SymbolicResult | null;
  /** How two engines came to one answer; null where only one was asked. */
  readonly choice: Pick<Answer, 'reason' | 'statesVisited'> | null;
  /** Threads that were asked for; a search that stays small never starts them. */
  readonly workers: number;
}

/** The seed of random walks when none is given. */
const SEED = 1;

/** Searches. Throws `USAGE-OPTION` for options that do not go together, and `USAGE-ORDER`. */
export async function search(
  system: SystemDefinition,
  linked: LinkedSystem,
  options: CheckOptions,
): Promise<Searched> {
  const { engine } = engineFor(options.engine ?? 'auto', askedOf(options));
  const common = commonOptions(options);
  const onProgress = options.onProgress ?? (() => {});
  const visited: SearchOptions = {
    ...common,
    onProgress: (progress) => onProgress({ explicit: progress, symbolic: null }),
  };
  switch (engine) {
    case 'random': {
      const result = await randomWalks(linked, { ...visited, seed: SEED, ...options.random });
      return { result, random: result, symbolic: null, choice: null, workers: 1 };
    }
    case 'explicit': {
      const { store, reductions, keep, workers = 1 } = options;
      const result = await breadthFirst(linked, {
        ...visited,
        ...(store === undefined ? {} : { store }),
        ...(reductions === undefined ? {} : { reductions }),
        ...(await keep?.(system, linked)),
      });
      return { result, random: null, symbolic: null, choice: null, workers };
    }
    case 'symbolic': {
      const { order, depth = false } = options;
      const result = await symbolic(linked, {
        ...common,
        depth,
        ...(order === undefined ? {} : { order: slotsInOrder(linked, order) }),
        onProgress: (progress) => onProgress({ explicit: null, symbolic: progress }),
      });
      return { result, random: null, symbolic: result, choice: null, workers: 1 };
    }
    case 'auto': {
      const { depth = false } = options;
      const answer = await auto(linked, { ...common, depth, onProgress });
      const { result, symbolic: own, reason, statesVisited, workers } = answer;
      const choice = { reason, statesVisited };
      return { result, random: null, symbolic: own, choice, workers };
    }
  }
}

/** Options that not every engine knows, by what they are called in {@link CheckOptions}. */
function askedOf({ keep, store, reductions, limits, order }: CheckOptions): readonly Asked[] {
  const asked: readonly (readonly [isGiven: boolean, Asked])[] = [
    [keep !== undefined, { option: 'keep', of: ['explicit'] }],
    [store !== undefined && store !== 'plain', { option: 'store', of: ['explicit'] }],
    [(reductions ?? []).length > 0, { option: 'reductions', of: ['explicit'] }],
    [limits?.statesMax !== undefined, { option: 'limits.statesMax', of: ['explicit', 'random'] }],
    [order !== undefined, { option: 'order', of: ['symbolic'] }],
  ];
  return asked.flatMap(([isGiven, one]) => (isGiven ? [one] : []));
}

function commonOptions({ limits, workers, signal }: CheckOptions) {
  return {
    now: () => performance.now(),
    ...(limits === undefined ? {} : { limits }),
    ...(workers === undefined ? {} : { workers }),
    ...(signal === undefined ? {} : { signal }),
  };
}
