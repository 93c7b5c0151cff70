/**
 * A box that holds one letter, and what somebody in front of it may rely on: a letter is fetched only
 * after it was put in. The specification says so in two states; in the system a clerk carries letters,
 * which nobody outside sees.
 *
 * With `hasty=true` a visitor is told that a letter was fetched before the clerk has brought one.
 */

import { defineFamily, defineSystem, flag, refines } from 'interlock';
import { setup } from 'xstate';

const boxMachine = setup({
  types: { events: {} as { type: 'PUT' | 'FETCH' } },
}).createMachine({
  id: 'box',
  initial: 'empty',
  states: {
    empty: { on: { PUT: 'full' } },
    full: { on: { FETCH: 'empty' } },
  },
});

/** What may be seen: a letter is put in, a letter is fetched, again and again. */
const specification = defineSystem({ name: 'one-letter' }, (system) => {
  const box = system.component('box', boxMachine);
  system.step({ name: 'put', actor: 'anybody', observable: 'a letter is put in' }, box.on('PUT'));
  system.step({ name: 'fetch', actor: 'anybody', observable: 'a letter is got' }, box.on('FETCH'));
});

const clerkMachine = setup({
  types: { events: {} as { type: 'TAKE' | 'BRING' } },
}).createMachine({
  id: 'clerk',
  initial: 'free',
  states: { free: { on: { TAKE: 'carrying' } }, carrying: { on: { BRING: 'free' } } },
});

const visitorMachine = setup({
  types: { events: {} as { type: 'COME' | 'GET' } },
}).createMachine({
  id: 'visitor',
  initial: 'away',
  states: { away: { on: { COME: 'waiting' } }, waiting: { on: { GET: 'away' } } },
});

export default defineFamily({
  name: 'mailbox',
  title: 'a box for one letter, and who carries it',
  parameters: { hasty: flag({ default: false, help: 'the visitor does not wait for the letter' }) },
  build: ({ hasty }) =>
    defineSystem({ name: 'mailbox' }, (system) => {
      const box = system.component('box', boxMachine);
      const clerk = system.component('clerk', clerkMachine);
      const visitor = system.component('visitor', visitorMachine);
      system.step(
        { name: 'clerk: takes a letter', actor: 'clerk' },
        clerk.on('TAKE'),
        box.when('is empty', (s) => s.matches('empty')),
      );
      system.step(
        { name: 'clerk: brings it', actor: 'clerk', observable: 'a letter is put in' },
        clerk.on('BRING'),
        box.on('PUT'),
      );
      system.step({ name: 'visitor: comes', actor: 'visitor' }, visitor.on('COME'));
      system.step(
        { name: 'visitor: gets it', actor: 'visitor', observable: 'a letter is got' },
        visitor.on('GET'),
        hasty ? box.when('is there', () => true) : box.on('FETCH'),
      );
      system.property(
        refines({
          name: 'ONE-LETTER',
          statement: 'a letter is got only after it was put in, and only once',
          specification,
        }),
      );
    }),
});
