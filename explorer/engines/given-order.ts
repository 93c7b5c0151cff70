/** An order of components that somebody gives. */

import { UsageError } from '../../base/errors.ts';
import { nearest } from '../../base/words.ts';
import type { LinkedSystem } from '../system.ts';

/** Names listed in a message. */
const LISTED = 8;

/**
 * Slots for names of components, from the lowest level of a diagram up: each component once. Throws
 * `USAGE-ORDER`.
 */
export function slotsInOrder(
  { name, slots }: LinkedSystem,
  given: readonly string[],
): readonly number[] {
  const known = slots.map(({ component }) => component);
  const order: number[] = [];
  for (const component of given) {
    const slot = known.indexOf(component);
    if (slot < 0) {
      const near = nearest(component, known);
      throw new UsageError(
        'USAGE-ORDER',
        `the order names ${JSON.stringify(component)}, and system ${name} has no such component`,
        { hint: `${near === undefined ? '' : `Did you mean ${near}? `}Known: ${listed(known)}.` },
      );
    }
    if (order.includes(slot)) {
      throw new UsageError('USAGE-ORDER', `the order names ${component} twice`, {
        hint: 'Every component is one level of the diagram: name each of them once.',
      });
    }
    order.push(slot);
  }
  const missing = known.filter((_, slot) => !order.includes(slot));
  if (missing.length > 0) {
    throw new UsageError('USAGE-ORDER', `the order leaves out ${listed(missing)}`, {
      hint: 'Name every component once; --verbose prints the order that is used otherwise.',
    });
  }
  return order;
}

function listed(names: readonly string[]): string {
  const more = names.length - LISTED;
  const shown = names.slice(0, LISTED).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}
