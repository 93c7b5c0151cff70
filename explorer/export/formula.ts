/**
 * Boolean formulas over local states, in the few shapes that other languages can say: a component is
 * in one of some local states, and, or, not, and the name of a formula that was defined before.
 */

import { DefectError, unreachable } from '../../base/errors.ts';
import type { LinkedExpression, LinkedStep } from '../system.ts';

export type Formula =
  | { readonly kind: 'constant'; readonly value: boolean }
  /** `members[local]` is 1 for the local states meant; neither none nor all of them. */
  | { readonly kind: 'local'; readonly slot: number; readonly members: Uint8Array }
  | { readonly kind: 'not'; readonly of: Formula }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Formula[] }
  | { readonly kind: 'named'; readonly name: string };

/** A linked expression as a formula. */
export function formulaOf(expression: LinkedExpression): Formula {
  switch (expression.kind) {
    case 'constant':
      return expression;
    case 'atom':
      return local(expression.slot, expression.bits);
    case 'relation':
      return ofRelation(expression, expression.slots.length - 1, expression.bits);
    case 'not':
      return not(formulaOf(expression.of));
    case 'and':
      return and(expression.of.map(formulaOf));
    case 'or':
      return or(expression.of.map(formulaOf));
    default:
      return unreachable(expression);
  }
}

/** Whether a step is enabled. */
export function guardOf({ slots, next }: LinkedStep): Formula {
  return and(
    slots.map((slot, k) =>
      local(
        slot,
        Uint8Array.from(next[k] ?? [], (to) => (to < 0 ? 0 : 1)),
      ),
    ),
  );
}

/**
 * What must be true before a step for a formula to be true after it (its weakest precondition;
 * Dijkstra 1975), wherever the step is enabled. The formula has no names.
 */
export function beforeStep(formula: Formula, step: LinkedStep): Formula {
  switch (formula.kind) {
    case 'constant':
      return formula;
    case 'local': {
      const { slot, members } = formula;
      const to = step.next[step.slots.indexOf(slot)];
      if (to === undefined) return formula;
      return local(
        slot,
        members.map((_, from) => members[to[from] ?? -1] ?? 0),
      );
    }
    case 'not':
      return not(beforeStep(formula.of, step));
    case 'and':
      return and(formula.of.map((part) => beforeStep(part, step)));
    case 'or':
      return or(formula.of.map((part) => beforeStep(part, step)));
    case 'named':
      throw new DefectError(`what ${formula.name} says after a step is not known`);
    default:
      return unreachable(formula);
  }
}

/** The component is in one of the members. */
export function local(slot: number, members: Uint8Array): Formula {
  const count = members.reduce((sum, member) => sum + member, 0);
  if (count === 0 || count === members.length) return { kind: 'constant', value: count > 0 };
  return { kind: 'local', slot, members };
}

export function not(of: Formula): Formula {
  if (of.kind === 'constant') return { kind: 'constant', value: !of.value };
  return of.kind === 'not' ? of.of : { kind: 'not', of };
}

export function and(parts: readonly Formula[]): Formula {
  return joined('and', parts, false);
}

export function or(parts: readonly Formula[]): Formula {
  return joined('or', parts, true);
}

/** `decisive` as soon as one part is. */
function joined(kind: 'and' | 'or', parts: readonly Formula[], decisive: boolean): Formula {
  const open: Formula[] = [];
  for (const part of parts) {
    if (part.kind === kind) open.push(...part.of);
    else if (part.kind !== 'constant') open.push(part);
    else if (part.value === decisive) return part;
  }
  const [first] = open;
  if (first === undefined) return { kind: 'constant', value: !decisive };
  return open.length === 1 ? first : { kind, of: open };
}

/**
 * The part of a relation that is left when the classes of the views above `k` are chosen: `bits` over
 * the combinations of the others. Classes that leave the same part are one case.
 */
