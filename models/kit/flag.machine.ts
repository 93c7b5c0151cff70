/**
 * A flag in memory: off at first, set and cleared any number of times. `RAISE` is accepted only while
 * it is off: whoever raises it is the one who did.
 */

import { setup } from 'xstate';

export const flag = setup({
  types: { events: {} as { readonly type: 'SET' | 'CLEAR' | 'RAISE' } },
}).createMachine({
  id: 'flag',
  initial: 'off',
  states: {
    off: { on: { SET: 'on', RAISE: 'on', CLEAR: { target: 'off' } } },
    on: { on: { CLEAR: 'off', SET: { target: 'on' } } },
  },
});
