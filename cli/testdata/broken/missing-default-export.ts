/** The system is exported, but not as the default. */
import { defineSystem } from 'interlock';
import { createMachine } from 'xstate';

const lamp = createMachine({
  id: 'lamp',
  initial: 'off',
  states: { off: { on: { PRESS: 'on' } }, on: { on: { PRESS: 'off' } } },
});

export const room = defineSystem({ name: 'room' }, (system) => {
  const l = system.component('lamp', lamp);
  system.step({ name: 'hand: presses', actor: 'hand' }, l.on('PRESS'));
});
