/**
 * Finds how the parts of a system correspond when some of its slots change places.
 *
 * Colour refinement, as in programs for graph isomorphism (McKay, *Practical Graph Isomorphism*, 1981),
 * of the system and of the same system with its slots exchanged. When the colours have settled and
 * several things still share one, they are matched with themselves where that is possible, and
 * refinement goes on. Names play no part.
 *
 * The result is a proposal: `symmetry-verify.kernel.ts` decides. So choices are made twice, first all
 * together, then one after the other, and never taken back.
 */

import type { LinkedSystem } from '../system.ts';
import {
  type Colours,
  equalise,
  firstColours,
  type Parts,
  partsOf,
  refine,
} from './symmetry-colours.kernel.ts';

/** A permutation of a system: where each of its parts goes. */
export interface Automorphism {
  /** The place that slot `s` takes is that of `slots[s]`. */
  readonly slots: Int32Array;
  /** Slot `s` in local state `x` becomes slot `slots[s]` in local state `locals[s][x]`. */
  readonly locals: readonly Int32Array[];
  readonly steps: Int32Array;
  readonly actors: Int32Array;
}

/**
 * The permutation of `system` that takes slot `s` to `slots[s]`, an involution, as far as it can be
 * told; or in words what has no counterpart.
 */
export function correspondence(system: LinkedSystem, slots: Int32Array): Automorphism | string {
  const offset = new Int32Array(slots.length + 1);
  for (const [s, { size, component }] of system.slots.entries()) {
    const other = system.slots[slots[s]!]!;
    if (size !== other.size) {
      return `${component} has ${size} local states and ${other.component} has ${other.size}`;
    }
    offset[s + 1] = offset[s]! + size;
  }
  const same = slots.map((_, s) => s);
  const left = partsOf(system, same, offset);
  const right = partsOf(system, slots, offset);
  const first = [firstColours(system, left, offset), firstColours(system, right, offset)] as const;
  equalise(first, left.stepKeys, right.stepKeys);
  const difference = refine(system, [left, right], first);
  if (difference !== null) return difference;
  let failure = '';
  for (const atOnce of [true, false]) {
    const pair = [{ ...first[0] }, { ...first[1] }] as const;
    const found = settle(system, [left, right], pair, atOnce);
    if (found === null) return readOff(system, slots, offset, pair);
    failure = found;
  }
  return failure;
}

/** Matches what shares a colour until nothing does. In words what then has no counterpart, or null. */
function settle(
  system: LinkedSystem,
  parts: readonly [Parts, Parts],
  pair: readonly [Colours, Colours],
  atOnce: boolean,
): string | null {
  while (individualise(pair, atOnce)) {
    const difference = refine(system, parts, pair);
    if (difference !== null) return difference;
  }
  return null;
}

/**
 * Gives local states that share a colour with others colours of their own, and matches them: with
 * `atOnce` all that can be matched with themselves, else the first, with itself if possible. The same
 * for actors. False if none shares one.
 */
function individualise([left, right]: readonly [Colours, Colours], atOnce: boolean): boolean {
  for (const kind of ['states', 'actors'] as const) {
    const count = new Map<number, number>();
    for (const colour of left[kind]) count.set(colour, (count.get(colour) ?? 0) + 1);
    const first = left[kind].findIndex((colour) => count.get(colour)! > 1);
    if (first < 0) continue;
    const colour = left[kind][first]!;
    const other = right[kind][first] === colour ? first : right[kind].indexOf(colour);
    const [ours, theirs] = [left[kind].slice(), right[kind].slice()];
    for (let i = 0; atOnce && i < ours.length; i++) {
      if (count.get(ours[i]!) === 1 || theirs[i] !== ours[i]) continue;
      left[kind][i] = -1 - i;
      right[kind][i] = -1 - i;
    }
    if (left[kind][first] === colour && right[kind][other] === colour) {
      left[kind][first] = -1 - ours.length;
      right[kind][other] = -1 - ours.length;
    }
    return true;
  }
  return false;
}

/** Matches what has the same colour, in order of number. */
function readOff(
  system: LinkedSystem,
  slots: Int32Array,
  offset: Int32Array,
  [left, right]: readonly [Colours, Colours],
): Automorphism {
  const states = matching(left.states, right.states);
  return {
    slots,
    locals: system.slots.map(({ size }, s) =>
      states.slice(offset[s]!, offset[s]! + size).map((to) => to - offset[s]!),
    ),
    steps: matching(left.steps, right.steps),
    actors: matching(left.actors, right.actors),
  };
}

function matching(left: Int32Array, right: Int32Array): Int32Array {
  const places = new Map<number, number[]>();
  for (let i = right.length - 1; i >= 0; i--) {
    const of = places.get(right[i]!);
    if (of === undefined) places.set(right[i]!, [i]);
    else of.push(i);
  }
  return left.map((colour) => places.get(colour)!.pop()!);
}
