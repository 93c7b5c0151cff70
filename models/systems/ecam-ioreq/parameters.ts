/** Parameters of the family `ecam-ioreq`: each belongs to one scene, save the scene itself and defects. */

import { choice, setOf, type ValuesOf } from '../../compose/index.ts';
import { barParameters } from './parameters/bars-and-windows.ts';
import { accessParameters } from './parameters/config-access.ts';
import { identityParameters, portParameters } from './parameters/others.ts';
import { rangeParameters } from './parameters/ranges.ts';
import { requestParameters } from './parameters/requests.ts';

/** Defects by scene. */
export const defectsOf = {
  'config-access': ['SPLIT_SELECT', 'IDENTIFY_EARLY', 'HOOK_BEFORE', 'RESERVED_ABORT'],
  requests: ['STATE_STAYS', 'NO_ORDER', 'SHUTDOWN_RETRY', 'FIRST_ONLY'],
  ranges: ['INVERTED', 'DF_IGNORED', 'REP_WHOLE'],
  'bars-and-windows': ['REGISTER_STAYS'],
  ports: ['LIST_UNLOCKED'],
  identity: [],
  'server-pages': ['TYPE_REF_ONLY'],
} as const;
export type Defect = (typeof defectsOf)[keyof typeof defectsOf][number];

/** Parameters by scene. */
export const parametersOf = {
  'config-access': accessParameters,
  requests: requestParameters,
  ranges: rangeParameters,
  'bars-and-windows': barParameters,
  ports: portParameters,
  identity: identityParameters,
  'server-pages': {},
} as const;

const defects: readonly Defect[] = Object.values(defectsOf).flat();

export const parameters = {
  scene: choice({
    values: [
      'config-access',
      'requests',
      'ranges',
      'bars-and-windows',
      'ports',
      'identity',
      'server-pages',
    ],
    default: 'config-access',
    help: 'what is looked at; every other parameter belongs to one scene',
    meanings: {
      'config-access': 'who answers an ECAM access while the window moves and buses get numbers',
      requests: 'the life of a request, and the end of the server that has it',
      ranges: 'servers that come and go, and which of them an access goes to',
      'bars-and-windows': 'BARs, windows of bridges and bus numbers that change, and the MMIO hole',
      ports: 'accesses by port, whose way depends on what others change',
      identity: 'a domain that is started after its host has got another card',
      'server-pages': 'the page of a server, and who holds it',
    },
  }),
  ...accessParameters,
  ...requestParameters,
  ...rangeParameters,
  ...barParameters,
  ...portParameters,
  ...identityParameters,
  defects: setOf({
    values: defects,
    default: [],
    help: 'defects switched on in addition to what the other parameters say',
    meanings: {
      SPLIT_SELECT:
        'the base and the servers are looked at one after the other, without a lock around both (config-access, approaches I, III)',
      IDENTIFY_EARLY:
        'the chipset is looked for before the device model is enabled (config-access, approach III)',
      HOOK_BEFORE:
        'the value that the guest writes is taken, without reading it back (config-access, approach III)',
      STATE_STAYS: 'the state of a request whose server has gone is not put back (requests)',
      NO_ORDER: 'states of a request may go backwards (requests)',
      SHUTDOWN_RETRY:
        'whether to execute again is decided by the shutdown, not by the request (requests)',
      FIRST_ONLY: 'a broadcast waits for one server (requests)',
      INVERTED: 'a range with its ends swapped is accepted (ranges)',
      DF_IGNORED: 'selection ignores the direction flag (ranges)',
      REP_WHOLE: 'a repeated access is not cut where pages end (ranges)',
      RESERVED_ABORT:
        'a reserved length ends the device model (config-access; approaches none, I, III)',
      REGISTER_STAYS:
        'a BAR that is refused keeps the value that was written (bars-and-windows, overlapCheck=reject)',
      LIST_UNLOCKED:
        'the list of port translations is walked without a lock, before 7787f8e939 (ports, port=translated)',
      TYPE_REF_ONLY:
        'the hypervisor has no reference of the page, only of its type, before f6b6ae7867 (server-pages)',
    },
  }),
};

export type Values = ValuesOf<typeof parameters>;
