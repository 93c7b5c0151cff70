/**
 * Real snapshots of a system's machines, and what they say of expressions and steps.
 *
 * Nothing here knows of tables: it asks the machines and the model's own functions, so it can tell
 * whether the tables were right.
 */

import type { AnyMachineSnapshot } from 'xstate';
import { assert } from '../../base/errors.ts';
import { describe, truth, value } from '../../explorer/index.ts';
import type {
  Component,
  Expression,
  Participation,
  Step,
  SystemDefinition,
  View,
  ViewValue,
} from '../../models/compose/index.ts';

/** The state of a system: one snapshot per component. */
export type Snapshots = ReadonlyMap<string, AnyMachineSnapshot>;

/** The snapshot of a component that is known to exist. */
export function snapshotOf(snapshots: Snapshots, component: string): AnyMachineSnapshot {
  const snapshot = snapshots.get(component);
  assert(snapshot !== undefined, `component ${component} is part of the system`);
  return snapshot;
}

/** A local state in the words of the system's lanes. */
export function labelOf(component: Component, snapshot: AnyMachineSnapshot): string {
  return component.show === undefined ? describe(snapshot) : component.show(snapshot as never);
}

/** The local state of a component that is known to exist, in words. */
export function stateOf(system: SystemDefinition, snapshots: Snapshots, name: string): string {
  const component = system.components.find((c) => c.name === name);
  assert(component !== undefined, `component ${name} is part of the system`);
  return labelOf(component, snapshotOf(snapshots, name));
}

/** The value of an expression. Throws `ModelError` where a predicate throws or is not Boolean. */
export function holdsIn(expression: Expression, snapshots: Snapshots): boolean {
  switch (expression.kind) {
    case 'constant':
      return expression.value;
    case 'atom': {
      const { component, label, predicate } = expression;
      const snapshot = snapshotOf(snapshots, component);
      return truth(`atom ${JSON.stringify(label)} of component ${component}`, () =>
        predicate(snapshot as never),
      );
    }
    case 'relation': {
      const { label, views, predicate } = expression;
      const values = views.map((view) => readView(view, snapshots));
      return truth(`relation ${JSON.stringify(label)}`, () => predicate(...(values as never[])));
    }
    case 'not':
      return !holdsIn(expression.of, snapshots);
    case 'and':
      return expression.of.every((part) => holdsIn(part, snapshots));
    case 'or':
      return expression.of.some((part) => holdsIn(part, snapshots));
  }
}

/** What a view yields. Throws `ModelError` where it throws. */
export function readView(view: View, snapshots: Snapshots): ViewValue {
  const snapshot = snapshotOf(snapshots, view.component);
  return value(`view ${JSON.stringify(view.label)} of component ${view.component}`, () =>
    view.read(snapshot as never),
  );
}

/** Whether a participant would accept its part of a step. */
export function accepts(part: Participation, snapshots: Snapshots): boolean {
  const snapshot = snapshotOf(snapshots, part.component);
  if (part.kind === 'event') {
    return snapshot.status === 'active' && snapshot.can(part.event as never);
  }
  const where = `component ${part.component}, observation ${JSON.stringify(part.label)}`;
  return truth(where, () => part.predicate(snapshot as never));
}

/** The participants that refuse a step; none when it is enabled. */
export function refusalsOf(step: Step, snapshots: Snapshots): readonly Participation[] {
  return step.parts.filter((part) => !accepts(part, snapshots));
}
