/** Parameters of the scene `requests`. */

import { choice, setOf } from '../../../compose/index.ts';

export const requestParameters = {
  io: choice({
    values: ['read', 'broadcast'],
    default: 'read',
    help: 'what the vCPU asks of device models (requests)',
    meanings: {
      read: 'a read of one of them',
      broadcast: 'an invalidation of map caches, of all of them',
    },
  }),
  events: setOf({
    values: ['DESTROY', 'SHUTDOWN', 'REWIND'],
    default: ['DESTROY'],
    help: 'what may happen to a request (requests)',
    meanings: {
      DESTROY: 'its server is destroyed',
      SHUTDOWN: 'the domain is shut down and resumed, as for a checkpoint, once',
      REWIND: 'the device model writes an earlier state into the slot',
    },
  }),
  destroyInflight: choice({
    values: ['completeAllOnes', 'hang', 'latchedData', 'noCompletion'],
    default: 'completeAllOnes',
    help: 'what becomes of a request whose server is destroyed (requests)',
    meanings: {
      completeAllOnes: 'it is completed with all-ones, and the vCPU is woken',
      hang: 'nobody wakes the vCPU; once woken, all-ones',
      latchedData: 'x86: nobody wakes it; once woken, it completes with what the request had',
      noCompletion: 'Arm, last server: nobody wakes it; once woken, it is not completed',
    },
  }),
};
