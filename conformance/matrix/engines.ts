/**
 * The engines of the matrix, each with every option that must not change what it says. A new worker
 * count, store or reduction is one more line in {@link engines}.
 */

import {
  type AutoTuning,
  auto,
  breadthFirst,
  type LinkedSystem,
  type PropertyVerdict,
  randomWalks,
  referenceCheck,
  type SearchOptions,
  type SearchResult,
  type Tuning,
} from '../../explorer/index.ts';
import { type SymbolicResult, symbolic } from '../../explorer/symbolic/symbolic.ts';
import type { SystemDefinition } from '../../models/compose/index.ts';

/** A system as its author and as an engine sees it. */
export interface Searched {
  readonly definition: SystemDefinition;
  readonly linked: LinkedSystem;
}

/** What every engine can say. */
export interface Findings {
  readonly complete: boolean;
  readonly states: number;
  readonly transitions: number;
  /** Null where an engine was not asked for it, or did not find it. */
  readonly depth: number | null;
  readonly deadlocks: number;
  readonly terminal: number;
  readonly properties: readonly {
    readonly name: string;
    readonly verdict: PropertyVerdict;
    readonly companion: 'met' | 'unmet' | null;
    /** Steps of the evidence; null where there is none. */
    readonly length: number | null;
  }[];
  /** All it said; null for an engine with less to say. */
  readonly result: SearchResult | null;
}

/**
 * What an engine must say as the plain engine says it:
 *
 * - `everything`: counts, verdicts, paths step by step, coverage
 * - `everything but passes`: the same, but what holds is inconclusive, since states may be missed
 * - `everything but counts`: depth, verdicts, paths step by step, coverage; and its states represent ours
 * - `counts`: counts, verdicts and lengths of paths
 * - `verdicts`: verdicts, and paths that show them; at most as many states
 * - `no falsehood`: nothing is violated that is not, and paths show what they are said to show
 */
export type Says =
  | 'everything'
  | 'everything but passes'
  | 'everything but counts'
  | 'counts'
  | 'verdicts'
  | 'no falsehood';

export interface Engine {
  readonly name: string;
  readonly says: Says;
  /** It is asked about systems of so many states. */
  readonly statesMin: number;
  readonly statesMax: number;
  readonly search: (searched: Searched) => Promise<Findings>;
}

/** The engine as users have it: all others are compared with it, it with the pinned counts. */
export const plain: Engine = explicit('explicit', { statesMax: Number.POSITIVE_INFINITY });

