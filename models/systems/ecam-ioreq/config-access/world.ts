/** Components of the scene `config-access`: registers, what the hypervisor knows of them, requests. */

import {
  type AddressWindow,
  addressWindowAt,
  showAddressWindow,
} from '../../../components/address-window.machine.ts';
import { registerCopy } from '../../../components/config-register.machine.ts';
import { ioreqServer, showServer } from '../../../components/ioreq-server.machine.ts';
import { type Pciexbar, pciexbarAt, showPciexbar } from '../../../components/pciexbar.machine.ts';
import { requestQueue, showQueue } from '../../../components/request-queue.machine.ts';
import { servedBy, showServedBy } from '../../../components/served-by.machine.ts';
import { showHistory, topologyHistory } from '../../../components/topology-history.machine.ts';
import { type Component, repeat, type SystemBuilder } from '../../../compose/index.ts';
import { flag } from '../../../kit/flag.machine.ts';
import { rwLock, showRwLock } from '../../../kit/rw-lock.machine.ts';
import type { Defect, Values } from '../parameters.ts';

/** Positions of the window: in RAM, where firmware puts it, above 4 GiB, over a BAR. */
export const positions = ['RAM', 'A', 'B', 'BAR'] as const;
/** Where the window is at first. */
export const START = 1;
/** Where the guest moves it. */
export const GOAL = 2;
/** The bus number that the guest gives to the root port. */
export const BUS = 1;

export type Slot = Component<typeof requestQueue>;

/** A vCPU with what belongs to it. */
export interface VcpuParts {
  readonly name: string;
  readonly index: number;
  readonly served: Component<typeof servedBy>;
  /** Its requests to the first and to the second device model. */
  readonly slots: readonly [Slot, Slot];
}

/** Everything there is, save programs. */
export interface ConfigWorld {
  readonly values: Values;
  readonly vcpus: readonly VcpuParts[];
  readonly history: Component<typeof topologyHistory>;
  /** In the first device model, or in the hypervisor (II). */
  readonly pciexbar: Component<Pciexbar>;
  /** The secondary bus number register of the root port. */
  readonly bridge: Component<ReturnType<typeof registerCopy>>;
  /** The base by which the hypervisor decodes (I, III). */
  readonly base: Component<AddressWindow> | null;
  /** The range of memory that the first device model has mapped for the window (not in II). */
  readonly range: Component<AddressWindow> | null;
  /** The bus number that the function behind the root port is registered under (not in II). */
  readonly registered: Component<AddressWindow> | null;
  /** What is on its way through xenstore. */
  readonly note: Component<AddressWindow> | null;
  /** A watch event is queued. */
  readonly watch: Component<typeof flag> | null;
  readonly windowLock: Component<typeof rwLock> | null;
  /** The domain is paused while its device model is reset or restored. */
  readonly paused: Component<typeof flag> | null;
  readonly reloaded: Component<typeof flag> | null;
  /** Writes to PCIEXBAR are intercepted (III). */
  readonly hooks: Component<typeof flag> | null;
  readonly identified: Component<typeof flag> | null;
  readonly server: Component<typeof ioreqServer> | null;
  readonly defect: (name: Defect) => boolean;
}

/** Makes the components. */
export function makeWorld(system: SystemBuilder, values: Values): ConfigWorld {
  const { approach, notify, regAtRealize, reload } = values;
  const shown = { show: showAddressWindow };
  const window = (name: string, starts: number | null) =>
    system.component(name, addressWindowAt(starts), shown);
  const own = approach === 'II';
  const async = approach === 'I' && notify === 'async';
  const pciexbar = system.component(own ? 'xen.pciexbar' : 'dm0.pciexbar', pciexbarAt(START), {
    show: showPciexbar,
  });
  return {
    values,
    history: system.component('topology', topologyHistory, { show: showHistory }),
    pciexbar,
    bridge: system.component(own ? 'xen.bridge.bus' : 'dm0.bridge.bus', registerCopy(), {
      show: ({ context }) => `bus ${context.value}`,
    }),
    base:
      approach === 'I' || approach === 'III'
        ? window('xen.base', approach === 'I' ? START : null)
        : null,
    range: own ? null : window('dm0.range', START),
    registered: own ? null : window('xen.pcidev', regAtRealize === 'never' ? 0 : null),
    note: async ? window('xenstore', START) : null,
    watch: async ? system.component('xenstore.watch', flag) : null,
    windowLock: own ? system.component('window_lock', rwLock, { show: showRwLock }) : null,
    paused: reload === 'none' ? null : system.component('paused', flag),
    reloaded: reload === 'none' ? null : system.component('reloaded', flag),
    hooks: approach === 'III' ? system.component('hooks', flag) : null,
    identified: approach === 'III' ? system.component('identified', flag) : null,
    server:
      approach === 'III' ? system.component('dm0.server', ioreqServer, { show: showServer }) : null,
    vcpus: repeat(values.vcpus, (index): VcpuParts => {
      const name = `vcpu${index}`;
      const slot = (dm: string): Slot =>
        system.component(`${dm}.ioreq.${name}`, requestQueue, { show: showQueue });
      return {
        name,
        index,
        slots: [slot('dm0'), slot('dm1')],
        served: system.component(`served.${name}`, servedBy, { show: showServedBy }),
      };
    }),
    defect: (name) => values.defects.includes(name),
  };
}
