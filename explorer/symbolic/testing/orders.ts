/** Orders of components, for tests. */

import type { LinkedSystem } from '../../system.ts';

/** One of all orders; the same for the same number. Fisher and Yates (1938), with a congruential generator. */
export function someOrder({ slots }: LinkedSystem, pick: number): readonly number[] {
  const order = slots.map((_, slot) => slot);
  let state = pick;
  for (let left = order.length; left > 1; left--) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    const chosen = Math.floor((state / 2 ** 32) * left);
    const [last, other] = [order[left - 1] ?? 0, order[chosen] ?? 0];
    order[left - 1] = other;
    order[chosen] = last;
  }
  return order;
}