export const engines: readonly Engine[] = [
  explicit('explicit, generic kernel', {
    tuning: { generateAfter: Number.POSITIVE_INFINITY },
  }),
  explicit('explicit, generated code', { tuning: { generateAfter: 0 }, statesMin: 150 }),
  explicit('explicit, generated JavaScript', {
    tuning: { generateAfter: 0, wasm: false },
    statesMin: 150,
    statesMax: 50_000,
  }),
  explicit('explicit, generated code from the middle on', {
    tuning: { generateAfter: 500 },
    statesMax: 3_000,
  }),
  explicit('explicit, two workers', {
    options: { workers: 2 },
    tuning: { startWorkersAfter: 100, waitForWorkers: true },
    statesMin: 300,
    statesMax: 5_000,
  }),
  explicit('explicit, two workers, generated code', {
    options: { workers: 2 },
    tuning: { generateAfter: 0 },
    statesMin: 25_000,
  }),
  explicit('explicit, two workers, generated JavaScript', {
    options: { workers: 2 },
    tuning: { generateAfter: 0, wasm: false },
    statesMin: 25_000,
    statesMax: 120_000,
  }),
  explicit('explicit, three workers from the start', {
    options: { workers: 3 },
    tuning: { startWorkersAfter: 0, waitForWorkers: true },
    statesMin: 2_500,
    statesMax: 15_000,
  }),
  explicit('explicit, symmetry', {
    options: { reductions: ['symmetry'] },
    says: 'everything but counts',
  }),
  explicit('explicit, symmetry, two workers', {
    options: { reductions: ['symmetry'], workers: 2 },
    tuning: { startWorkersAfter: 100, waitForWorkers: true },
    says: 'everything but counts',
    statesMin: 300,
    statesMax: 5_000,
  }),
  explicit('explicit, tree store', { options: { store: 'tree' } }),
  explicit('explicit, tree store, generated code', {
    options: { store: 'tree' },
    tuning: { generateAfter: 0 },
    statesMin: 25_000,
  }),
  explicit('explicit, signatures', {
    options: { store: 'compact' },
    says: 'everything but passes',
    statesMax: 10_000,
  }),
  explicit('explicit, partial order', {
    options: { reductions: ['partial-order'] },
    tuning: { partialOrder: { reduceAfter: 100, shareMax: 1 } },
    says: 'verdicts',
  }),
  explicit('explicit, partial order and symmetry, two workers', {
    options: { reductions: ['symmetry', 'partial-order'], workers: 2 },
    tuning: {
      startWorkersAfter: 100,
      waitForWorkers: true,
      partialOrder: { reduceAfter: 30, shareMax: 1 },
    },
    says: 'verdicts',
    statesMin: 150,
    statesMax: 5_000,
  }),
  {
    name: 'symbolic',
    says: 'everything',
    statesMin: 0,
    statesMax: Number.POSITIVE_INFINITY,
    search: async ({ linked }) => findingsOf(spelledOut(await symbolic(linked, { depth: true }))),
  },
  takingTurns('auto', {}, Number.POSITIVE_INFINITY),
  takingTurns('auto, short turns from the start', { alone: 0, explicit: { block: 64 } }, 50_000),
  takingTurns('auto, long turns for the symbolic engine', { alone: 0, perFrame: 0.01 }, 50_000),
  {
    name: 'reference',
    says: 'counts',
    statesMin: 0,
    statesMax: 800,
    search: async ({ definition }) => ({ ...referenceCheck(definition), result: null }),
  },
  {
    name: 'random walks',
    says: 'no falsehood',
    statesMin: 0,
    statesMax: 50_000,
    search: async ({ linked }) => findingsOf(await randomWalks(linked, { seed: 1, walks: 30 })),
  },
];

interface Explicit {
  readonly options?: SearchOptions;
  readonly tuning?: Tuning;
  readonly says?: Says;
  readonly statesMin?: number;
  readonly statesMax?: number;
}

function explicit(name: string, how: Explicit): Engine {
  const { options, tuning, says = 'everything', statesMin = 0, statesMax = 50_000 } = how;
  const search = async ({ linked }: Searched): Promise<Findings> =>
    findingsOf(await breadthFirst(toTheEnd(linked), options, tuning));
  return { name, says, statesMin, statesMax, search };
}

function takingTurns(name: string, tuning: AutoTuning, statesMax: number): Engine {
  const search = async ({ linked }: Searched): Promise<Findings> => {
    const { result, symbolic: own } = await auto(toTheEnd(linked), { depth: true }, tuning);
    return findingsOf(own === null ? result : spelledOut(own));
  };
  return { name, says: 'everything', statesMin: 0, statesMax, search };
}

/** What a symbolic search says, as the other engines say it. */
function spelledOut(result: SymbolicResult): SearchResult {
  const { order: _, nodes: _nodes, nodesMax: _most, ...common } = result;
  return { ...common, engine: 'explicit' };
}

/** With a goal that is never met, so that a search does not end once all else is decided. */
function toTheEnd(linked: LinkedSystem): LinkedSystem {
  const goal = { kind: 'constant', value: false } as const;
  const never = { name: NEVER, kind: 'reachable', goal, support: [] } as const;
  return { ...linked, properties: [...linked.properties, never] };
}

const NEVER = 'never met';

function findingsOf(result: SearchResult): Findings {
  const properties = result.properties.filter(({ name }) => name !== NEVER);
  return {
    complete: result.complete,
    states: Number(result.states),
    transitions: Number(result.transitions),
    depth: result.depth,
    deadlocks: Number(result.deadlocks),
    terminal: Number(result.terminal),
    properties: properties.map(({ name, verdict, companion, path }) => {
      return { name, verdict, companion, length: path?.length ?? null };
    }),
    result: { ...result, properties },
  };
}
