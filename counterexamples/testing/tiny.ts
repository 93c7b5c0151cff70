/** A tiny system with one property of every kind that fails, for tests only. */

import { assign, setup } from 'xstate';
import {
  type Component,
  defineSystem,
  implies,
  not,
  relation,
  type SystemDefinition,
} from '../../models/compose/index.ts';
import {
  companion,
  deadlockFree,
  invariant,
  reachable,
  stepInvariant,
  waitCycleFree,
  waiter,
} from '../../properties/kinds/index.ts';

const lock = setup({
  types: {
    context: {} as { readonly owner: string | null },
    events: {} as { type: 'TAKE' | 'DROP'; by: string },
  },
}).createMachine({
  id: 'lock',
  context: { owner: null },
  on: {
    TAKE: {
      guard: ({ context }) => context.owner === null,
      actions: assign({ owner: ({ event }) => event.by }),
    },
    DROP: {
      guard: ({ context, event }) => context.owner === event.by,
      actions: assign({ owner: null }),
    },
  },
});

/** Takes two locks one after the other and drops them together. */
const taker = setup({
  types: { events: {} as { type: 'FIRST' | 'SECOND' | 'BOTH_DROPPED' } },
}).createMachine({
  id: 'taker',
  initial: 'idle',
  states: {
    idle: { on: { FIRST: 'one' } },
    one: { on: { SECOND: 'both' } },
    both: { on: { BOTH_DROPPED: 'idle' } },
  },
});

const OTHER = { left: 'right', right: 'left' } as const;
type Side = keyof typeof OTHER;

/** Ann takes left and then right, Bob takes right and then left: they may wait for ever. */
export function tinySystem(): SystemDefinition {
  return defineSystem({ name: 'tiny' }, (system) => {
    const locks = { left: system.component('left', lock), right: system.component('right', lock) };
    const people = {
      ann: { component: system.component('ann', taker), first: 'left' },
      bob: { component: system.component('bob', taker), first: 'right' },
    } as const;
    system.component('bystander', taker);
    for (const [by, { component, first }] of Object.entries(people)) {
      const [one, two] = [locks[first], locks[OTHER[first]]];
      const act = (name: string) => ({ name: `${by}: ${name}`, actor: by });
      system.step(act(`take ${first}`), component.on('FIRST'), one.on('TAKE', { by }));
      system.step(act(`take ${OTHER[first]}`), component.on('SECOND'), two.on('TAKE', { by }));
      system.step(
        act('drop both'),
        component.on('BOTH_DROPPED'),
        one.on('DROP', { by }),
        two.on('DROP', { by }),
      );
    }
    const isAt = (who: keyof typeof people, state: 'idle' | 'one' | 'both') =>
      people[who].component.is(`is at ${state}`, (s) => s.matches(state));
    const owner = (side: Side) => locks[side].view('owner', (s) => s.context.owner);
    const wants = (who: keyof typeof people) => {
      const { component, first } = people[who];
      return component.view('wants', (s) => {
        if (s.matches('idle')) return first;
        return s.matches('one') ? OTHER[first] : null;
      });
    };
    const holder = (side: Side, component: Component) => ({
      name: side,
      component: component.name,
      blockedBy: ({ context }: { context: { owner: string | null } }) =>
        context.owner === null ? [] : [context.owner],
    });
    const both = companion('ann has both', isAt('ann', 'both'));

    system.property(
      deadlockFree({ name: 'NO-DEADLOCK', statement: 'somebody can go on', companion: both }),
    );
    system.property(
      waitCycleFree({
        name: 'NO-CYCLE',
        statement: 'nobody waits for himself',
        waiters: [waiter('ann', wants('ann')), waiter('bob', wants('bob'))],
        resources: [holder('left', locks.left as never), holder('right', locks.right as never)],
      }),
    );
    system.property(
      invariant({
        name: 'LEFT-FIRST',
        statement: 'whoever has the right lock has the left one too',
        holds: relation(
          'both locks have one owner or right has none',
          [owner('left'), owner('right')],
          (left, right) => right === null || left === right,
        ),
        companion: both,
      }),
    );
    system.property(
      stepInvariant({
        name: 'ANN-ALONE',
        statement: 'bob takes no lock while ann has one',
        steps: (step) => step.actor === 'bob',
        before: not(isAt('ann', 'idle')),
        after: isAt('bob', 'idle'),
      }),
    );
    system.property(
      reachable({
        name: 'BOB-HAS-BOTH',
        statement: 'bob can have both locks',
        goal: implies(isAt('ann', 'idle'), isAt('bob', 'both')),
      }),
    );
  });
}
