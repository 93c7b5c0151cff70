/** The components of setup=xen: what each guest has at the page of the region, and whose each device is. */

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
import { flag } from '../../../kit/flag.machine.ts';
import type { Values } from '../parameters.ts';

export type GuestName = Values['guests'][number];

/** Domain ids of guests. */
export const domainIds: Readonly<Record<GuestName, number>> = { A: 1, B: 2 };

export interface Guest {
  readonly name: GuestName;
  /** Libxl has built it. */
  readonly built: Component<typeof flag>;
  /** What its p2m and its I/O page tables have at the page of the region. */
  readonly entry: Component<ReturnType<typeof ioPageTableEntry>>;
  /** Its RAM there, as the page is known to Xen. */
  readonly ramPage: string;
}

export interface Device {
  readonly name: string;
  readonly context: Component<IommuContext>;
}

export interface World {
  readonly values: Values;
  readonly guests: readonly Guest[];
  readonly devices: readonly Device[];
  /** Xen has taken the firmware tables as they are. */
  readonly accepted: Component<typeof flag>;
  /** The page that a mapping of the region to itself leads to. */
  readonly firmwarePage: string;
}

/** Makes the components. */
export function makeWorld(system: SystemBuilder, values: Values): World {
  return {
    values,
    guests: values.guests.map((name) => ({
      name,
      built: system.component(`${name}.built`, flag),
      entry: system.component(`${name}.p2m`, ioPageTableEntry(null, true), {
        show: showIoPageTableEntry,
      }),
      ramPage: `RAM of ${name}`,
    })),
    devices: values.devices.map((name) => ({
      name,
      context: system.component(`${name}.context`, iommuContext(null), {
        show: showIommuContext,
      }),
    })),
    accepted: system.component('region', flag),
    firmwarePage: values.tables === 'sound' ? 'firmware memory' : 'RAM of somebody',
  };
}
