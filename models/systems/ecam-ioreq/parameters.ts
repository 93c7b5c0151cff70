/** Parameters of the family `ecam-ioreq`. */

import { choice, flag, integer, setOf, type ValuesOf } from '../../compose/index.ts';

export const defects = [
  'SPLIT_SELECT',
  'IDENTIFY_EARLY',
  'HOOK_BEFORE',
  'RESERVED_ABORT',
  'STATE_STAYS',
  'NO_ORDER',
  'SHUTDOWN_RETRY',
  'FIRST_ONLY',
  'INVERTED',
  'DF_IGNORED',
  'REP_WHOLE',
] as const;
export type Defect = (typeof defects)[number];

export const works = ['MOVE', 'RENUMBER'] as const;

export const parameters = {
  scene: choice({
    values: ['config-access', 'requests', 'ranges'],
    default: 'config-access',
    help: 'what is looked at; every other parameter belongs to one scene',
    meanings: {
      'config-access': 'who answers an ECAM access while the window moves and buses get numbers',
      requests: 'the life of a request, and the end of the server that has it',
      ranges: 'servers that come and go, and which of them an access goes to',
    },
  }),
  approach: choice({
    values: ['none', 'I', 'II', 'III'],
    default: 'I',
    help: 'how the hypervisor knows where the ECAM window is (config-access)',
    meanings: {
      none: 'as today: the window is a range of memory of the first device model',
      I: 'notification: the device model has PCIEXBAR and tells the hypervisor of every change',
      II: 'own chipset: PCIEXBAR and root ports are registers of the hypervisor',
      III: 'transparent interception: the hypervisor hooks writes to PCIEXBAR and reads it back',
    },
  }),
  notify: choice({
    values: ['syncBeforeResp', 'syncAfterResp', 'async', 'lost'],
    default: 'syncBeforeResp',
    help: 'when the hypervisor installs what it is notified of (config-access, approach I)',
    meanings: {
      syncBeforeResp: 'before the device model answers the write',
      syncAfterResp: 'after that',
      async: 'whenever a watch on xenstore fires',
      lost: 'never',
    },
  }),
  pciexbarWrite: choice({
    values: ['disabledFirst', 'torn'],
    default: 'disabledFirst',
    help: 'how the guest moves the window (config-access)',
    meanings: {
      disabledFirst: 'disables it, writes the high half, writes the low half with the enable bit',
      torn: 'writes one half and then the other, with the window enabled, in either order',
    },
  }),
  regAtRealize: choice({
    values: ['updateOnRenumber', 'never'],
    default: 'updateOnRenumber',
    help: 'whether a function behind a root port is registered anew once the port has a bus number (config-access)',
    meanings: {
      updateOnRenumber: 'registered under its bus number, and not before there is one',
      never: 'registered once, at realize, under the number of that time, which is 0',
    },
  }),
  work: setOf({
    values: works,
    default: works,
    help: 'what the first vCPU does to the topology, in this order (config-access)',
    meanings: {
      MOVE: 'writes PCIEXBAR',
      RENUMBER: 'programs the secondary bus number of the root port',
    },
  }),
  move: choice({
    values: ['relocate', 'reserved'],
    default: 'relocate',
    help: 'what the guest writes to PCIEXBAR (config-access)',
    meanings: {
      relocate: 'another position of the window',
      reserved: 'a reserved length together with another position, in one write of the low half',
    },
  }),
  reload: choice({
    values: ['none', 'reset', 'postLoad'],
    default: 'none',
    help: 'what the device model does to PCIEXBAR without an access of the guest, once (config-access)',
    meanings: {
      none: 'nothing',
      reset: 'its reset handler puts the default back, which is off',
      postLoad: 'restoring a saved state brings back another position',
    },
  }),
  hooked: flag({
    default: false,
    help: 'the hypervisor also hears of reset and restore (config-access, approach III)',
  }),
  vcpus: integer({
    min: 1,
    max: 2,
    default: 2,
    help: 'vCPUs; the first changes the topology, all make accesses (config-access)',
  }),
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
    },
  }),
};

export type Values = ValuesOf<typeof parameters>;
