/**
 * Slots with many local states, told by several digits.
 *
 * A component that several actors use, such as a lock with a set of readers, has a local state for
 * each combination of what they do with it. As one level of a diagram it would couple all of them. So
 * a digit is made for each actor: two local states have the same value of it if the steps of the
 * others lead from one to the other, in whatever direction. That is what only this actor can change.
 * (A partition with the substitution property, in the sense of Hartmanis and Stearns, "Algebraic
 * structure theory of sequential machines", 1966, if steps of others neither see nor change it.)
 *
 * Nothing depends on a lucky division: digits are used only if together they tell all local states
 * apart, and if every local relation is the sum of a few products over them.
 */

import type { LinkedSystem } from '../system.ts';
import { type Digit, productsOf } from './products.ts';

/** Slots with fewer local states are one digit. */
const WIDE = 5;
/** A relation of a divided slot is the sum of at most so many products for each digit. */
const PRODUCTS_PER_DIGIT = 2;

/** For each slot its digits. A slot with one local state has none. */
export function digitsOf(system: LinkedSystem): readonly (readonly Digit[])[] {
  const moves = movesOf(system);
  return wholeSlots(system).map((whole, slot) => {
    const size = whole[0]?.size ?? 1;
    if (size === 1) return [];
    const divided = size < WIDE ? null : dividedSlot(system, slot, moves[slot] ?? new Map());
    return divided ?? whole;
  });
}

/** For each slot one digit, its local state. */
export function wholeSlots({ slots }: LinkedSystem): readonly (readonly Digit[])[] {
  return slots.map(({ size }, slot) => {
    const of = Int32Array.from({ length: size }, (_, id) => id);
    return [{ slot, size, of, label: '', actor: null }];
  });
}

/** The local relations of a slot that change it, by the actors whose steps they belong to. */
type Moves = ReadonlyMap<number, ReadonlySet<Int32Array>>;

function movesOf(system: LinkedSystem): readonly Moves[] {
  const moves = system.slots.map(() => new Map<number, Set<Int32Array>>());
  for (const { actor, slots, next, writes } of system.steps) {
    slots.forEach((slot, k) => {
      const to = next[k];
      if (writes[k] !== true || to === undefined) return;
      const byActor = moves[slot];
      const known = byActor?.get(actor);
      if (known === undefined) byActor?.set(actor, new Set([to]));
      else known.add(to);
    });
  }
  return moves;
}

function dividedSlot(system: LinkedSystem, slot: number, moves: Moves): readonly Digit[] | null {
  if (moves.size < 2) return null;
  const size = system.slots[slot]?.size ?? 0;
  const ends = endsOf(size, moves);
  const digits: Digit[] = [];
  for (const actor of moves.keys()) {
    const of = blocksOf(size, ends, moves, actor);
    const blocks = Math.max(...of) + 1;
    if (blocks > 1)
      digits.push({ slot, size: blocks, of, label: system.actors[actor] ?? '', actor });
  }
  if (Math.max(...ends) > 0) {
    digits.push({ slot, size: Math.max(...ends) + 1, of: ends, label: 'end', actor: null });
  }
  const total = digits.reduce((sum, digit) => sum + digit.size, 0);
  if (digits.length < 2 || total > size || !tellsAll(digits, size)) return null;
  const relations = new Set([...moves.values()].flatMap((some) => [...some]));
  const productsMax = PRODUCTS_PER_DIGIT * digits.length;
  for (const next of relations) if (productsOf(digits, next, productsMax) === null) return null;
  return digits;
}

/** Local states that are never left again are numbered from 1 on; 0 for all others. */
function endsOf(size: number, moves: Moves): Int32Array {
  const isLeft = new Uint8Array(size);
  for (const relations of moves.values()) {
    for (const next of relations) {
      next.forEach((to, from) => {
        if (to >= 0 && to !== from) isLeft[from] = 1;
      });
    }
  }
  let count = 0;
  return Int32Array.from(isLeft, (left) => (left === 1 ? 0 : ++count));
}

/**
 * Numbers of what the steps of all but one actor keep apart, that of local state 0 first. Moves that
 * forget where they came from, many to one, are not followed: they say nothing of what belongs
 * together.
 */
function blocksOf(size: number, ends: Int32Array, moves: Moves, actor: number): Int32Array {
  const parent = Int32Array.from({ length: size }, (_, local) => local);
  const root = (local: number): number => {
    let at = local;
    while ((parent[at] ?? at) !== at) {
      parent[at] = parent[parent[at] ?? at] ?? at;
      at = parent[at] ?? at;
    }
    return at;
  };
  for (const [other, relations] of moves) {
    if (other === actor) continue;
    for (const next of relations) {
      const arrivals = new Int32Array(size);
      for (const to of next) if (to >= 0) arrivals[to] = (arrivals[to] ?? 0) + 1;
      next.forEach((to, from) => {
        if (to < 0 || to === from || (arrivals[to] ?? 0) > ARRIVALS_MAX) return;
        if ((ends[to] ?? 0) === 0) parent[root(from)] = root(to);
      });
    }
  }
  const numbers = new Map<number, number>([[root(0), 0]]);
  return Int32Array.from(parent, (_, local) => {
    if ((ends[local] ?? 0) > 0) return 0;
    const block = root(local);
    const number = numbers.get(block) ?? numbers.size;
    numbers.set(block, number);
    return number;
  });
}

const ARRIVALS_MAX = 2;

function tellsAll(digits: readonly Digit[], size: number): boolean {
  const codes = new Set<string>();
  for (let local = 0; local < size; local++) {
    codes.add(digits.map(({ of }) => of[local]).join(' '));
  }
  return codes.size === size;
}
