/**
 * Philosophers around a table: each needs the fork on both sides to eat.
 *
 * Two ordinary XState machines. If everybody takes the left fork first, all can hold one fork and
 * wait for the other; with `polite=true` the last one takes the right fork first, and they cannot.
 */

import {
  allOf,
  anyOf,
  companion,
  deadlockFree,
  defineFamily,
  defineSystem,
  flag,
  integer,
  invariant,
  not,
  repeat,
  waitCycleFree,
  waiter,
} from 'interlock';
import { assign, setup } from 'xstate';

const fork = setup({
  types: {
    context: {} as { readonly holder: string | null },
    events: {} as { type: 'TAKE'; by: string } | { type: 'PUT'; by: string },
  },
}).createMachine({
  id: 'fork',
  context: { holder: null },
  on: {
    TAKE: {
      guard: ({ context }) => context.holder === null,
      actions: assign({ holder: ({ event }) => event.by }),
    },
    PUT: {
      guard: ({ context, event }) => context.holder === event.by,
      actions: assign({ holder: null }),
    },
  },
});

const philosopher = setup({
  types: { events: {} as { type: 'GOT_FIRST' | 'GOT_SECOND' | 'FULL' } },
}).createMachine({
  id: 'philosopher',
  initial: 'thinking',
  states: {
    thinking: { on: { GOT_FIRST: 'holdingOne' } },
    holdingOne: { on: { GOT_SECOND: 'eating' } },
    eating: { on: { FULL: 'thinking' } },
  },
});

export const philosophers = defineFamily({
  name: 'philosophers',
  title: 'Philosophers who share forks',
  parameters: {
    seats: integer({ min: 2, max: 6, default: 2, help: 'philosophers, and forks' }),
    polite: flag({ default: false, help: 'the last one takes the right fork first' }),
  },
  build: ({ seats, polite }) =>
    defineSystem({ name: 'philosophers' }, (system) => {
      const forks = repeat(seats, (i) =>
        system.component(`fork${i}`, fork, {
          show: ({ context }) => (context.holder === null ? 'free' : `held by ${context.holder}`),
        }),
      );
      const people = repeat(seats, (i) => system.component(`person${i}`, philosopher));

      const places = people.map((person, i) => {
        const left = forks[i] ?? fail();
        const right = forks[(i + 1) % seats] ?? fail();
        const [first, second] = polite && i === seats - 1 ? [right, left] : [left, right];
        return { person, first, second };
      });
      for (const { person, first, second } of places) {
        const actor = person.name;
        const by = { by: actor };
        system.step(
          { name: `${actor}: takes ${first.name}`, actor },
          person.on('GOT_FIRST'),
          first.on('TAKE', by),
        );
        system.step(
          { name: `${actor}: takes ${second.name}`, actor },
          person.on('GOT_SECOND'),
          second.on('TAKE', by),
        );
        system.step(
          { name: `${actor}: puts both forks down`, actor },
          person.on('FULL'),
          first.on('PUT', by),
          second.on('PUT', by),
        );
      }

      const eating = people.map((person) => person.is('eats', (s) => s.matches('eating')));
      const neighbours = places.map((_, i) =>
        allOf(eating[i] ?? fail(), eating[(i + 1) % seats] ?? fail()),
      );
      system.property(
        invariant({
          name: 'ONE-AT-A-FORK',
          statement: 'no two neighbours eat at once',
          holds: not(anyOf(...neighbours)),
          companion: companion('somebody eats', anyOf(...eating)),
        }),
      );
      system.property(
        deadlockFree({
          name: 'NO-DEADLOCK',
          statement: 'somebody can always go on',
          stake: 'everybody starves',
          companion: companion('somebody eats', anyOf(...eating)),
        }),
      );
      system.property(
        waitCycleFree({
          name: 'NO-WAIT-CYCLE',
          statement: 'nobody waits for a fork in a circle',
          waiters: places.map(({ person, first, second }) =>
            waiter(
              person.name,
              person.view('wants', (s) =>
                s.matches('thinking') ? first.name : s.matches('holdingOne') ? second.name : null,
              ),
            ),
          ),
          resources: forks.map((f) => ({
            name: f.name,
            component: f.name,
            blockedBy: (snapshot: { context: { holder: string | null } }) =>
              snapshot.context.holder === null ? [] : [snapshot.context.holder],
          })),
        }),
      );
    }),
});

export default philosophers;

function fail(): never {
  throw new Error('every philosopher has a fork on both sides');
}
