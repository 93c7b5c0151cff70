/**
 * A flag in memory: set and cleared any number of times. `RAISE` is accepted only while it is off:
 * whoever raises it is the one who did. `LOWER` is accepted only while it is on.
 */

import { setup } from 'xstate';

function flagStarting(starts: 'off' | 'on') {
  return setup({
    types: { events: {} as { readonly type: 'SET' | 'CLEAR' | 'RAISE' | 'LOWER' } },
  }).createMachine({
    id: 'flag',
    initial: starts,
    states: {
      off: { on: { SET: 'on', RAISE: 'on', CLEAR: { target: 'off' } } },
      on: { on: { CLEAR: 'off', LOWER: 'off', SET: { target: 'on' } } },
    },
  });
}

/** A flag that is off at first. */
export const flag = flagStarting('off');

/** A flag that is on at first. */
export const raisedFlag = flagStarting('on');
