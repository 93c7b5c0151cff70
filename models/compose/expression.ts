/**
 * Expressions over atoms: what properties are made of.
 *
 * An atom is a plain TypeScript predicate on one component's snapshot. A relation compares *views*
 * of a few named components: each view maps a snapshot to a small value, and the predicate sees only
 * these values. Both are tabulated before a search begins, so that no search ever calls them.
 */

/** A label, a string of letters a person reads. */
type Label = string;

/** A primitive that a view may yield. */
export type ViewValue = string | number | boolean | null;

/** What a property sees of one component. */
export interface View<T extends ViewValue = ViewValue> {
  readonly component: string;
  readonly label: Label;
  readonly read: (snapshot: never) => T;
}

/** A Boolean expression over the state of a system. */
export type Expression =
  | { readonly kind: 'constant'; readonly value: boolean }
  | {
      readonly kind: 'atom';
      readonly component: string;
      readonly label: Label;
      readonly predicate: (snapshot: never) => boolean;
    }
  | {
      readonly kind: 'relation';
      readonly label: Label;
      readonly views: readonly View[];
      readonly predicate: (...values: never[]) => boolean;
    }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Expression[] };

/** Always true. */
export const always: Expression = { kind: 'constant', value: true };
/** Never true. */
export const never: Expression = { kind: 'constant', value: false };

export function not(of: Expression): Expression {
  return { kind: 'not', of };
}

/** All of them; true when there are none. */
export function allOf(...of: readonly Expression[]): Expression {
  return of.length === 1 && of[0] !== undefined ? of[0] : { kind: 'and', of };
}

/** At least one of them; false when there are none. */
export function anyOf(...of: readonly Expression[]): Expression {
  return of.length === 1 && of[0] !== undefined ? of[0] : { kind: 'or', of };
}

/** `when` implies `then`. */
export function implies(when: Expression, then: Expression): Expression {
  return anyOf(not(when), then);
}

/** A relation between the values of a few views, for example "the lock's owner is the one who waits". */
export function relation<const V extends readonly View[]>(
  label: string,
  views: V,
  predicate: (...values: { [K in keyof V]: V[K] extends View<infer T> ? T : never }) => boolean,
): Expression {
  return {
    kind: 'relation',
    label,
    views,
    predicate: predicate as (...values: never[]) => boolean,
  };
}

/** Names of the components an expression reads, each once, in order of first mention. */
export function supportOf(expression: Expression): readonly string[] {
  const names = new Set<string>();
  const visit = (e: Expression): void => {
    if (e.kind === 'atom') names.add(e.component);
    else if (e.kind === 'relation') for (const view of e.views) names.add(view.component);
    else if (e.kind === 'not') visit(e.of);
    else if (e.kind !== 'constant') for (const part of e.of) visit(part);
  };
  visit(expression);
  return [...names];
}

/** An expression in words, as it is shown when a property fails. */
export function describeExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'constant':
      return String(expression.value);
    case 'atom':
      return `${expression.component} ${expression.label}`;
    case 'relation':
      return expression.label;
    case 'not':
      return `not (${describeExpression(expression.of)})`;
    case 'and':
    case 'or':
      if (expression.of.length === 0) return String(expression.kind === 'and');
      return expression.of.map((part) => wrapped(part)).join(` ${expression.kind} `);
  }
}

function wrapped(expression: Expression): string {
  const text = describeExpression(expression);
  return expression.kind === 'and' || expression.kind === 'or' ? `(${text})` : text;
}
