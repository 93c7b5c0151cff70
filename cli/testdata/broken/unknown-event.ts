/** The step sends OPENED, but the door listens to OPEN. */
import { defineSystem } from 'interlock';
import { setup } from 'xstate';

const door = setup({ types: { events: {} as { type: 'OPEN' | 'CLOSE' } } }).createMachine({
  id: 'door',
  initial: 'closed',
  states: { closed: { on: { OPEN: 'open' } }, open: { on: { CLOSE: 'closed' } } },
});

export default defineSystem({ name: 'unknown-event' }, (system) => {
  const d = system.component('door', door);
  system.step({ name: 'guest: opens', actor: 'guest' }, d.on('OPENED' as 'OPEN'));
});
