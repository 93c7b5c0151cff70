/**
 * Slots of a host, the cards in them, and the bus numbers that firmware gives them.
 *
 * A port with nothing behind it gets no bus, as many a firmware has it; the others get numbers in the order of
 * slots. So a card that is put into a slot moves the numbers of all that come after it (Qubes issue 7792).
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

/** The card of each slot; null for an empty one. */
export type Cards = readonly (string | null)[];

/** The host is switched off, gets a card into an empty slot, and boots. */
export interface HostSlotsEvent {
  readonly type: 'INSERT';
  readonly slot: number;
  readonly card: string;
}

/** @param starts the cards at first */
export function hostSlots(starts: Cards) {
  return setup({
    types: { context: {} as { readonly cards: Cards }, events: {} as HostSlotsEvent },
  }).createMachine({
    id: 'hostSlots',
    context: { cards: starts },
    on: {
      INSERT: {
        guard: ({ context, event }) => context.cards[event.slot] === null,
        actions: assign({
          cards: ({ context, event }) => context.cards.with(event.slot, event.card),
        }),
      },
    },
  });
}

export type HostSlots = ReturnType<typeof hostSlots>;

/** The card behind a bus number; null if there is no such bus. */
export function cardOnBus(cards: Cards, bus: number): string | null {
  return cards.filter((card) => card !== null)[bus - 1] ?? null;
}

/** How it is shown: bus numbers with their cards. */
export function showHostSlots({ context: { cards } }: SnapshotFrom<HostSlots>): string {
  return cards
    .filter((card) => card !== null)
    .map((card, i) => `${i + 1}:0.0 ${card}`)
    .join(', ');
}
