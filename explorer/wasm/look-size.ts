/** How much code and how many tables the look at a property needs. */

import { signsOf, waitingOf } from '../search/signs.kernel.ts';
import type { LinkedExpression, LinkedProperty } from '../system.ts';

export interface Size {
  /** Parts of expressions. */
  readonly nodes: number;
  /** Numbers in their tables. */
  readonly numbers: number;
}

export function sizeOf(property: LinkedProperty): Size {
  if (property.kind !== 'waitCycleFree') {
    const { violated, met } = signsOf(property);
    return sumOf([violated, met].map(sizeOfExpression));
  }
  const { waiters } = property;
  const waits = waitingOf(property).map(({ request, cases }) => ({
    nodes: 1 + cases.length,
    numbers: request.length + cases.reduce((sum, { blockedBy }) => sum + blockedBy.length, 0),
  }));
  // Each waiter is asked once more while cycles are looked for.
  return sumOf([...waits, { nodes: waiters.length, numbers: 0 }]);
}

export function sumOf(sizes: readonly Size[]): Size {
  return sizes.reduce(
    (sum, { nodes, numbers }) => ({ nodes: sum.nodes + nodes, numbers: sum.numbers + numbers }),
    { nodes: 0, numbers: 0 },
  );
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
