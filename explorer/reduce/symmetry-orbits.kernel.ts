/**
 * What tells the columns of a block apart in a state, so that they can be sorted.
 *
 * The key of a column has to move with it: when an automorphism takes state `x` to `y` and column `c`
 * to `d`, the key of `d` in `y` is that of `c` in `x`. Orbits have this by their nature, so keys are
 * made of orbits of pairs:
 *
 * - the column's own slots: the orbit of (slot, local state). Where no automorphism does more than move
 *   local states along, this is the number of the local state itself;
 * - each other slot that names columns (a lock with its readers): the orbit of (local state, column),
 *   numbered within the orbit of the local state; say 1 for the readers and 0 for the others;
 * - local states of other columns that name columns: a sum of weights, one for each orbit of (slot,
 *   local state, column), since these columns are not in any order yet.
 *
 * Sorting by keys leaves ties. A block is *plain* if its tied columns can be exchanged without any
 * effect: neither do its columns name columns nor is it named in other columns, and in each slot that
 * names it the orbit of a local state is as large as there are ways to deal its keys out to the columns
 * (orbit-stabiliser). A set of readers is of this kind, an owner, a queue; a partition of columns into
 * pairs is not. Sorted states of plain blocks are canonical: one for each orbit. In the other blocks the
 * least state that permutations of tied columns can make is chosen, so the form is canonical there too,
 * at a cost that grows with the factorial of the ties; hence {@link TIES_MAX}. That there must be such
 * cases is shown in Clarke, Emerson, Jha and Sistla, *Symmetry Reductions in Model Checking* (CAV 1998):
 * canonical forms are as hard as graph isomorphism in general.
 */

import type { LinkedSystem } from '../system.ts';
import type { Block } from './symmetry.ts';
import { type Exchange, exchangesOf, isIdentity } from './symmetry-exchanges.kernel.ts';

/** Ties of blocks that are not plain may be broken in so many ways, no more. */
const TIES_MAX = 720;

/** A table with a part of the key of each column: `table[local * columns + column]`. */
export interface View {
  readonly slot: number;
  readonly table: Int32Array;
}

/** How to sort the columns of a block. */
export interface BlockKeys {
  readonly columns: readonly (readonly number[])[];
  /** Number of the exchange of columns 0 and 1 in {@link Keys.exchanges}. */
  readonly firstExchange: number;
  /** `ranks[c][k][local]`: key of slot `columns[c][k]`; null where it is the local state. */
  readonly ranks: readonly (readonly (Int32Array | null)[])[];
  /** Slots outside all columns that exchanges of this block change. */
  readonly views: readonly View[];
  /** Slots in columns that name columns, of any block; their parts are added up. */
  readonly weights: readonly View[];
  /** Tied columns can be exchanged without any effect. */
  readonly plain: boolean;
}

/** How to bring a state into its canonical form. */
export interface Keys {
  readonly blocks: readonly BlockKeys[];
  /** Those of all blocks, one after the other. */
  readonly exchanges: readonly Exchange[];
}

/** Works out the keys of some blocks; null if breaking their ties would cost too much. */
export function keysOf(system: LinkedSystem, blocks: readonly Block[]): Keys | null {
  const context = new Context(system, blocks);
  let firstExchange = 0;
  const partial = blocks.map((block) => {
    const keys = context.keysOfBlock(block, firstExchange);
    firstExchange += block.exchanges.length;
    return keys;
  });
  const keys = partial.map((block, b) => ({ ...block, plain: context.isPlain(b, partial) }));
  const ties = keys.map(({ plain, columns }) => (plain ? 1 : factorial(columns.length)));
  if (ties.reduce((a, b) => a * b, 1) > TIES_MAX) return null;
  return { blocks: keys, exchanges: context.exchanges };
}

/** The number of permutations of `n` things. */
export function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}

type Partial = Omit<BlockKeys, 'plain'>;

class Context {
  readonly exchanges: readonly Exchange[];
  /** Slots outside all columns whose local states some exchange changes. */
  readonly #namingSlots: readonly number[];
  readonly #system: LinkedSystem;
  readonly #offset: Int32Array;
  readonly #blocks: readonly Block[];
  /** Orbits of local states. */
  readonly #locals: Orbits;
  /** Slots in columns that some exchange changes in more than their place. */
  readonly #unfaithful: readonly number[];

  constructor(system: LinkedSystem, blocks: readonly Block[]) {
    this.#system = system;
    this.#blocks = blocks;
    this.exchanges = blocks.flatMap(exchangesOf);
    this.#offset = offsets(system.slots.map((slot) => slot.size));
    this.#locals = new Orbits(this.#offset.at(-1)!);
    const naming = new Set<number>();
    for (const { from, to, tables } of this.exchanges) {
      from.forEach((slot, i) => {
        tables[i]!.forEach((after, before) => {
          this.#locals.join(this.#offset[slot]! + before, this.#offset[to[i]!]! + after);
          if (after !== before) naming.add(slot);
        });
      });
    }
    const inColumns = new Set(blocks.flatMap((block) => block.columns.flat()));
    this.#namingSlots = [...naming].filter((slot) => !inColumns.has(slot));
    const places = blocks.flatMap(({ columns }) =>
      columns[0]!.map((_, k) => columns.map((column) => column[k]!)),
    );
    this.#unfaithful = places.filter((slots) => slots.some((slot) => naming.has(slot))).flat();
  }

