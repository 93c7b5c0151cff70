/**
 * Brings packed states into their canonical form: the columns of each block sorted by their keys, by
 * exchanges of neighbours, each applied to the whole state; then, where tied columns are not alike, the
 * least state their permutations can make. A successor differs from a sorted state in few columns, so
 * an insertion sort makes few exchanges.
 *
 * This is the plain version, for all systems; `symmetry-generate.kernel.ts` writes code that does the
 * same for most. Reads are unchecked; every index comes from {@link Keys} and {@link Layout}.
 */

import { type Layout, pack, unpack } from '../search/layout.kernel.ts';
import type { Symmetry } from './symmetry.ts';
import { type Generated, generateCanonicaliser } from './symmetry-generate.kernel.ts';
import { type BlockKeys, factorial, type Keys } from './symmetry-orbits.kernel.ts';

/** States after which it pays to have code made. */
const GENERATE_AFTER = 10_000;
/** States whose orbits are added up as numbers between two additions of large integers. */
const ADDED_AS_NUMBERS = 1 << 16;

/** Representatives of orbits under a symmetry: one for each. */
export class Canonicaliser {
  readonly #keys: Keys;
  readonly #layout: Layout;
  readonly #sorter: Sorter;
  readonly #group: number;
  /** Code for the system, or null; and states to go until it is asked for. */
  #made: Generated | null = null;
  #generateIn: number;

  /** Has code made after `generateAfter` states, if it can be; this changes nothing but the time. */
  constructor({ keys }: Symmetry, layout: Layout, generateAfter = GENERATE_AFTER) {
    this.#keys = keys;
    this.#layout = layout;
    this.#sorter = new Sorter(keys, layout);
    this.#group = keys.blocks.reduce((order, block) => order * factorial(block.columns.length), 1);
    this.#generateIn = generateAfter;
  }

