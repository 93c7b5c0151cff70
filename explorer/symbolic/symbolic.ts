/**
 * Symbolic search: all reachable states as one decision diagram, and verdicts read from it.
 *
 * Counts are exact at any size, and counterexamples are the ones the explicit engine shows. The
 * engine has no idea of the order in which states are found, so the depth is only computed when it is
 * asked for, layer by layer.
 */

import type { LinkedSystem } from '../system.ts';
import type {
  Coverage,
  LimitReached,
  PropertyResult,
  SearchOptions,
  SearchResult,
} from '../verdict.ts';
import { Census } from './census.kernel.ts';
import { EMPTY } from './diagram.kernel.ts';
import { variablesOf } from './encode.ts';
import { type Finding, judge } from './judge.ts';
import { Layers } from './layers.ts';
import { given, likeliest, type Order } from './order.ts';
import { type Reached, reach } from './reach.ts';
import { shortestPath } from './shortest.ts';
import { type Rest, Stopped, type SymbolicProgress } from './slices.ts';
import { tally } from './tally.ts';
import type { Workspace } from './workspace.ts';

/** When to stop, whom to tell, and how to go about it. `limits.statesMax` has no meaning here. */
export interface SymbolicOptions extends Omit<SearchOptions, 'onProgress'> {
  readonly onProgress?: (progress: SymbolicProgress) => void;
  /** Slots from the lowest level up; without it the order of the model, or else one that is computed. */
  readonly order?: readonly number[];
  /** Also computes the depth: all layers, which may take far longer than everything else. */
  readonly depth?: boolean;
  /** What happens between two slices of work; by default everybody else may run. */
  readonly rest?: Rest;
}

/** What a symbolic search says besides what every search says. */
export interface SymbolicResult extends SearchResult {
  readonly engine: 'symbolic';
  /** The order that was used; null if none came to an end. */
  readonly order: Order | null;
  /** Nodes of the set of reachable states. */
  readonly nodes: number;
  /** Most nodes of all sets at any time, dead ones included; if no order came to an end, in one. */
  readonly nodesMax: number;
}

/**
 * Computes every reachable state and judges every property. A limit gives an incomplete result, with
 * counts of 0 and nothing decided; one that is reached while a path is looked for leaves the verdict
 * and takes the path, with the limit in the result of that property.
 */
export async function symbolic(
  system: LinkedSystem,
  options: SymbolicOptions = {},
): Promise<SymbolicResult> {
  const search = new Search(system);
  const limit = await untilStopped(() => search.run(options));
  return search.result(limit);
}

/** The limit that stopped the work, or null. */
async function untilStopped(work: () => Promise<void>): Promise<LimitReached | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof Stopped) return error.limit;
    throw error;
  }
}

/** What is known of a property so far. */
interface Judged extends Finding {
  path: readonly number[] | null;
  pathKnown: boolean;
}

class Search {
  readonly #system: LinkedSystem;
  #reached: Reached | null = null;
  #counts = { states: 0n, transitions: 0n, terminal: 0n, deadlocks: 0n };
  #coverage: Coverage;
  #judged: Judged[] = [];
  #depth: number | null = null;
  #nodes = 0;
  /** The most that an observer was told of. */
  #seen: SymbolicProgress = { nodes: 0, memoryBytes: 0 };
  /** States, counts and findings are complete. */
  #complete = false;

