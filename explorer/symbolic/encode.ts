/** A linked system over the levels of a diagram: what its steps do there, and where they are enabled. */

import type { LinkedStep, LinkedSystem } from '../system.ts';
import type { Guard } from './predicates.ts';
import type { Part } from './relations.ts';

/** A system in an order of its slots, the lowest level first. */
export interface Encoded {
  readonly system: LinkedSystem;
  /** `slotAt[level]` */
  readonly slotAt: Int32Array;
  /** `levelOf[slot]` */
  readonly levelOf: Int32Array;
  /** Number of local states of each level. */
  readonly sizes: Int32Array;
  /** `moves[step]`: participants that restrict the step or change; empty if it never changes anything. */
  readonly moves: readonly (readonly Part[])[];
  /** `guards[step]`: participants that can refuse. */
  readonly guards: readonly Guard[];
}

/** The system with slot `order[k]` at level `k`. */
export function encode(system: LinkedSystem, order: readonly number[]): Encoded {
  const slotAt = Int32Array.from(order);
  const levelOf = new Int32Array(order.length);
  slotAt.forEach((slot, level) => {
    levelOf[slot] = level;
  });
  return {
    system,
    slotAt,
    levelOf,
    sizes: slotAt.map((slot) => system.slots[slot]?.size ?? 0),
    moves: system.steps.map((step) => movesOf(step, levelOf)),
    guards: system.steps.map((step) => guardOf(step, levelOf)),
  };
}

function movesOf({ slots, next, writes }: LinkedStep, levelOf: Int32Array): readonly Part[] {
  if (!writes.includes(true)) return [];
  return next.flatMap((to, k) => {
    if (to.every((target, from) => target === from)) return [];
    const moves = [...to].flatMap((target, from) => (target < 0 ? [] : [[from, target] as const]));
    return [{ level: levelOf[slots[k] ?? 0] ?? 0, moves }];
  });
}

function guardOf({ slots, next }: LinkedStep, levelOf: Int32Array): Guard {
  return next.flatMap((to, k) => {
    const bits = Uint8Array.from(to, (target) => (target < 0 ? 0 : 1));
    return bits.includes(0) ? [{ level: levelOf[slots[k] ?? 0] ?? 0, bits }] : [];
  });
}

/** The same moves the other way. */
export function backwards(parts: readonly Part[]): readonly Part[] {
  return parts.map(({ level, moves }) => ({
    level,
    moves: moves.map(([from, to]) => [to, from] as const),
  }));
}

/** The state a step leads to; null where it is not enabled. States are local states by slot. */
export function successor(
  system: LinkedSystem,
  state: Int32Array,
  step: number,
): Int32Array | null {
  const { slots = [], next = [] } = system.steps[step] ?? {};
  const after = Int32Array.from(state);
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k] ?? 0;
    const to = next[k]?.[state[slot] ?? 0] ?? -1;
    if (to < 0) return null;
    after[slot] = to;
  }
  return after;
}