function ofRelation(
  relation: Extract<LinkedExpression, { kind: 'relation' }>,
  k: number,
  bits: Uint8Array,
): Formula {
  if (k < 0) return { kind: 'constant', value: bits[0] === 1 };
  const stride = relation.strides[k] ?? 1;
  const of = relation.classes[k] ?? new Uint16Array();
  const cases = new Map<string, { readonly rest: Uint8Array; readonly classes: Set<number> }>();
  for (let c = 0; c * stride < bits.length; c++) {
    const rest = bits.subarray(c * stride, (c + 1) * stride);
    const key = rest.join('');
    const same = cases.get(key);
    if (same === undefined) cases.set(key, { rest, classes: new Set([c]) });
    else same.classes.add(c);
  }
  return or(
    [...cases.values()].map(({ rest, classes }) => {
      const members = Uint8Array.from(of, (c) => (classes.has(c) ? 1 : 0));
      return and([local(relation.slots[k] ?? 0, members), ofRelation(relation, k - 1, rest)]);
    }),
  );
}

/** How a language writes formulas. */
export interface Dialect {
  readonly and: string;
  readonly or: string;
  readonly not: string;
  readonly equal: string;
  readonly unequal: string;
  readonly true: string;
  readonly false: string;
  /** Names of the components, by slot. */
  readonly variables: readonly string[];
  /** How a formula that was defined before is used. */
  readonly named: (name: string) => string;
}

/** A formula as text. Inside of another one it stands in parentheses where it needs them. */
export function written(formula: Formula, dialect: Dialect, inside = false): string {
  switch (formula.kind) {
    case 'constant':
      return formula.value ? dialect.true : dialect.false;
    case 'named':
      return dialect.named(formula.name);
    case 'local':
      return membership(formula.members, dialect.variables[formula.slot] ?? '', dialect, inside);
    case 'not':
      return `${dialect.not}(${written(formula.of, dialect)})`;
    case 'and':
    case 'or': {
      const text = formula.of
        .map((part) => written(part, dialect, true))
        .join(` ${dialect[formula.kind]} `);
      return inside ? `(${text})` : text;
    }
    default:
      return unreachable(formula);
  }
}

/** The members, or the others negated, whichever falls into fewer ranges. */
function membership(
  members: Uint8Array,
  variable: string,
  dialect: Dialect,
  inside: boolean,
): string {
  const inner = rangesOf(members, 1);
  const outer = rangesOf(members, 0);
  const [range] = outer;
  if (outer.length === 1 && inner.length > 1 && range !== undefined && range[0] === range[1]) {
    return `${variable} ${dialect.unequal} ${range[0]}`;
  }
  const isNegated = outer.length < inner.length;
  const comparisons = (isNegated ? outer : inner).map(([first, last]) => {
    if (first === last) return [`${variable} ${dialect.equal} ${first}`];
    if (first === 0) return [`${variable} <= ${last}`];
    if (last === members.length - 1) return [`${variable} >= ${first}`];
    return [`${variable} >= ${first}`, `${variable} <= ${last}`];
  });
  const isSimple = comparisons.length === 1 && comparisons[0]?.length === 1;
  const text = comparisons
    .map((both) => {
      const range = both.join(` ${dialect.and} `);
      return both.length > 1 && comparisons.length > 1 ? `(${range})` : range;
    })
    .join(` ${dialect.or} `);
  if (isNegated) return `${dialect.not}(${text})`;
  return inside && !isSimple ? `(${text})` : text;
}

type Range = readonly [first: number, last: number];

function rangesOf(members: Uint8Array, wanted: number): readonly Range[] {
  const ranges: Range[] = [];
  members.forEach((member, id) => {
    if (member !== wanted) return;
    const last = ranges.at(-1);
    if (last?.[1] === id - 1) ranges[ranges.length - 1] = [last[0], id];
    else ranges.push([id, id]);
  });
  return ranges;
}
