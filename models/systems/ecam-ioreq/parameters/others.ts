/** Parameters of the scenes `ports` and `identity`. */

import { choice, flag } from '../../../compose/index.ts';

export const portParameters = {
  port: choice({
    values: ['cf8', 'translated'],
    default: 'cf8',
    help: 'what is accessed (ports)',
    meanings: {
      cf8: 'config space, by CF8 and CFC',
      translated: 'a port of a passed-through device, by the list that translates ports',
    },
  }),
  guardedByLock: flag({
    default: true,
    help: 'the guest holds a lock from CF8 to CFC (ports, port=cf8)',
  }),
};

export const identityParameters = {
  identity: choice({
    values: ['topologyPath', 'BDF'],
    default: 'topologyPath',
    help: 'what a configuration knows a device by (identity)',
    meanings: {
      topologyPath: 'the slots on the way to it',
      BDF: 'the number that it had when the configuration was written',
    },
  }),
};
