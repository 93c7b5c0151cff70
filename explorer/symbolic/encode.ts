/** A linked system over the levels of a diagram: what its steps do there, and where they are enabled. */

import type { LinkedSystem } from '../system.ts';
import { digitsOf } from './digits.ts';
import type { Guard, Leveled } from './guards.ts';
import { type Digit, productsOf } from './products.ts';
import type { Part } from './relations.ts';

/** What a linked system has levels for, and its steps over them; the order is not yet chosen. */
export interface Variables {
  readonly system: LinkedSystem;
  /** Every digit of every slot. */
  readonly digits: readonly Digit[];
  /** `ofSlot[slot]`: the digits of a slot, as places in `digits`; none for one local state. */
  readonly ofSlot: readonly (readonly number[])[];
  /** `steps[step]`: what the step does, in cases of which at most one is possible in a state. */
  readonly steps: readonly (readonly Case[])[];
}

/** What a step does with some digits that restrict it or change; all others stay as they are. */
export type Case = readonly { readonly digit: number; readonly to: Int32Array }[];

/** A system in an order of its digits, the lowest level first. */
export interface Encoded extends Variables {
  /** `digitAt[level]`, a place in `digits`. */
  readonly digitAt: Int32Array;
  /** `levelOf[digit]` */
  readonly levelOf: Int32Array;
  /** Number of values of each level. */
  readonly sizes: Int32Array;
  /** `moves[step]`: the cases that change something. */
  readonly moves: readonly (readonly (readonly Part[])[])[];
  /** `guards[step]`: where the step is enabled, in disjoint cases. */
  readonly guards: readonly (readonly Guard[])[];
}

/** What steps do with digits: those that are given, by slot, or some that are found. */
export function variablesOf(
  system: LinkedSystem,
  bySlot: readonly (readonly Digit[])[] = digitsOf(system),
): Variables {
  let count = 0;
  const ofSlot = bySlot.map((digits) => digits.map(() => count++));
  const casesOf = (slot: number, next: Int32Array): readonly Case[] =>
    (productsOf(bySlot[slot] ?? [], next) ?? []).map((product) =>
      product.map(({ digit, to }) => ({ digit: ofSlot[slot]?.[digit] ?? 0, to })),
    );
  return {
    system,
    digits: bySlot.flat(),
    ofSlot,
    steps: system.steps.map(({ slots, next }) =>
      slots.reduce<readonly Case[]>(
        (cases, slot, k) => {
          const more = casesOf(slot, next[k] ?? new Int32Array());
          return cases.flatMap((one) => more.map((other) => [...one, ...other]));
        },
        [[]],
      ),
    ),
  };
}

/** The system with digit `order[k]` at level `k`. */
export function encode(variables: Variables, order: readonly number[]): Encoded {
  const digitAt = Int32Array.from(order);
  const levelOf = new Int32Array(order.length);
  digitAt.forEach((digit, level) => {
    levelOf[digit] = level;
  });
  return {
    ...variables,
    digitAt,
    levelOf,
    sizes: digitAt.map((digit) => variables.digits[digit]?.size ?? 0),
    moves: variables.steps.map((cases) =>
      cases.filter(changes).map((one) => one.map((factor) => partOf(factor, levelOf))),
    ),
    guards: variables.steps.map((cases) => cases.map((one) => guardOf(one, levelOf))),
  };
}

function changes(one: Case): boolean {
  return one.some(({ to }) => to.some((target, from) => target >= 0 && target !== from));
}

function partOf({ digit, to }: Case[number], levelOf: Int32Array): Part {
  const moves = [...to].flatMap((target, from) => (target < 0 ? [] : [[from, target] as const]));
  return { level: levelOf[digit] ?? 0, moves };
}

function guardOf(one: Case, levelOf: Int32Array): Guard {
  return one.flatMap(({ digit, to }) => {
    const bits = Uint8Array.from(to, (target) => (target < 0 ? 0 : 1));
    return bits.includes(0) ? [{ level: levelOf[digit] ?? 0, bits }] : [];
  });
}

/** `levelsOf(encoded)[slot]`: the digits of a slot, and where they are. */
export function levelsOf({ digits, ofSlot, levelOf }: Encoded): readonly (readonly Leveled[])[] {
  return ofSlot.map((places) =>
    places.flatMap((place) => {
      const digit = digits[place];
      return digit === undefined ? [] : [{ ...digit, level: levelOf[place] ?? 0 }];
    }),
  );
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
