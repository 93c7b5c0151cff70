/**
 * Whether a PCI function answers: it is there, in a reset, or gone.
 *
 * Models what the PCI Express Base Specification leaves to a function: while it is reset (6.6) it may
 * ignore what is sent to it, invalidations of its device-TLB among that; once it was pulled out nobody
 * answers any more.
 */

import { setup } from 'xstate';

export type FunctionStateEvent = {
  /** A reset begins; it is over and the function answers again; it is pulled out. */
  readonly type: 'RESET' | 'REVIVE' | 'REMOVE';
};

export const functionState = setup({
  types: { events: {} as FunctionStateEvent },
}).createMachine({
  id: 'functionState',
  initial: 'ready',
  states: {
    ready: { on: { RESET: 'resetting', REMOVE: 'gone' } },
    resetting: { on: { REVIVE: 'ready', REMOVE: 'gone' } },
    gone: { on: { RESET: { target: 'gone' }, REVIVE: { target: 'gone' } } },
  },
});
