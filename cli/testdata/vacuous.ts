/** The alarm is never violated, because the door it watches can never be opened. */
import { companion, defineSystem, invariant, not } from 'interlock';
import { setup } from 'xstate';

const door = setup({ types: { events: {} as { type: 'KNOCK' | 'OPEN' } } }).createMachine({
  id: 'door',
  initial: 'closed',
  states: { closed: { on: { KNOCK: 'closed', OPEN: 'open' } }, open: {} },
});

export default defineSystem(
  {
    name: 'vacuous',
    assumptions: ['Nobody has a key.'],
  },
  (system) => {
    const d = system.component('door', door);
    system.step({ name: 'guest: knocks', actor: 'guest' }, d.on('KNOCK'));
    system.step({ name: 'thief: opens', actor: 'thief', fault: true }, d.on('OPEN'), never(system));
    const open = d.is('is open', (s) => s.matches('open'));
    system.property(
      invariant({
        name: 'ALARMED',
        statement: 'the door is never open without an alarm',
        holds: not(open),
        companion: companion('the door is open', open),
      }),
    );
    system.notAsked('SILENT', 'there is no bell in this configuration');
  },
);

function never(system: Parameters<Parameters<typeof defineSystem>[1]>[0]) {
  const key = system.component('key', door);
  return key.when('fits', () => false);
}
