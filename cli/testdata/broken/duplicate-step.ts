/** Two steps have one name. */
import { defineSystem } from 'interlock';
import { createMachine } from 'xstate';

const lamp = createMachine({
  id: 'lamp',
  initial: 'off',
  states: { off: { on: { PRESS: 'on' } }, on: { on: { PRESS: 'off' } } },
});

export default defineSystem({ name: 'duplicate-step' }, (system) => {
  const [a, b] = [system.component('lamp0', lamp), system.component('lamp1', lamp)];
  system.step({ name: 'hand: presses', actor: 'hand' }, a.on('PRESS'));
  system.step({ name: 'hand: presses', actor: 'hand' }, b.on('PRESS'));
});
