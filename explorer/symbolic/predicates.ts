/**
 * Predicates on vectors of local states, as diagrams that are made while they are used.
 *
 * A predicate is asked for the local state of its highest level and answers with the predicate that
 * remains for the levels below (its derivative; Brzozowski 1964 for words). Only what some set of
 * vectors asks for is ever made, so a formula that would be a large diagram by itself costs no more
 * than the sets it is applied to. Equal remainders have one number.
 */

import { unreachable } from '../../base/errors.ts';
import type { LinkedExpression } from '../system.ts';
import { casesBy, type Relation } from './cases.ts';
import { type Guard, guardsWhere, type Leveled } from './guards.ts';

export const FALSE = 0;
export const TRUE = 1;

/** What a predicate takes besides its key and its answers, roughly. */
const PREDICATE_BYTES = 400;

type Node =
  | { readonly kind: 'set'; readonly level: number; readonly bits: Uint8Array }
  /** True where `bits` is 1 at the classes of the local states, the highest level counting most. */
  | { readonly kind: 'table'; readonly axes: readonly Axis[]; readonly bits: string }
  | { readonly kind: 'and' | 'or'; readonly level: number; readonly of: readonly number[] };

/** A level that a table reads: the class of each local state, and how many classes there are. */
interface Axis {
  readonly id: number;
  readonly level: number;
  readonly classes: Uint16Array | Int32Array;
  readonly count: number;
}

/** All predicates on vectors of one system in one order, by number. */
export class Predicates {
  readonly #sizes: Int32Array;
  readonly #slots: readonly (readonly Leveled[])[];
  readonly #nodes: (Node | null)[] = [null, null];
  readonly #levels: number[] = [-1, -1];
  /** `#after[p][local]`: what remains; -1 where nobody has asked yet. */
  readonly #after: Int32Array[] = [new Int32Array(0), new Int32Array(0)];
  readonly #byKey = new Map<string, number>();
  readonly #disabled: Int32Array[] = [];
  readonly #guards: Guard[][];
  #axes = 0;
  /** Bytes of all predicates, roughly. */
  bytes = 0;

  /** `slots[slot]`: the digits of a slot. `guards`: where some step is enabled. */
  constructor(sizes: Int32Array, slots: readonly (readonly Leveled[])[], guards: readonly Guard[]) {
    this.#sizes = sizes;
    this.#slots = slots;
    this.#guards = Array.from(sizes, () => []);
    for (const guard of guards) {
      if (guard.length === 0) continue;
      this.#guards[Math.max(...guard.map(({ level }) => level))]?.push(guard);
    }
  }

  get count(): number {
    return this.#nodes.length;
  }

  /** The level a predicate asks for; -1 for TRUE and FALSE. */
  levelOf(predicate: number): number {
    return this.#levels[predicate] ?? -1;
  }

  /** What remains of a predicate in a local state of its level. */
  after(predicate: number, local: number): number {
    const answers = this.#after[predicate] as Int32Array;
    const known = answers[local] ?? -1;
    if (known >= 0) return known;
    const answer = this.#derive(this.#nodes[predicate] as Node, local);
    answers[local] = answer;
    return answer;
  }

  /**
   * True where no step is enabled whose highest participant is at `level`, which is in the given
   * local state: a predicate on the levels below.
   */
  disabled(level: number, local: number): number {
    let known = this.#disabled[level];
    if (known === undefined) {
      known = new Int32Array(this.#sizes[level] ?? 0).fill(-1);
      this.#disabled[level] = known;
    }
    if ((known[local] ?? -1) < 0) {
      const enabled = (this.#guards[level] ?? [])
        .filter((guard) => guard.every((part) => part.level !== level || part.bits[local] === 1))
        .map((guard) => guard.filter((part) => part.level !== level));
      known[local] = this.#join(
        'and',
        enabled.map((guard) =>
          this.#join(
            'or',
            guard.map((part) => this.set(part, true)),
          ),
        ),
      );
    }
    return known[local] ?? FALSE;
  }

