/**
 * Whether an automorphism of a system takes a property to itself: then a state satisfies it exactly if
 * the image of the state does, and it may be judged on any member of an orbit.
 *
 * An expression and its image are brought into one form (negations at the leaves, nested conjunctions
 * and disjunctions as sets, a leaf as a table over its slots in ascending order) and must then be
 * equal. That is sufficient and not necessary: an expression that is symmetric for a deeper reason
 * counts as telling things apart, and the symmetry is not used.
 */

import { unreachable } from '../../base/errors.ts';
import type { LinkedExpression, LinkedProperty, LinkedSystem, LinkedWaitCycle } from '../system.ts';
import type { Automorphism } from './symmetry-match.kernel.ts';

type Relation = Extract<LinkedExpression, { kind: 'relation' }>;

/** A leaf: true where `bits[sum of classes[k][local of slots[k]] * stride of k]` is 1, slots ascending. */
interface Leaf {
  readonly slots: readonly number[];
  /** Classes are numbered in the order in which the local states of the slot come to them. */
  readonly classes: readonly Int32Array[];
  /** Row-major: the last slot varies fastest. */
  readonly bits: Uint8Array;
}

/** The properties of a system, ready to be compared with their images. */
export class PropertyForms {
  readonly #system: LinkedSystem;
  readonly #forms = new Forms();
  readonly #own: readonly (readonly number[])[];

  constructor(system: LinkedSystem) {
    this.#system = system;
    this.#own = system.properties.map((property) =>
      expressionsOf(property).map((e) => this.#forms.of(e, false, null)),
    );
  }

  /** The first property that an automorphism does not take to itself; null if there is none. */
  distinguishing(automorphism: Automorphism): LinkedProperty | null {
    const found = this.#system.properties.find((property, p) => {
      const own = this.#own[p]!;
      const images = expressionsOf(property).map((e) => this.#forms.of(e, false, automorphism));
      if (images.some((form, i) => form !== own[i])) return true;
      if (property.kind === 'stepInvariant') return !keepsSelection(property.steps, automorphism);
      return property.kind === 'waitCycleFree' && !keepsWaiting(property, automorphism);
    });
    return found ?? null;
  }
}

function expressionsOf(property: LinkedProperty): readonly LinkedExpression[] {
  switch (property.kind) {
    case 'invariant':
      return [property.holds, property.companion.goal];
    case 'stepInvariant':
      return [property.before, property.after];
    case 'deadlockFree':
      return [property.rest, property.companion.goal];
    case 'reachable':
      return [property.goal];
    case 'waitCycleFree':
      return [];
    default:
      return unreachable(property);
  }
}

function keepsSelection(selected: Uint8Array, { steps }: Automorphism): boolean {
  return selected.every((bit, t) => selected[steps[t]!] === bit);
}

/** Expressions in their form, each distinct one with a number. */
class Forms {
  readonly #nodes = new Map<string, number>();
  readonly #leaves = new Map<string, { leaf: Leaf; number: number }[]>();
  #count = 0;

  /** The number of an expression (or its negation) as said of the image of a state; null: of the state. */
  of(expression: LinkedExpression, negated: boolean, by: Automorphism | null): number {
    switch (expression.kind) {
      case 'constant':
        return this.#node(expression.value !== negated ? 'and' : 'or', []);
      case 'not':
        return this.of(expression.of, !negated, by);
      case 'and':
      case 'or': {
        const kind = (expression.kind === 'and') !== negated ? 'and' : 'or';
        const parts: number[] = [];
        this.#flatten(expression, negated, by, parts);
        return this.#node(kind, parts);
      }
      case 'atom':
        return this.#leaf(leafOf(atomAsRelation(expression), negated, by));
      case 'relation':
        return this.#leaf(leafOf(expression, negated, by));
      default:
        return unreachable(expression);
    }
  }

  /** Adds the parts of a conjunction or disjunction, those of nested ones of the same kind included. */
  #flatten(
    expression: Extract<LinkedExpression, { kind: 'and' | 'or' }>,
    negated: boolean,
    by: Automorphism | null,
    parts: number[],
  ): void {
    for (const part of expression.of) {
      if (part.kind === expression.kind) this.#flatten(part, negated, by, parts);
      else parts.push(this.of(part, negated, by));
    }
  }

  #node(kind: 'and' | 'or', parts: readonly number[]): number {
    const distinct = [...new Set(parts)].sort((a, b) => a - b);
    if (distinct.length === 1) return distinct[0]!;
    const key = `${kind} ${distinct.join(' ')}`;
    const number = this.#nodes.get(key) ?? this.#count++;
    this.#nodes.set(key, number);
    return number;
  }

  #leaf(leaf: Leaf): number {
    const key = `${leaf.slots.join(' ')};${hashOf(leaf.bits)}`;
    const known = this.#leaves.get(key) ?? [];
    const same = known.find((other) => sameLeaf(other.leaf, leaf));
    if (same !== undefined) return same.number;
    const number = this.#count++;
    this.#leaves.set(key, [...known, { leaf, number }]);
    return number;
  }
}

