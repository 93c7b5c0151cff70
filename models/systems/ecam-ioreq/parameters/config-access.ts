/** Parameters of the scene `config-access`. */

import { choice, flag, integer, setOf } from '../../../compose/index.ts';

const works = ['MOVE', 'RENUMBER'] as const;

export const accessParameters = {
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
};
