/** The components of setup=vfio: a guest that migrates, the device, what is mapped for it, its group. */

import { guestRam, showGuestRam } from '../../../components/guest-ram.machine.ts';
import {
  ioPageTableEntry,
  showIoPageTableEntry,
} from '../../../components/io-page-table-entry.machine.ts';
import {
  type IommuContext,
  iommuContext,
  showIommuContext,
} from '../../../components/iommu-context.machine.ts';
import type { Component, SystemBuilder } from '../../../compose/index.ts';
import { flag, raisedFlag } from '../../../kit/flag.machine.ts';
import type { Values } from '../parameters.ts';

/** Domain ids: that of the host, where regions are mapped to themselves, and that of the guest. */
export const domainIds = { host: 0, A: 1 } as const;

export interface World {
  readonly values: Values;
  /** Where the guest has RAM, seen from the regions of two hosts. */
  readonly ram: Component<typeof guestRam>;
  /** Whose tables translate requests of the device. */
  readonly context: Component<IommuContext>;
  /** What the tables of the guest have where a host has its region. */
  readonly entry: Component<ReturnType<typeof ioPageTableEntry>>;
  /** The guest sees the device. */
  readonly plugged: Component<typeof flag>;
  /** The management layer has found no conflict; with resv=checkEarlier only. */
  readonly compared: Component<typeof flag> | null;
  /** The region is one of the group: from the start, or once another device has joined. */
  readonly grown: Component<typeof flag>;
}

/** Makes the components. */
export function makeWorld(system: SystemBuilder, values: Values): World {
  return {
    values,
    ram: system.component('A.ram', guestRam, { show: showGuestRam }),
    context: system.component('f0.context', iommuContext({ tables: 'host', id: domainIds.host }), {
      show: showIommuContext,
    }),
    entry: system.component('A.entry', ioPageTableEntry(null, true), {
      show: showIoPageTableEntry,
    }),
    plugged: system.component('f0.plugged', flag),
    compared: values.resv === 'checkEarlier' ? system.component('compared', flag) : null,
    grown: system.component('group.region', values.group === 'fixed' ? raisedFlag : flag),
  };
}
