/** The machine itself is exported, not a system. */
import { createMachine } from 'xstate';

export default createMachine({ id: 'lamp', initial: 'off', states: { off: {} } });
