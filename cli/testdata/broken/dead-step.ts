/** The guard of UNLOCK can never be true. */
import { defineSystem } from 'interlock';
import { assign, setup } from 'xstate';

const safe = setup({
  types: {
    context: {} as { digits: number },
    events: {} as { type: 'DIGIT' } | { type: 'UNLOCK' },
  },
}).createMachine({
  id: 'safe',
  context: { digits: 0 },
  initial: 'locked',
  states: {
    locked: {
      on: {
        DIGIT: {
          guard: ({ context }) => context.digits < 3,
          actions: assign({ digits: ({ context }) => context.digits + 1 }),
        },
        UNLOCK: { target: 'open', guard: ({ context }) => context.digits === 4 },
      },
    },
    open: {},
  },
});

export default defineSystem({ name: 'dead-step' }, (system) => {
  const s = system.component('safe', safe);
  system.step({ name: 'owner: enters a digit', actor: 'owner' }, s.on('DIGIT'));
  system.step({ name: 'owner: unlocks', actor: 'owner' }, s.on('UNLOCK'));
});
