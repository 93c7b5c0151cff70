/** Dining philosophers of any number, for measuring: who is hungry takes the left fork first. */

import { setup } from 'xstate';
import {
  allOf,
  defineSystem,
  not,
  repeat,
  type SystemDefinition,
} from '../models/compose/index.ts';
import { companion, invariant } from '../properties/kinds/index.ts';

const fork = setup({ types: { events: {} as { type: 'TAKE' | 'PUT' } } }).createMachine({
  id: 'fork',
  initial: 'free',
  states: { free: { on: { TAKE: 'taken' } }, taken: { on: { PUT: 'free' } } },
});

const philosopher = setup({
  types: { events: {} as { type: 'LEFT' | 'RIGHT' | 'DONE' } },
}).createMachine({
  id: 'philosopher',
  initial: 'thinks',
  states: {
    thinks: { on: { LEFT: 'hasLeft' } },
    hasLeft: { on: { RIGHT: 'eats' } },
    eats: { on: { DONE: 'thinks' } },
  },
});

/** A ring of `seats` philosophers (2 or more), and that no two neighbours eat at once. */
export function philosophers(seats: number): SystemDefinition {
  return defineSystem({ name: `philosophers ${seats}` }, (system) => {
    const forks = repeat(seats, (i) => system.component(`fork${i}`, fork));
    const people = repeat(seats, (i) => system.component(`phil${i}`, philosopher));
    const at = <T>(list: readonly T[], i: number): T => list[i % seats] as T;
    for (const [i, one] of people.entries()) {
      const actor = one.name;
      const [left, right] = [at(forks, i), at(forks, i + 1)];
      const both = [left.on('PUT'), right.on('PUT')];
      system.step({ name: `${actor} takes left`, actor }, one.on('LEFT'), left.on('TAKE'));
      system.step({ name: `${actor} takes right`, actor }, one.on('RIGHT'), right.on('TAKE'));
      system.step({ name: `${actor} puts both back`, actor }, one.on('DONE'), ...both);
    }
    const eats = people.map((one) => one.is('eats', (snapshot) => snapshot.matches('eats')));
    const together = eats.map((one, i) => allOf(one, at(eats, i + 1)));
    system.property(
      invariant({
        name: 'ONE-OF-TWO-EATS',
        statement: 'no two neighbours eat at once',
        holds: allOf(...together.map((both) => not(both))),
        companion: companion('somebody eats', at(eats, 0)),
      }),
    );
  });
}
