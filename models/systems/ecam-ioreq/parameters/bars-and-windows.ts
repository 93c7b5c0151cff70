/** Parameters of the scene `bars-and-windows`. */

import { choice, flag } from '../../../compose/index.ts';

export const barParameters = {
  change: choice({
    values: ['move', 'hotAdd', 'addBridge', 'boot', 'concurrentAdd'],
    default: 'move',
    help: 'what changes (bars-and-windows)',
    meanings: {
      move: 'the guest moves a BAR of a passthrough function, and the window of the port above it',
      hotAdd: 'a function is added, and the block that it needs is taken',
      addBridge: 'a bridge is added, and the bus number that it needs is taken',
      boot: 'firmware finds the hole below 4 GiB too small',
      concurrentAdd: 'a device is added while a BAR moves, by another thread of its monitor',
    },
  }),
  barWrite: choice({
    values: ['decodeOff', 'decodeOn'],
    default: 'decodeOff',
    help: 'how the guest moves a BAR (bars-and-windows, change=move)',
    meanings: {
      decodeOff: 'with decode off while its halves are written',
      decodeOn: 'with decode on throughout',
    },
  }),
  msix: flag({
    default: false,
    help: 'the BAR has an MSI-X table, and a vector is bound (bars-and-windows, change=move)',
  }),
  trapFollowsBar: choice({
    values: ['on', 'off'],
    default: 'on',
    help: 'the trap of the MSI-X table goes with its BAR (bars-and-windows, msix)',
    meanings: {
      on: 'vectors are bound anew when the BAR moves',
      off: 'it stays where it was when the first vector was bound',
    },
  }),
  rebalance: choice({
    values: ['refuse', 'inOrder', 'accept'],
    default: 'refuse',
    help: 'what the guest does if there is no room (bars-and-windows, change=hotAdd or addBridge)',
    meanings: {
      refuse: 'it leaves alone what was added',
      inOrder: 'it takes out of the way what is there, then programs what was added',
      accept: 'it programs what was added, then takes out of the way what was there',
    },
  }),
  inTheWay: choice({
    values: ['otherPort', 'sameBus'],
    default: 'otherPort',
    help: 'where the function is that has the block (bars-and-windows, change=hotAdd)',
    meanings: {
      otherPort: 'behind another port than the one that is added to',
      sameBus: 'on the bus that is added to',
    },
  }),
  overlapCheck: choice({
    values: ['reject', 'warn', 'none'],
    default: 'reject',
    help: 'what the device model does about a BAR over another one (bars-and-windows, rebalance=accept)',
    meanings: {
      reject: 'it does not decode it, and puts the register back (cloud-hypervisor)',
      warn: 'it compares devices of one bus, complains, and decodes it all the same (QEMU)',
      none: 'it decodes it',
    },
  }),
  hole: choice({
    values: ['shrinkRAM', 'relocate'],
    default: 'shrinkRAM',
    help: 'how there is a hole for BARs that is large enough (bars-and-windows, change=boot)',
    meanings: {
      shrinkRAM: 'the toolstack builds the domain with less RAM below 4 GiB, and tells QEMU',
      relocate: 'hvmloader moves RAM above 4 GiB; QEMU does not know',
    },
  }),
  freeBeforeUnreg: flag({
    default: false,
    help: 'a range is freed before its notifications are unregistered (bars-and-windows, change=concurrentAdd)',
  }),
};
