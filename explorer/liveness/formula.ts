/** Formulas of linear temporal logic in normal form: negations stand in front of atoms only. */

import { ModelError } from '../../base/errors.ts';
import type { LinkedFormula } from '../system.ts';

/** What a position is asked. */
export type Atom = Extract<LinkedFormula, { kind: 'state' | 'taken' }>;

/** A formula with negations in front of atoms only. Equal formulas are one object, known by its id. */
export type Normal = { readonly id: number } & Shape;

type Shape =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'literal'; readonly atom: number; readonly negated: boolean }
  | { readonly kind: 'next'; readonly of: Normal }
  | {
      readonly kind: 'and' | 'or' | 'until' | 'release';
      readonly left: Normal;
      readonly right: Normal;
    };

/** Answers of a state are bits of a number, of which the companion takes one. */
const ATOMS_MAX = 30;

/** Makes normal formulas, each once, and numbers their atoms. */
export class Formulas {
  readonly atoms: Atom[] = [];
  readonly #numbers = new Map<unknown, number>();
  readonly #known = new Map<string, Normal>();

  /** The normal form of a formula, or of its negation. Throws `MODEL-PROPERTY` beyond 30 atoms. */
  normal(formula: LinkedFormula, negated = false): Normal {
    const part = (of: LinkedFormula): Normal => this.normal(of, negated);
    switch (formula.kind) {
      case 'state':
      case 'taken':
        return this.#literal(formula, negated);
      case 'not':
        return this.normal(formula.of, !negated);
      case 'and':
      case 'or': {
        const kind = (formula.kind === 'and') === negated ? 'or' : 'and';
        const none = this.constant(kind === 'and');
        return formula.of
          .map(part)
          .reduceRight((right, left) => this.#pair(kind, left, right), none);
      }
      case 'next':
        return this.#once({ kind: 'next', of: part(formula.of) });
      case 'finally':
      case 'globally':
        return (formula.kind === 'finally') === negated
          ? this.#pair('release', this.constant(false), part(formula.of))
          : this.#pair('until', this.constant(true), part(formula.of));
      case 'until':
        return this.#pair(negated ? 'release' : 'until', part(formula.left), part(formula.right));
    }
  }

  /** True or false. */
  constant(value: boolean): Normal {
    return this.#once({ kind: 'constant', value });
  }

  #literal(atom: Atom, negated: boolean): Normal {
    if (atom.kind === 'state' && atom.holds.kind === 'constant') {
      return this.constant(atom.holds.value !== negated);
    }
    const meant = atom.kind === 'state' ? atom.holds : atom.steps;
    const number = this.#numbers.get(meant) ?? this.atoms.push(atom) - 1;
    this.#numbers.set(meant, number);
    if (number < ATOMS_MAX) return this.#once({ kind: 'literal', atom: number, negated });
    throw new ModelError('MODEL-PROPERTY', `a formula has more than ${ATOMS_MAX} different atoms`, {
      hint: 'State it as several properties.',
    });
  }

  /** With what a constant on either side makes of it. */
  #pair(kind: 'and' | 'or' | 'until' | 'release', left: Normal, right: Normal): Normal {
    if (left === right) return left;
    // The constant that decides it from the right, and from the left where that one decides.
    const decides = this.constant(kind === 'or' || kind === 'until');
    const keeps = this.constant(kind === 'and' || kind === 'release');
    if (right === decides) return right;
    if (kind === 'until' || kind === 'release') {
      if (right === keeps || left === keeps) return right;
    } else {
      if (left === decides || right === keeps) return left;
      if (left === keeps) return right;
    }
    return this.#once({ kind, left, right });
  }

  #once(shape: Shape): Normal {
    const key =
      'left' in shape
        ? `${shape.kind} ${shape.left.id} ${shape.right.id}`
        : JSON.stringify({ ...shape, ...('of' in shape && { of: shape.of.id }) });
    const known = this.#known.get(key) ?? { ...shape, id: this.#known.size };
    this.#known.set(key, known);
    return known;
  }
}
