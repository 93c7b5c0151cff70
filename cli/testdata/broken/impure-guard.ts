/** The guard throws dice. */
import { defineSystem } from 'interlock';
import { setup } from 'xstate';

const coin = setup({
  types: { events: {} as { type: 'FLIP' } },
  guards: { isHeads: () => Math.random() < 0.5 },
}).createMachine({
  id: 'coin',
  initial: 'tails',
  states: { tails: { on: { FLIP: { target: 'heads', guard: 'isHeads' } } }, heads: {} },
});

export default defineSystem({ name: 'impure-guard' }, (system) => {
  const c = system.component('coin', coin);
  system.step({ name: 'hand: flips', actor: 'hand' }, c.on('FLIP'));
});
