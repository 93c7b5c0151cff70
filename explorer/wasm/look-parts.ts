/** What a look asks of a state, in parts that are asked together, and how much code and tables each needs. */

import { isDeepStrictEqual } from 'node:util';
import { isNever, type Signs, signsOf, type Waiting, waitingOf } from '../search/signs.kernel.ts';
import type { LinkedExpression, LinkedProperty, LinkedWaitCycle } from '../system.ts';

/** A property, or all that ask who waits for whom among the same actors. */
export type LookPart = SignsPart | WaitsPart;

export interface SignsPart {
  readonly kind: 'signs';
  readonly signs: Signs;
  /** Its bit in sets of properties. */
  readonly bit: number;
}

export interface WaitsPart {
  readonly kind: 'waits';
  readonly waiting: readonly Waiting[];
  /** Which cycles each property is about, and its bit. */
  readonly asked: { readonly cycles: LinkedWaitCycle['cycles']; readonly bit: number }[];
}

/** The parts of a group of properties; those that have nothing to say of single states are in none. */
export function partsOf(properties: readonly LinkedProperty[]): readonly LookPart[] {
  const parts: LookPart[] = [];
  for (const [p, property] of properties.entries()) {
    const bit = 1 << p;
    if (property.kind !== 'waitCycleFree') {
      const signs = signsOf(property);
      const isSilent = isNever(signs.violated) && isNever(signs.met);
      if (!isSilent) parts.push({ kind: 'signs', signs, bit });
      continue;
    }
    const waiting = waitingOf(property);
    const asked = { cycles: property.cycles, bit };
    const same = parts.find(
      (part) => part.kind === 'waits' && isDeepStrictEqual(part.waiting, waiting),
    );
    if (same?.kind === 'waits') same.asked.push(asked);
    else parts.push({ kind: 'waits', waiting, asked: [asked] });
  }
  return parts;
}

/** The properties of a part, as a set. */
export function bitsOf(part: LookPart): number {
  return part.kind === 'signs' ? part.bit : part.asked.reduce((bits, { bit }) => bits | bit, 0);
}

export interface Size {
  /** Parts of expressions. */
  readonly nodes: number;
  /** Numbers in their tables. */
  readonly numbers: number;
}

export function sizeOf(part: LookPart): Size {
  if (part.kind === 'signs') {
    return sumOf([part.signs.violated, part.signs.met].map(sizeOfExpression));
  }
  const { waiting, asked } = part;
  const waits = waiting.map(({ request, cases }) => ({
    nodes: 1 + cases.length,
    numbers: request.length + cases.reduce((sum, { blockedBy }) => sum + blockedBy.length, 0),
  }));
  // Each actor is asked once more while cycles are looked for.
  return sumOf([...waits, { nodes: asked.length * waiting.length, numbers: 0 }]);
}

export function sumOf(sizes: readonly Size[]): Size {
  return {
    nodes: sizes.reduce((sum, { nodes }) => sum + nodes, 0),
    numbers: sizes.reduce((sum, { numbers }) => sum + numbers, 0),
  };
}

function sizeOfExpression(expression: LinkedExpression): Size {
  switch (expression.kind) {
    case 'constant':
      return { nodes: 1, numbers: 0 };
    case 'atom':
      return { nodes: 1, numbers: expression.bits.length };
    case 'relation': {
      const { bits, classes, slots } = expression;
      const numbers = classes.reduce((sum, table) => sum + table.length, bits.length);
      return { nodes: 1 + slots.length, numbers };
    }
    case 'not':
      return sumOf([{ nodes: 1, numbers: 0 }, sizeOfExpression(expression.of)]);
    case 'and':
    case 'or':
      return sumOf([{ nodes: 1, numbers: 0 }, ...expression.of.map(sizeOfExpression)]);
  }
}
