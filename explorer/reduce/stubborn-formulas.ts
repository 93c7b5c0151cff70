/**
 * Formulas that a search looks for, as alternatives that it can be told when a step may lose them.
 */

import { unreachable } from '../../base/errors.ts';
import type { LinkedExpression } from '../system.ts';

/** A relation that must be true, or false. */
export interface RelationLiteral {
  readonly relation: Extract<LinkedExpression, { kind: 'relation' }>;
  readonly value: boolean;
}

/** All of these: for some slots the local states it is true in, and relations between slots. */
export interface Conjunction {
  /** `atoms.get(slot)[local]` is 1 where the slot may be; slots that may be anywhere are left out. */
  readonly atoms: ReadonlyMap<number, Uint8Array>;
  readonly relations: readonly RelationLiteral[];
}

/** Alternatives beyond this number are not told apart. */
const ALTERNATIVES_MAX = 256;

/**
 * The disjunctive normal form of an expression, or of its negation; null where it is too large.
 * Alternatives that contradict themselves in one slot are left out.
 */
export function alternatives(
  expression: LinkedExpression,
  value: boolean,
): readonly Conjunction[] | null {
  switch (expression.kind) {
    case 'constant':
      return expression.value === value ? [{ atoms: new Map(), relations: [] }] : [];
    case 'atom': {
      const bits = expression.bits.map((bit) => (value ? bit : 1 - bit));
      return [{ atoms: new Map([[expression.slot, bits]]), relations: [] }];
    }
    case 'relation':
      return [{ atoms: new Map(), relations: [{ relation: expression, value }] }];
    case 'not':
      return alternatives(expression.of, !value);
    case 'and':
    case 'or': {
      const parts = expression.of.map((part) => alternatives(part, value));
      return (expression.kind === 'and') === value ? all(parts) : any(parts);
    }
    default:
      return unreachable(expression);
  }
}

function any(parts: readonly (readonly Conjunction[] | null)[]): readonly Conjunction[] | null {
  const united: Conjunction[] = [];
  for (const part of parts) {
    if (part === null || united.length + part.length > ALTERNATIVES_MAX) return null;
    united.push(...part);
  }
  return united;
}

function all(parts: readonly (readonly Conjunction[] | null)[]): readonly Conjunction[] | null {
  let product: readonly Conjunction[] = [{ atoms: new Map(), relations: [] }];
  for (const part of parts) {
    if (part === null || product.length * part.length > ALTERNATIVES_MAX) return null;
    product = product.flatMap((left) => part.flatMap((right) => both(left, right) ?? []));
  }
  return product;
}

/** Null where no local state of some slot is left. */
function both(left: Conjunction, right: Conjunction): Conjunction | null {
  const atoms = new Map(left.atoms);
  for (const [slot, bits] of right.atoms) {
    const known = atoms.get(slot);
    const met = known === undefined ? bits : bits.map((bit, local) => bit & (known[local] ?? 0));
    if (!met.includes(1)) return null;
    atoms.set(slot, met);
  }
  return { atoms, relations: [...left.relations, ...right.relations] };
}