  /** The predicate that says what an expression says, or its opposite. */
  of(expression: LinkedExpression, negated = false): number {
    switch (expression.kind) {
      case 'constant':
        return expression.value === negated ? FALSE : TRUE;
      case 'atom':
        return this.slotIn(expression.slot, expression.bits, negated);
      case 'relation':
        return this.#relation(expression, negated);
      case 'not':
        return this.of(expression.of, !negated);
      case 'and':
      case 'or':
        return this.#join(
          (expression.kind === 'and') === negated ? 'or' : 'and',
          expression.of.map((part) => this.of(part, negated)),
        );
      default:
        return unreachable(expression);
    }
  }

  /** True where all of these are. */
  allOf(predicates: readonly number[]): number {
    return this.#join('and', predicates);
  }

  /** True where one of these is. */
  anyOf(predicates: readonly number[]): number {
    return this.#join('or', predicates);
  }

  /** True where one of some guards is. */
  within(guards: readonly Guard[]): number {
    return this.anyOf(guards.map((guard) => this.allOf(guard.map((part) => this.set(part)))));
  }

  /** True where a slot is in one of the local states with a 1, or in none of them. */
  slotIn(slot: number, bits: Uint8Array, negated = false): number {
    const digits = this.#slots[slot] ?? [];
    const [only] = digits;
    if (only === undefined) return (bits[0] === 1) === negated ? FALSE : TRUE;
    if (digits.length === 1) return this.set({ level: only.level, bits }, negated);
    const inside = guardsWhere(digits, bits, 1);
    const outside = guardsWhere(digits, bits, 0);
    const [terms, isOpposite] =
      inside.length <= outside.length ? [inside, negated] : [outside, !negated];
    return isOpposite
      ? this.allOf(terms.map((term) => this.anyOf(term.map((part) => this.set(part, true)))))
      : this.within(terms);
  }

  /** True where the level is in one of the local states with a 1, or in none of them. */
  set({ level, bits }: Guard[number], negated = false): number {
    const wanted = negated ? bits.map((bit) => 1 - bit) : bits;
    if (wanted.every((bit) => bit === 1)) return TRUE;
    if (wanted.every((bit) => bit === 0)) return FALSE;
    return this.#intern(`s${level}:${wanted.join('')}`, level, () => {
      return { kind: 'set', level, bits: wanted };
    });
  }

  #join(kind: 'and' | 'or', parts: readonly number[]): number {
    const [neutral, decisive] = kind === 'and' ? [TRUE, FALSE] : [FALSE, TRUE];
    const members = new Set<number>();
    for (const part of parts) {
      const node = this.#nodes[part];
      if (node?.kind === kind) for (const inner of node.of) members.add(inner);
      else if (part !== neutral) members.add(part);
    }
    if (members.has(decisive)) return decisive;
    if (members.size === 0) return neutral;
    const of = [...members].sort((a, b) => a - b);
    if (of.length === 1) return of[0] ?? neutral;
    const level = of.reduce((highest, part) => Math.max(highest, this.levelOf(part)), 0);
    return this.#intern(`${kind}${of.join(' ')}`, level, () => ({ kind, level, of }));
  }

  #relation(relation: Relation, negated: boolean): number {
    const { slots, classes, strides } = relation;
    const divided = slots.find((slot) => this.#slots[slot]?.length !== 1);
    if (divided !== undefined) return this.#onDivided(relation, divided, negated);
    const axes = [...new Set(slots)]
      .map((slot) => {
        const views = slots.flatMap((s, k) => (s === slot ? [k] : []));
        const level = this.#slots[slot]?.[0]?.level ?? 0;
        const sums = Array.from({ length: this.#sizes[level] ?? 0 }, (_, local) =>
          views.reduce((sum, k) => sum + (classes[k]?.[local] ?? 0) * (strides[k] ?? 0), 0),
        );
        const distinct = [...new Set(sums)];
        const places = new Map(distinct.map((sum, place) => [sum, place]));
        const axis = {
          id: this.#axes++,
          level,
          classes: Int32Array.from(sums, (sum) => places.get(sum) ?? 0),
          count: distinct.length,
        };
        return { axis, distinct };
      })
      .sort((a, b) => b.axis.level - a.axis.level);
    let indices = [0];
    for (const { distinct } of axes) {
      indices = indices.flatMap((index) => distinct.map((sum) => index + sum));
    }
    const bits = indices.map((index) => ((relation.bits[index] === 1) === negated ? '0' : '1'));
    return this.#table(
      axes.map(({ axis }) => axis),
      bits.join(''),
    );
  }

  /** A relation over a slot that has no level of its own: case by case, what the others must be. */
  #onDivided(relation: Relation, slot: number, negated: boolean): number {
    return this.anyOf(
      casesBy(slot, relation).map(({ here, rest }) =>
        this.allOf([this.slotIn(slot, here), this.#relation(rest, negated)]),
      ),
    );
  }

  #table(axes: readonly Axis[], bits: string): number {
    if (!bits.includes('1')) return FALSE;
    if (!bits.includes('0')) return TRUE;
    const [first, ...others] = axes;
    const level = first?.level ?? 0;
    const row = bits.length / (first?.count ?? 1);
    if (bits === bits.slice(0, row).repeat(first?.count ?? 1) && others.length < axes.length) {
      return this.#table(others, bits.slice(0, row));
    }
    return this.#intern(`t${axes.map(({ id }) => id).join(' ')}:${bits}`, level, () => {
      return { kind: 'table', axes, bits };
    });
  }

  #derive(node: Node, local: number): number {
    switch (node.kind) {
      case 'set':
        return node.bits[local] === 1 ? TRUE : FALSE;
      case 'table': {
        const [axis, ...rest] = node.axes;
        const row = node.bits.length / (axis?.count ?? 1);
        const at = (axis?.classes[local] ?? 0) * row;
        return this.#table(rest, node.bits.slice(at, at + row));
      }
      default:
        return this.#join(
          node.kind,
          node.of.map((part) =>
            this.levelOf(part) === node.level ? this.after(part, local) : part,
          ),
        );
    }
  }

  #intern(key: string, level: number, make: () => Node): number {
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const number = this.#nodes.length;
    this.#nodes.push(make());
    this.#levels.push(level);
    this.#after.push(new Int32Array(this.#sizes[level] ?? 0).fill(-1));
    this.#byKey.set(key, number);
    this.bytes += PREDICATE_BYTES + 2 * key.length + 4 * (this.#sizes[level] ?? 0);
    return number;
  }
}