  keysOfBlock(block: Block, firstExchange: number): Partial {
    const { columns } = block;
    const n = columns.length;
    const slots = [...this.#namingSlots, ...this.#unfaithful];
    const base = offsets(slots.map((slot) => this.#system.slots[slot]!.size * n));
    const pairs = this.#orbitsOfPairs(block, slots, base);
    const tableOf = (slot: number, part: (root: number, local: number) => number): Int32Array => {
      const first = base[slots.indexOf(slot)]!;
      return Int32Array.from({ length: this.#system.slots[slot]!.size * n }, (_, i) =>
        part(pairs.rootOf(first + i), Math.floor(i / n)),
      );
    };
    const touched = new Set(exchangesOf(block).flatMap(({ from }) => [...from]));
    const views = this.#namingSlots
      .filter((slot) => touched.has(slot))
      .map((slot) => {
        const seen = new Map<number, number[]>();
        const table = tableOf(slot, (root, local) => {
          const orbit = this.#locals.rootOf(this.#offset[slot]! + local);
          const roots = seen.get(orbit) ?? [];
          seen.set(orbit, roots);
          return roots.includes(root) ? roots.indexOf(root) : roots.push(root) - 1;
        });
        return { slot, table };
      });
    return {
      columns,
      firstExchange,
      ranks: this.#ranks(block),
      views,
      weights: this.#unfaithful.map((slot) => ({ slot, table: tableOf(slot, weightOf) })),
    };
  }

  /** Orbits of (slot, local state, column of the block); pairs of `slots[i]` begin at `base[i]`. */
  #orbitsOfPairs({ columns }: Block, slots: readonly number[], base: Int32Array): Orbits {
    const n = columns.length;
    const pairs = new Orbits(base.at(-1)!);
    const all = this.#blocks.flatMap((block) => block.exchanges);
    for (const exchange of all) {
      const moved = columns.map((column) =>
        columns.findIndex((other) => other[0] === exchange.slots[column[0]!]),
      );
      const still = moved.every((to, c) => to === c);
      for (const [i, slot] of slots.entries()) {
        const to = exchange.slots[slot]!;
        const table = exchange.locals[slot]!;
        if (still && to === slot && isIdentity(table)) continue;
        const first = base[slots.indexOf(to)]!;
        table.forEach((after, before) => {
          for (let c = 0; c < n; c++) {
            pairs.join(base[i]! + before * n + c, first + after * n + moved[c]!);
          }
        });
      }
    }
    return pairs;
  }

  #ranks({ columns }: Block): BlockKeys['ranks'] {
    const seen: number[] = [];
    return columns.map((column) =>
      column.map((slot) => {
        if (!this.#unfaithful.includes(slot)) return null;
        return Int32Array.from({ length: this.#system.slots[slot]!.size }, (_, local) => {
          const root = this.#locals.rootOf(this.#offset[slot]! + local);
          return seen.includes(root) ? seen.indexOf(root) : seen.push(root) - 1;
        });
      }),
    );
  }

  /** Whether tied columns of block `b` can be exchanged without any effect. */
  isPlain(b: number, keys: readonly Partial[]): boolean {
    const block = this.#blocks[b]!;
    const own = new Set(block.columns.flat());
    if (this.#unfaithful.some((slot) => own.has(slot))) return false;
    const named = exchangesOf(block).flatMap(({ from }) => [...from].filter((s) => !own.has(s)));
    return named.every((s) => this.#namingSlots.includes(s) && this.#keysDetermine(s, keys));
  }

  /** Whether columns with equal keys from this slot can always be exchanged without changing it. */
  #keysDetermine(slot: number, keys: readonly Partial[]): boolean {
    const { size } = this.#system.slots[slot]!;
    const roots = Int32Array.from({ length: size }, (_, x) =>
      this.#locals.rootOf(this.#offset[slot]! + x),
    );
    const sizes = new Map<number, number>();
    for (const root of roots) sizes.set(root, (sizes.get(root) ?? 0) + 1);
    return roots.every((root, x) => {
      const ways = keys.reduce((product, { columns, views }) => {
        const view = views.find((of) => of.slot === slot);
        if (view === undefined) return product;
        const n = columns.length;
        return product * arrangements(view.table.slice(x * n, (x + 1) * n).sort());
      }, 1);
      return ways === sizes.get(root);
    });
  }
}

/** In how many ways a sorted list can be dealt out: n! divided by the factorials of its ties. */
function arrangements(sorted: ArrayLike<number>): number {
  let ways = 1;
  let run = 0;
  for (let i = 0; i < sorted.length; i++) {
    run = i > 0 && sorted[i] === sorted[i - 1] ? run + 1 : 1;
    ways = (ways * (i + 1)) / run;
  }
  return ways;
}

function offsets(sizes: readonly number[]): Int32Array {
  const offset = new Int32Array(sizes.length + 1);
  sizes.forEach((size, i) => {
    offset[i + 1] = offset[i]! + size;
  });
  return offset;
}

/** An odd number for an orbit. */
function weightOf(root: number): number {
  const h = Math.imul(root ^ (root >>> 7), 0x9e3779b1);
  return (h ^ (h >>> 15)) | 1;
}

/** Sets that are joined; the least member stands for each. */
class Orbits {
  readonly #parent: Int32Array;

  constructor(size: number) {
    this.#parent = Int32Array.from({ length: size }, (_, i) => i);
  }

  rootOf(i: number): number {
    const parent = this.#parent;
    let root = i;
    while (parent[root]! !== root) root = parent[root]!;
    for (let at = i; at !== root; ) {
      const next = parent[at]!;
      parent[at] = root;
      at = next;
    }
    return root;
  }

  join(a: number, b: number): void {
    const one = this.rootOf(a);
    const other = this.rootOf(b);
    if (one < other) this.#parent[other] = one;
    else this.#parent[one] = other;
  }
}