  /** Puts the representative in the place of each of the packed states `from .. to - 1`. */
  canonicalise(words: Int32Array, from: number, to: number): void {
    this.#count(to - from);
    if (this.#made !== null) this.#made.canonicalise(words, from, to);
    else for (let index = from; index < to; index++) this.#sorter.sort(words, index);
  }

  /**
   * Puts the representative in the place of packed state `index`. Returns the automorphisms that were
   * applied in turn, as numbers of exchanges, counted through all blocks.
   */
  track(words: Int32Array, index: number): readonly number[] {
    this.#sorter.sort(words, index);
    return this.#sorter.applied.slice();
  }

  /** Number of states in the orbits of packed representatives. */
  orbitSizes(words: Int32Array): bigint {
    const states = words.length / this.#layout.wordCount;
    this.#count(states);
    const fits = this.#group * ADDED_AS_NUMBERS <= Number.MAX_SAFE_INTEGER;
    let sum = 0n;
    for (let from = 0; from < states; from += ADDED_AS_NUMBERS) {
      const to = Math.min(states, from + ADDED_AS_NUMBERS);
      if (this.#made !== null && fits) sum += BigInt(this.#made.orbitSizes(words, from, to));
      else for (let i = from; i < to; i++) sum += this.#sorter.orbitSize(words, i);
    }
    return sum;
  }

  #count(states: number): void {
    if (this.#generateIn < 0) return;
    this.#generateIn -= states;
    if (this.#generateIn < 0) this.#made = generateCanonicaliser(this.#keys, this.#layout);
  }
}

/** A state that permutations of tied columns can make, and the exchanges that make it. */
interface Variant {
  readonly words: Int32Array;
  readonly applied: readonly number[];
}

class Sorter {
  readonly #keys: Keys;
  readonly #layout: Layout;
  readonly #allPlain: boolean;
  readonly #state: Int32Array;
  /** Images of the slots an exchange affects, before they are written. */
  readonly #images: Int32Array;
  /** Keys of the columns of each block, as many numbers for each as it has parts. */
  readonly #rows: readonly Int32Array[];
  /** The exchanges that made the last state what it is. */
  applied: number[] = [];

  constructor(keys: Keys, layout: Layout) {
    this.#keys = keys;
    this.#layout = layout;
    this.#allPlain = keys.blocks.every((block) => block.plain);
    this.#state = new Int32Array(layout.slotCount);
    this.#images = new Int32Array(layout.slotCount);
    this.#rows = keys.blocks.map((block) => new Int32Array(block.columns.length * partsOf(block)));
  }

  sort(words: Int32Array, index: number): void {
    const at = index * this.#layout.wordCount;
    unpack(this.#layout, words, at, this.#state);
    this.applied = [];
    for (let b = 0; b < this.#rows.length; b++) this.#sortBlock(b);
    pack(this.#layout, this.#state, words, at);
    if (this.#allPlain) return;
    const [first, ...others] = this.#variants(words.slice(at, at + this.#layout.wordCount));
    const least = others.reduce((a, b) => (precedes(b.words, a.words) ? b : a), first!);
    words.set(least.words, at);
    this.applied.push(...least.applied);
  }

  #sortBlock(b: number): void {
    const block = this.#keys.blocks[b]!;
    const rows = this.#rows[b]!;
    const parts = partsOf(block);
    readRows(block, this.#state, rows);
    for (let c = 1; c < block.columns.length; c++) {
      for (let i = c; i > 0 && compareRows(rows, parts, i - 1, i) > 0; i--) {
        swapRows(rows, parts, i - 1, i);
        this.#apply(block.firstExchange + i - 1);
        this.applied.push(block.firstExchange + i - 1);
      }
    }
  }

  #apply(number: number): void {
    const { from, to, tables } = this.#keys.exchanges[number]!;
    for (let i = 0; i < from.length; i++) this.#images[i] = tables[i]![this.#state[from[i]!]!]!;
    for (let i = 0; i < from.length; i++) this.#state[to[i]!] = this.#images[i]!;
  }

  /** All that permutations of tied columns can make of a sorted state; the state itself comes first. */
  #variants(words: Int32Array): readonly Variant[] {
    const found: Variant[] = [{ words, applied: [] }];
    const exchanges = this.#tied();
    for (const variant of found) {
      for (const exchange of exchanges) {
        unpack(this.#layout, variant.words, 0, this.#state);
        this.#apply(exchange);
        const next = new Int32Array(words.length);
        pack(this.#layout, this.#state, next, 0);
        if (found.some((other) => other.words.every((word, w) => word === next[w]))) continue;
        found.push({ words: next, applied: [...variant.applied, exchange] });
      }
    }
    return found;
  }

  /** Exchanges of neighbours with equal keys, in blocks that are not plain. The rows are those of the state. */
  #tied(): readonly number[] {
    return this.#keys.blocks.flatMap((block, b) =>
      block.columns.slice(1).flatMap((_, i) => {
        const tied = compareRows(this.#rows[b]!, partsOf(block), i, i + 1) === 0;
        return !block.plain && tied ? [block.firstExchange + i] : [];
      }),
    );
  }

  /** By orbit-stabiliser, in two parts: ways to deal the keys out, times ways to break the ties. */
  orbitSize(words: Int32Array, index: number): bigint {
    const at = index * this.#layout.wordCount;
    unpack(this.#layout, words, at, this.#state);
    let size = 1n;
    for (let b = 0; b < this.#rows.length; b++) {
      const block = this.#keys.blocks[b]!;
      readRows(block, this.#state, this.#rows[b]!);
      const parts = partsOf(block);
      let run = 1;
      for (let c = 1; c < block.columns.length; c++) {
        run = compareRows(this.#rows[b]!, parts, c - 1, c) === 0 ? run + 1 : 1;
        size = (size * BigInt(c + 1)) / BigInt(run);
      }
    }
    if (this.#allPlain) return size;
    const variants = this.#variants(words.slice(at, at + this.#layout.wordCount));
    return size * BigInt(variants.length);
  }
}

function partsOf({ columns, views, weights }: BlockKeys): number {
  return columns[0]!.length + views.length + (weights.length > 0 ? 1 : 0);
}

/** Fills the rows with the keys of the columns in a state. */
function readRows(block: BlockKeys, state: Int32Array, rows: Int32Array): void {
  const { columns, ranks, views, weights } = block;
  const n = columns.length;
  let p = 0;
  for (let c = 0; c < n; c++) {
    const column = columns[c]!;
    for (let k = 0; k < column.length; k++) {
      const local = state[column[k]!]!;
      const rank = ranks[c]![k]!;
      rows[p++] = rank === null ? local : rank[local]!;
    }
    for (let v = 0; v < views.length; v++) {
      const { slot, table } = views[v]!;
      rows[p++] = table[state[slot]! * n + c]!;
    }
    if (weights.length === 0) continue;
    let sum = 0;
    for (const { slot, table } of weights) sum = (sum + table[state[slot]! * n + c]!) | 0;
    rows[p++] = sum;
  }
}

function compareRows(rows: Int32Array, parts: number, a: number, b: number): number {
  for (let p = 0; p < parts; p++) {
    const one = rows[a * parts + p]!;
    const other = rows[b * parts + p]!;
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}

function swapRows(rows: Int32Array, parts: number, a: number, b: number): void {
  for (let p = 0; p < parts; p++) {
    const kept = rows[a * parts + p]!;
    rows[a * parts + p] = rows[b * parts + p]!;
    rows[b * parts + p] = kept;
  }
}

function precedes(a: Int32Array, b: Int32Array): boolean {
  const w = a.findIndex((word, i) => word !== b[i]);
  return w >= 0 && a[w]! < b[w]!;
}
