/** The machine starts an actor of its own. */
import { defineSystem } from 'interlock';
import { fromPromise, setup, spawnChild } from 'xstate';

const boss = setup({
  types: { events: {} as { type: 'HIRE' } },
  actors: { worker: fromPromise(async () => 1) },
}).createMachine({
  id: 'boss',
  initial: 'alone',
  states: { alone: { on: { HIRE: { target: 'busy', actions: spawnChild('worker') } } }, busy: {} },
});

export default defineSystem({ name: 'spawn' }, (system) => {
  const b = system.component('boss', boss);
  system.step({ name: 'boss: hires', actor: 'boss' }, b.on('HIRE'));
});