  constructor(system: LinkedSystem) {
    this.#system = system;
    this.#coverage = {
      steps: new Uint8Array(system.steps.length),
      localStates: system.slots.map(({ size }) => new Uint8Array(size)),
    };
  }

  async run({ order, depth = false, onProgress, rest, ...search }: SymbolicOptions): Promise<void> {
    const variables = variablesOf(this.#system);
    const { levels } = this.#system;
    const known =
      order !== undefined
        ? given(variables, order)
        : levels !== undefined
          ? given(variables, levels, 'of the model')
          : null;
    const observe = (progress: SymbolicProgress): void => {
      this.#seen = {
        nodes: Math.max(this.#seen.nodes, progress.nodes),
        memoryBytes: Math.max(this.#seen.memoryBytes, progress.memoryBytes),
      };
      onProgress?.(progress);
    };
    this.#reached = await reach(variables, known ?? likeliest(variables), {
      search,
      onProgress: observe,
      ...(rest === undefined ? {} : { rest }),
      ...(known === null ? {} : { framesAtFirst: Number.POSITIVE_INFINITY }),
    });
    const { workspace, set: reached } = this.#reached;
    const stuck = await workspace.stuck(reached);
    const { transitions, ...counted } = await tally(workspace, reached);
    const judged: Judged[] = [];
    for (const property of this.#system.properties) {
      const finding = await workspace.scope(
        () => judge(workspace, property, reached, stuck),
        ({ targets }) => targets.map(({ set }) => set),
      );
      judged.push({ ...finding, path: null, pathKnown: finding.targets.length === 0 });
    }
    const deadlocks = await this.#withoutRest(workspace, stuck);
    this.#counts = {
      states: counted.states,
      transitions,
      terminal: sizeOf(workspace, stuck),
      deadlocks: sizeOf(workspace, deadlocks),
    };
    this.#coverage = counted.coverage;
    this.#nodes = counted.nodes;
    this.#judged = judged;
    this.#complete = true;
    await this.#findPaths(workspace, depth);
  }

  async #findPaths(workspace: Workspace, withDepth: boolean): Promise<void> {
    if (!withDepth && this.#judged.every(({ pathKnown }) => pathKnown)) return;
    const layers = new Layers(workspace);
    for (const judged of this.#judged) {
      if (judged.pathKnown) continue;
      judged.path = await shortestPath(workspace, layers, judged.targets);
      judged.pathKnown = true;
    }
    if (!withDepth) return;
    while (await layers.extend()) await workspace.breathe();
    this.#depth = layers.sets.length - 1;
  }

  /** The stuck states that no property lets rest. */
  #withoutRest(workspace: Workspace, stuck: number): Promise<number> {
    const { predicates } = workspace;
    const rests = this.#system.properties.flatMap((property) =>
      property.kind === 'deadlockFree' ? [predicates.of(property.rest, true)] : [],
    );
    return workspace.restrict(stuck, predicates.allOf(rests));
  }

  result(limit: LimitReached | null): SymbolicResult {
    const { workspace, order } = this.#reached ?? { workspace: null, order: null };
    return {
      engine: 'symbolic',
      symmetry: null,
      partialOrder: null,
      complete: this.#complete,
      limit,
      ...this.#counts,
      depth: this.#depth,
      memoryBytesMax:
        workspace === null
          ? this.#seen.memoryBytes
          : Math.max(workspace.bytesMax, workspace.machine.bytes),
      properties: this.#system.properties.map((property, p) => ({
        name: property.name,
        kind: property.kind,
        ...this.#verdict(property.kind, this.#judged[p], limit),
      })),
      coverage: this.#coverage,
      order,
      nodes: this.#nodes,
      nodesMax: workspace?.machine.diagram.countPeak ?? this.#seen.nodes,
    };
  }

  #verdict(
    kind: PropertyResult['kind'],
    judged: Judged | undefined,
    limit: LimitReached | null,
  ): Omit<PropertyResult, 'name' | 'kind'> {
    if (judged === undefined) {
      const companion = kind === 'reachable' ? null : 'unmet';
      return { verdict: 'inconclusive', companion, path: null, limit };
    }
    const { targets, companion, path, pathKnown } = judged;
    const found = targets.length > 0;
    const passed = companion === false ? 'vacuous' : 'holds';
    return {
      verdict: found === (kind === 'reachable') ? passed : 'violated',
      companion: companion === null ? null : companion ? 'met' : 'unmet',
      path,
      limit: pathKnown ? null : limit,
    };
  }
}

function sizeOf(workspace: Workspace, set: number): bigint {
  if (set === EMPTY) return 0n;
  const census = new Census(workspace.machine.diagram, workspace.encoded.sizes, set);
  workspace.claim(census.bytesWanted);
  census.prepare();
  return census.total;
}
