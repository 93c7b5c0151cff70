/** The property speaks about a lamp of another system. */
import { companion, defineSystem, invariant, not } from 'interlock';
import { createMachine } from 'xstate';

const lamp = createMachine({
  id: 'lamp',
  initial: 'off',
  states: { off: { on: { PRESS: 'on' } }, on: { on: { PRESS: 'off' } } },
});

let atticLamp: { is: (label: string, predicate: (s: { value: unknown }) => boolean) => never };
defineSystem({ name: 'attic' }, (system) => {
  const l = system.component('attic-lamp', lamp);
  system.step({ name: 'hand: presses', actor: 'hand' }, l.on('PRESS'));
  atticLamp = l as never;
});

export default defineSystem({ name: 'cellar' }, (system) => {
  const l = system.component('cellar-lamp', lamp);
  system.step({ name: 'hand: presses', actor: 'hand' }, l.on('PRESS'));
  const on = atticLamp.is('is on', (s) => s.value === 'on');
  system.property(
    invariant({
      name: 'DARK',
      statement: 'the lamp is never on',
      holds: not(on),
      companion: companion('the lamp is on', on),
    }),
  );
});
