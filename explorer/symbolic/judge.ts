/** Where properties are violated, as sets of reachable states. */

import { unreachable } from '../../base/errors.ts';
import type { LinkedExpression, LinkedProperty, LinkedStep } from '../system.ts';
import { EMPTY } from './diagram.kernel.ts';
import { waiting } from './waiting.ts';
import type { Workspace } from './workspace.ts';

/** States to show; with a step, states in which this step is what is to be shown. */
export interface Target {
  readonly set: number;
  readonly step: number | null;
}

/** What the reachable states say of a property. Sets are kept. */
export interface Finding {
  /** States of a violation, or of the goal of a `reachable`; no empty sets. */
  readonly targets: readonly Target[];
  /** Whether the companion is met; null for kinds without one. */
  readonly companion: boolean | null;
}

type Kind<K extends LinkedProperty['kind']> = Extract<LinkedProperty, { kind: K }>;

/** Judges a property on the reachable states and those of them in which no step is enabled. */
export async function judge(
  workspace: Workspace,
  property: LinkedProperty,
  reached: number,
  stuck: number,
): Promise<Finding> {
  const where = (of: number, expression: LinkedExpression, negated = false): Promise<number> =>
    workspace.restrict(of, workspace.predicates.of(expression, negated));
  switch (property.kind) {
    case 'invariant':
      return {
        targets: states(await where(reached, property.holds, true)),
        companion: (await where(reached, property.companion.goal)) !== EMPTY,
      };
    case 'reachable':
      return { targets: states(await where(reached, property.goal)), companion: null };
    case 'deadlockFree':
      return {
        targets: states(await where(stuck, property.rest, true)),
        companion: (await where(reached, property.companion.goal)) !== EMPTY,
      };
    case 'stepInvariant':
      return judgeSteps(workspace, property, reached);
    case 'waitCycleFree': {
      const { someone, circle } = await waiting(workspace, property, reached);
      return { targets: states(circle), companion: someone };
    }
    default:
      return unreachable(property);
  }
}

function states(set: number): readonly Target[] {
  return set === EMPTY ? [] : [{ set, step: null }];
}

/** For each selected step, the states in which it is enabled and leads to where it must not. */
async function judgeSteps(
  workspace: Workspace,
  property: Kind<'stepInvariant'>,
  reached: number,
): Promise<Finding> {
  const { predicates, encoded } = workspace;
  const before = await workspace.restrict(reached, predicates.of(property.before));
  const targets: Target[] = [];
  let taken = false;
  for (const [s, step] of encoded.system.steps.entries()) {
    if (property.steps[s] !== 1) continue;
    const enabled = await workspace.restrict(before, predicates.within(encoded.guards[s] ?? []));
    if (enabled !== EMPTY) taken = true;
    const fails = predicates.of(beforeStep(property.after, step), true);
    const set = await workspace.restrict(enabled, fails);
    if (set !== EMPTY) targets.push({ set, step: s });
  }
  return { targets, companion: taken };
}

/** What must be true before a step for the expression to be true after it, where it is enabled. */
export function beforeStep(expression: LinkedExpression, step: LinkedStep): LinkedExpression {
  const through = <A extends Uint8Array | Uint16Array>(slot: number, values: A): A => {
    const to = step.next[step.slots.indexOf(slot)];
    return to === undefined ? values : (values.map((_, from) => after(values, to, from)) as A);
  };
  switch (expression.kind) {
    case 'constant':
      return expression;
    case 'atom':
      return { ...expression, bits: through(expression.slot, expression.bits) };
    case 'relation': {
      const { slots, classes } = expression;
      return {
        ...expression,
        classes: classes.map((values, k) => through(slots[k] ?? 0, values)),
      };
    }
    case 'not':
      return { ...expression, of: beforeStep(expression.of, step) };
    case 'and':
    case 'or':
      return { ...expression, of: expression.of.map((part) => beforeStep(part, step)) };
    default:
      return unreachable(expression);
  }
}

/** The value of where a local state goes; any value where the step refuses. */
function after(values: Uint8Array | Uint16Array, to: Int32Array, from: number): number {
  const target = to[from] ?? -1;
  return target < 0 ? 0 : (values[target] ?? 0);
}
