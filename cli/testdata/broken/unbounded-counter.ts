/** Nothing stops the count. */
import { defineSystem } from 'interlock';
import { assign, setup } from 'xstate';

const meter = setup({
  types: { context: {} as { count: number }, events: {} as { type: 'TICK' } },
}).createMachine({
  id: 'meter',
  context: { count: 0 },
  on: { TICK: { actions: assign({ count: ({ context }) => context.count + 1 }) } },
});

export default defineSystem({ name: 'unbounded-counter' }, (system) => {
  const m = system.component('meter', meter);
  system.step({ name: 'clock: ticks', actor: 'clock' }, m.on('TICK'));
});
