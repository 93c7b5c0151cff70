/** A relation between slots, case by case. */

import type { LinkedExpression } from '../system.ts';

export type Relation = Extract<LinkedExpression, { kind: 'relation' }>;

/** Local states of one slot (`here`), and what the others must be while it is in one of them. */
interface Case {
  readonly here: Uint8Array;
  readonly rest: Relation;
}

/** The cases that a relation makes of the local states of one of its slots. */
export function casesBy(slot: number, relation: Relation): readonly Case[] {
  const { slots, classes, strides, bits } = relation;
  const others = slots.flatMap((s, k) => (s === slot ? [] : [k]));
  const size = classes[slots.indexOf(slot)]?.length ?? 0;
  const sums = Array.from({ length: size }, (_, local) =>
    slots.reduce(
      (sum, s, k) => (s === slot ? sum + (classes[k]?.[local] ?? 0) * (strides[k] ?? 0) : sum),
      0,
    ),
  );
  return [...new Set(sums)].map((sum) => ({
    here: Uint8Array.from(sums, (other) => (other === sum ? 1 : 0)),
    rest: {
      ...relation,
      slots: others.map((k) => slots[k] ?? 0),
      classes: others.map((k) => classes[k] ?? new Uint16Array()),
      strides: others.map((k) => strides[k] ?? 0),
      bits: bits.subarray(sum),
    },
  }));
}
