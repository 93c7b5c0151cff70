/** Parameters of the scene `ranges`. */

import { choice, flag, integer } from '../../../compose/index.ts';

export const rangeParameters = {
  slots: integer({
    min: 2,
    max: 3,
    default: 2,
    help: 'slots for servers, of which Xen has 8 (ranges)',
  }),
  creators: integer({ min: 1, max: 2, default: 2, help: 'device models (ranges)' }),
  slotPolicy: choice({
    values: ['newestWins', 'highestId'],
    default: 'newestWins',
    help: 'which of several servers that claim an access gets it (ranges)',
    meanings: { newestWins: 'the newest', highestId: 'the one in the highest slot, as in Xen' },
  }),
  overlap: choice({
    values: ['rejectGlobal', 'perServer'],
    default: 'rejectGlobal',
    help: 'what overlap is refused (ranges)',
    meanings: { rejectGlobal: 'any', perServer: 'within one server, as in Xen' },
  }),
  unmapPauses: choice({
    values: ['on', 'off'],
    default: 'on',
    help: 'unmapping a range pauses the domain (ranges)',
    meanings: { on: 'yes', off: 'no, as in Xen' },
  }),
  dmRecheck: choice({
    values: ['on', 'off'],
    default: 'on',
    help: 'a device model asks whether it still has what it is asked for (ranges)',
  }),
  span: choice({
    values: ['one', 'straddle', 'repUp', 'repDown'],
    default: 'one',
    help: 'what an access covers (ranges)',
    meanings: {
      one: 'one block, whose servers come and go',
      straddle: 'the end of a block and the beginning of the next one, which another server has',
      repUp: 'a repeated access, over both',
      repDown: 'the same with the direction flag set',
    },
  }),
  hostile: flag({
    default: false,
    help: 'the first device model maps a range with its ends swapped (ranges)',
  }),
};
