/** How a search begins: where, and with which reductions. */

import type { InUse } from '../reduce/in-use.ts';
import { PartialOrder } from '../reduce/partial-order.ts';
import { type Symmetry, symmetryOf } from '../reduce/symmetry.ts';
import type { StateStore } from '../store/store.ts';
import type { LinkedSystem } from '../system.ts';
import type { SearchOptions } from '../verdict.ts';
import { modulesOf } from '../wasm/modules.ts';
import { type Layout, layOut } from './layout.kernel.ts';
import { Shard } from './shard.kernel.ts';
import type { Tuning } from './tuning.ts';

/** A search about to expand its first state, or to go on. */
export interface Begun {
  readonly shard: Shard;
  readonly reductions: Reductions;
}

/** Where to keep states, and their names outside. */
export interface Keeping<Store extends StateStore> {
  readonly newStore: (layout: Layout, symmetry: Symmetry | null) => Store;
  readonly idOf: (number: number) => number;
}

/** Holds no snapshot when it returns. */
export function begin<Store extends StateStore>(
  system: LinkedSystem,
  { resume, reductions = [], store = 'plain' }: SearchOptions,
  tuning: Tuning,
  { newStore, idOf }: Keeping<Store>,
): Begun & { readonly visited: Store } {
  const snapshot = resume?.();
  const kept = snapshot?.partialOrder;
  const isAsked = kept === undefined ? reductions.includes('partial-order') : kept !== null;
  const isReduced = snapshot?.isReduced ?? reductions.includes('symmetry');
  const symmetry = isReduced ? symmetryOf(system) : null;
  const layout = layOut(system, store === 'tree' ? 'related' : 'full');
  const visited = newStore(layout, symmetry);
  const modules = modulesOf(system, layout);
  const shard = new Shard(system, { layout, visited, tuning, symmetry, idOf, modules });
  const partialOrder = isAsked
    ? new PartialOrder(system, layout, symmetry, tuning.partialOrder, kept ?? undefined)
    : null;
  if (snapshot === undefined) shard.begin();
  else shard.goOn(snapshot);
  return { shard, visited, reductions: new Reductions(shard, symmetry, partialOrder) };
}

/** The reductions a search uses. */
export class Reductions {
  readonly #shard: Shard;
  readonly #symmetry: Symmetry | null;
  readonly #partialOrder: PartialOrder | null;

  constructor(shard: Shard, symmetry: Symmetry | null, partialOrder: PartialOrder | null) {
    this.#shard = shard;
    this.#symmetry = symmetry;
    this.#partialOrder = partialOrder;
    shard.taking = partialOrder?.sets ?? null;
  }

  get inUse(): InUse {
    return { symmetry: this.#symmetry, partialOrder: this.#partialOrder?.kept ?? null };
  }

  /** It may still begin to take fewer steps. */
  get isUndecided(): boolean {
    return this.#partialOrder?.kept.isDecided === false;
  }

  /** Decides, if it is time, before the states from number `first` to before `end` are expanded. */
  look(first: number, end: number): void {
    const { visited, watch } = this.#shard;
    this.#partialOrder?.look({ states: visited, first, end, standings: watch.standings });
    this.#shard.taking = this.#partialOrder?.sets ?? null;
  }
}
