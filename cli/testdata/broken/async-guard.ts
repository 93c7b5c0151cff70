/** A guard that is async returns a promise, and a promise counts as true. */
import { defineSystem } from 'interlock';
import { setup } from 'xstate';

const gate = setup({
  types: { events: {} as { type: 'PASS' } },
  guards: { isAllowed: (async () => false) as unknown as () => boolean },
}).createMachine({
  id: 'gate',
  initial: 'shut',
  states: { shut: { on: { PASS: { target: 'passed', guard: 'isAllowed' } } }, passed: {} },
});

export default defineSystem({ name: 'async-guard' }, (system) => {
  const g = system.component('gate', gate);
  system.step({ name: 'guest: passes', actor: 'guest' }, g.on('PASS'));
});
