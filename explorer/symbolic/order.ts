/** The order of components in a diagram, from the lowest level up. It decides how large diagrams are. */

import { UsageError } from '../../base/errors.ts';
import { byActors, ownersOf } from './actors.ts';
import type { Variables } from './encode.ts';

/** An order, the lowest level first, and how it came about. */
export interface Order {
  readonly name: string;
  /** All slots by their lowest level; those without one are at the end. */
  readonly slots: readonly number[];
  /** `digits[k]`: the digit of level k, as a place in {@link Variables.digits}. */
  readonly digits: readonly number[];
  /** What level k tells: a slot, or what only one of the actors that share it changes. */
  readonly levels: readonly { readonly slot: number; readonly part: string }[];
}

/** An order of all digits, with a name. */
export function named(variables: Variables, name: string, digits: readonly number[]): Order {
  const levels = digits.map((digit) => {
    const { slot = 0, label = '' } = variables.digits[digit] ?? {};
    return { slot, part: label };
  });
  const slots = [...new Set([...levels.map(({ slot }) => slot), ...variables.ofSlot.keys()])];
  return { name, slots, digits, levels };
}

/**
 * The order that somebody gives by slots. What a shared slot tells of one actor is right below the
 * lowest slot that only this actor changes. Throws `USAGE-ORDER` if some slot is not there once.
 */
export function given(variables: Variables, slots: readonly number[], name = 'given'): Order {
  const count = variables.ofSlot.length;
  const wrong = slots.findIndex(
    (slot, k) => !(slot in variables.ofSlot) || slots.indexOf(slot) < k,
  );
  if (wrong >= 0 || slots.length !== count) {
    const found =
      wrong < 0
        ? `${slots.length} numbers for ${count} components`
        : `${slots[wrong]} in place ${wrong}`;
    throw new UsageError('USAGE-ORDER', `an order of components has ${found}`, {
      hint: `Name each component from 0 to ${count - 1} once, that of the lowest level first.`,
    });
  }
  const owners = ownersOf(variables);
  const home = new Map<number, number>();
  for (const slot of slots) {
    const [digit, ...others] = variables.ofSlot[slot] ?? [];
    const owner = digit === undefined || others.length > 0 ? null : (owners[digit] ?? null);
    if (owner !== null && !home.has(owner)) home.set(owner, slot);
  }
  const place = new Map(slots.map((slot, k) => [slot, k]));
  const digits = variables.digits
    .map(({ slot, actor }, digit) => {
      const at = actor === null ? slot : (home.get(actor) ?? slot);
      return { digit, place: place.get(at) ?? 0, isHome: at === slot ? 1 : 0 };
    })
    .sort((a, b) => a.place - b.place || a.isHome - b.isHome || a.digit - b.digit)
    .map(({ digit }) => digit);
  return named(variables, name, digits);
}

/** The order to begin with where none is given. */
export function likeliest(variables: Variables): Order {
  return named(variables, 'by actors', byActors(variables));
}
