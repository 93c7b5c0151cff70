/** Formulas and assumptions of fairness at random, about any system. */

import fc from 'fast-check';
import type {
  LinkedExpression,
  LinkedFairness,
  LinkedFormula,
  LinkedSystem,
} from '../../system.ts';

/** Something about one slot, from a small number. */
export const stateAtom = (system: LinkedSystem, pick: number): LinkedExpression => {
  const slot = pick % system.slots.length;
  const size = system.slots[slot]?.size ?? 1;
  const bits = Uint8Array.from({ length: size }, (_, l) => (((pick >> 3) + l) % 3 === 0 ? 1 : 0));
  return { kind: 'atom', slot, bits, label: `a${pick}` };
};
/** Every fourth step, from a small number. */
export const stepSet = (system: LinkedSystem, pick: number): Uint8Array =>
  Uint8Array.from(system.steps, (_, s) => (s % 4 === pick % 4 ? 1 : 0));

/** A formula before it is known of what system. */
export type Plan =
  | { readonly kind: 'state' | 'taken'; readonly pick: number }
  | { readonly kind: 'not' | 'next' | 'finally' | 'globally'; readonly of: Plan }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Plan[] }
  | { readonly kind: 'until'; readonly left: Plan; readonly right: Plan };

/** Formulas so many operators deep. */
export const plansOf = (maxDepth: number): fc.Arbitrary<Plan> =>
  fc.letrec<{ formula: Plan }>((tie) => ({
    formula: fc.oneof(
      { maxDepth },
      fc.record({ kind: fc.constantFrom('state', 'taken'), pick: fc.nat(63) }),
      fc.record({
        kind: fc.constantFrom('not', 'next', 'finally', 'globally'),
        of: tie('formula'),
      }),
      fc.record({
        kind: fc.constantFrom('and', 'or'),
        of: fc.array(tie('formula'), { minLength: 1, maxLength: 2 }),
      }),
      fc.record({ kind: fc.constant('until'), left: tie('formula'), right: tie('formula') }),
    ),
  })).formula;

export function formulaOf(system: LinkedSystem, plan: Plan): LinkedFormula {
  switch (plan.kind) {
    case 'state':
      return { kind: 'state', holds: stateAtom(system, plan.pick) };
    case 'taken':
      return { kind: 'taken', steps: stepSet(system, plan.pick), label: `t${plan.pick}` };
    case 'and':
    case 'or':
      return { kind: plan.kind, of: plan.of.map((part) => formulaOf(system, part)) };
    case 'until':
      return {
        kind: 'until',
        left: formulaOf(system, plan.left),
        right: formulaOf(system, plan.right),
      };
    default:
      return { kind: plan.kind, of: formulaOf(system, plan.of) };
  }
}

/** Up to three assumptions. */
export const fairnessPlans = fc.array(
  fc.record({ kind: fc.constantFrom('weak', 'strong'), pick: fc.nat(3) }),
  { maxLength: 3 },
);

export function fairnessOf(
  system: LinkedSystem,
  plan: readonly { kind: 'weak' | 'strong'; pick: number }[],
): readonly LinkedFairness[] {
  return plan.map(({ kind, pick }) => ({
    kind,
    label: `${kind} ${pick}`,
    steps: stepSet(system, pick),
  }));
}
