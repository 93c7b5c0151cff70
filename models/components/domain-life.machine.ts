/**
 * The life of a guest as far as devices and memory are concerned.
 *
 * Models `d->is_dying` and `d->is_shut_down` together (xen/common/domain.c: domain_crash, domain_kill):
 * a crashed domain runs no more and has everything it had; a dying one is being taken apart; a zombie
 * is one whose taking apart has stopped, and it keeps what it still has.
 */

import { setup } from 'xstate';

export const domainLife = setup({
  types: { events: {} as { readonly type: 'CRASH' | 'KILL' | 'ABANDON' | 'BURY' } },
}).createMachine({
  id: 'domainLife',
  initial: 'running',
  states: {
    running: { on: { CRASH: 'crashed', KILL: 'dying' } },
    crashed: { on: { CRASH: { target: 'crashed' }, KILL: 'dying' } },
    dying: { on: { CRASH: { target: 'dying' }, ABANDON: 'zombie', BURY: 'destroyed' } },
    zombie: {},
    destroyed: {},
  },
});