function atomAsRelation({
  slot,
  bits,
  label,
}: Extract<LinkedExpression, { kind: 'atom' }>): Relation {
  return {
    kind: 'relation',
    slots: [slot],
    classes: [Uint16Array.from(bits)],
    strides: [1],
    bits: Uint8Array.of(0, 1),
    label,
  };
}

/**
 * The form of a relation. Said of the image of a state, it looks at slot `slots[s]` where slot `s` was,
 * and at the image of its local state.
 */
function leafOf(relation: Relation, negated: boolean, by: Automorphism | null): Leaf {
  const views = relation.slots.map((slot, v) => {
    const from = by === null ? slot : by.slots.indexOf(slot);
    const classes = relation.classes[v]!;
    const local = by === null ? null : by.locals[from]!;
    const of = local === null ? Int32Array.from(classes) : local.map((x) => classes[x]!);
    return { slot: from, contribution: of.map((c) => c * relation.strides[v]!) };
  });
  const slots = [...new Set(views.map((view) => view.slot))].sort((a, b) => a - b);
  const places = slots.map((slot) => placeOf(views.filter((view) => view.slot === slot)));
  let sums = Int32Array.of(0);
  for (const { contributions } of places) {
    sums = Int32Array.from({ length: sums.length * contributions.length }, (_, i) => {
      const outer = Math.floor(i / contributions.length);
      return sums[outer]! + contributions[i % contributions.length]!;
    });
  }
  const bits = Uint8Array.from(sums, (sum) => ((relation.bits[sum] === 1) !== negated ? 1 : 0));
  return { slots, classes: places.map((place) => place.classes), bits };
}

/** All views of one slot as one: its classes, and what each adds to the index of the table. */
function placeOf(views: readonly { readonly contribution: Int32Array }[]) {
  const numbers = new Map<string, number>();
  const contributions: number[] = [];
  const classes = views[0]!.contribution.map((_, local) => {
    const parts = views.map((view) => view.contribution[local]!);
    const key = parts.join(' ');
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, numbers.size);
    contributions.push(parts.reduce((sum, part) => sum + part, 0));
    return numbers.size - 1;
  });
  return { classes, contributions };
}

function sameLeaf(a: Leaf, b: Leaf): boolean {
  return (
    a.slots.every((slot, k) => slot === b.slots[k] && sameArray(a.classes[k]!, b.classes[k]!)) &&
    sameArray(a.bits, b.bits)
  );
}

function sameArray(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function hashOf(bits: Uint8Array): number {
  let hash = bits.length;
  for (let i = 0; i < bits.length; i++) hash = Math.imul(hash ^ bits[i]!, 0x01000193);
  return hash;
}

/**
 * Whether waiters can be renamed so that each wants in its new place what it wanted, and is blocked by
 * the renamed: then a state has a cycle of waiting exactly if its image has one. Waiters of one slot
 * are tried in turn.
 */
function keepsWaiting(property: LinkedWaitCycle, by: Automorphism): boolean {
  const { waiters, requests } = property;
  const renamed = new Int32Array(waiters.length).fill(-1);
  const requestTo = new Int32Array(requests.length + 1).fill(-1);
  requestTo[0] = 0;
  const place = (w: number): boolean => {
    if (w === waiters.length) return keepsBlocking(property, by, renamed, requestTo);
    const { slot, request } = waiters[w]!;
    for (let other = 0; other < waiters.length; other++) {
      if (renamed.includes(other) || waiters[other]!.slot !== by.slots[slot]) continue;
      const before = Int32Array.from(requestTo);
      renamed[w] = other;
      if (mapsRequests(request, waiters[other]!.request, by.locals[slot]!, requestTo)) {
        if (place(w + 1)) return true;
      }
      renamed[w] = -1;
      requestTo.set(before);
    }
    return false;
  };
  return place(0);
}

/** Extends the map of requests so that a waiter's requests become another's. False if it cannot be. */
function mapsRequests(
  own: Uint16Array,
  other: Uint16Array,
  local: Int32Array,
  requestTo: Int32Array,
): boolean {
  for (let x = 0; x < own.length; x++) {
    const to = other[local[x]!]!;
    const known = requestTo[own[x]!]!;
    if (known < 0 && !requestTo.includes(to)) requestTo[own[x]!] = to;
    else if (known !== to) return false;
  }
  return true;
}

/** Whether the renamed waiters are blocked by the renamed. */
function keepsBlocking(
  { waiters, requests }: LinkedWaitCycle,
  by: Automorphism,
  renamed: Int32Array,
  requestTo: Int32Array,
): boolean {
  const rename = (set: number): number => {
    let image = 0;
    for (let w = 0; w < waiters.length; w++) {
      if ((set & (1 << w)) !== 0) image |= 1 << renamed[w]!;
    }
    return image;
  };
  return requests.every(({ slot, blockedBy }, r) => {
    const to = requests[requestTo[r + 1]! - 1];
    if (to === undefined || to.slot !== by.slots[slot]) return false;
    const size = blockedBy.length / waiters.length;
    return waiters.every((_, w) => {
      for (let x = 0; x < size; x++) {
        const image = to.blockedBy[renamed[w]! * size + by.locals[slot]![x]!]!;
        if (rename(blockedBy[w * size + x]!) !== image) return false;
      }
      return true;
    });
  });
}
