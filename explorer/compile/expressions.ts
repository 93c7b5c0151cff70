/** Atoms and relations of a system definition, tabulated over local state ids. */

import { assert, ModelError } from '../../base/errors.ts';
import type { Expression, View, ViewValue } from '../../models/compose/index.ts';
import type { LinkedExpression } from '../system.ts';
import { slotNumber, type Tabulated, truth, value } from './tabulated.ts';

/** A relation over more combinations of view values than this is refused. */
const COMBINATIONS_MAX = 4_000_000;

type Relation = Extract<Expression, { kind: 'relation' }>;
type Atom = Extract<Expression, { kind: 'atom' }>;

/** A view over the local states of its component: the values it takes, and which state has which. */
export interface Classes {
  readonly slot: number;
  readonly values: readonly ViewValue[];
  /** `of[local]`: index into `values`. */
  readonly of: Uint16Array;
}

/** Tabulates a view. */
export function classesOf(view: View, tabulated: ReadonlyMap<string, Tabulated>): Classes {
  const { table, slot } = tabulated.get(view.component) as Tabulated;
  const where = `view ${JSON.stringify(view.label)} of component ${view.component}`;
  const values: ViewValue[] = [];
  const ids = new Map<ViewValue, number>();
  const of = Uint16Array.from(table.snapshots, (snapshot) => {
    const read: unknown = value(where, () => view.read(snapshot as never));
    if (!isViewValue(read)) {
      throw new ModelError('MODEL-PROPERTY', `${where} returned ${typeof read}`, {
        hint: 'A view yields a string, a number, a boolean or null, so that values can be compared.',
      });
    }
    const known = ids.get(read);
    if (known !== undefined) return known;
    ids.set(read, values.length);
    return values.push(read) - 1;
  });
  return { slot, values, of };
}

function isViewValue(read: unknown): read is ViewValue {
  return read === null || ['string', 'number', 'boolean'].includes(typeof read);
}

export class ExpressionLinker {
  readonly #tabulated: ReadonlyMap<string, Tabulated>;

  constructor(tabulated: ReadonlyMap<string, Tabulated>) {
    this.#tabulated = tabulated;
  }

  link(expression: Expression): LinkedExpression {
    switch (expression.kind) {
      case 'constant':
        return expression;
      case 'atom':
        return this.#atom(expression);
      case 'relation':
        return this.#relation(expression);
      case 'not':
        return { kind: 'not', of: this.link(expression.of) };
      case 'and':
      case 'or':
        return { kind: expression.kind, of: expression.of.map((part) => this.link(part)) };
    }
  }

  #atom({ component, label, predicate }: Atom): LinkedExpression {
    const { table } = this.#tabulated.get(component) as Tabulated;
    const where = `atom ${JSON.stringify(label)} of component ${component}`;
    return {
      kind: 'atom',
      slot: slotNumber(this.#tabulated, component),
      bits: Uint8Array.from(table.snapshots, (s) =>
        truth(where, () => predicate(s as never)) ? 1 : 0,
      ),
      label: `${component} ${label}`,
    };
  }

  #relation({ views, predicate, label }: Relation): LinkedExpression {
    const classes = views.map((view) => classesOf(view, this.#tabulated));
    const combinations = classes.reduce((product, c) => product * c.values.length, 1);
    if (combinations > COMBINATIONS_MAX) {
      throw new ModelError(
        'MODEL-RELATION',
        `relation ${JSON.stringify(label)} has ${combinations} combinations of values (${classes
          .map((c) => c.values.length)
          .join(' x ')}); at most ${COMBINATIONS_MAX} are tabulated`,
        { hint: 'Let each view yield fewer different values.' },
      );
    }
    const strides: number[] = [];
    classes.reduce((stride, c) => {
      strides.push(stride);
      return stride * c.values.length;
    }, 1);
    const bits = new Uint8Array(combinations);
    for (let index = 0; index < combinations; index++) {
      const values = classes.map((c, k) => {
        const stride = strides[k];
        assert(stride !== undefined, 'one stride per view');
        return c.values[Math.floor(index / stride) % c.values.length];
      });
      const where = `relation ${JSON.stringify(label)}`;
      bits[index] = truth(where, () => predicate(...(values as never[]))) ? 1 : 0;
    }
    return {
      kind: 'relation',
      slots: classes.map((c) => c.slot),
      classes: classes.map((c) => c.of),
      strides,
      bits,
      label,
    };
  }
}

/** Slots an expression reads, ascending. */
export function slotsOf(...expressions: readonly LinkedExpression[]): readonly number[] {
  const slots = new Set<number>();
  const visit = (e: LinkedExpression): void => {
    if (e.kind === 'atom') slots.add(e.slot);
    else if (e.kind === 'relation') for (const slot of e.slots) slots.add(slot);
    else if (e.kind === 'not') visit(e.of);
    else if (e.kind !== 'constant') for (const part of e.of) visit(part);
  };
  for (const e of expressions) visit(e);
  return [...slots].sort((a, b) => a - b);
}
