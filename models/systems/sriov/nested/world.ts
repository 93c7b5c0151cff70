/** The components of scene nested: two stages, what the hardware has cached of them, who changes them. */

import { guestPage } from '../../../components/host-iommu.machine.ts';
import {
  invalidationQueue,
  showInvalidationQueue,
} from '../../../components/invalidation-queue.machine.ts';
import {
  ioPageTableEntry,
  showIoPageTableEntry,
} from '../../../components/io-page-table-entry.machine.ts';
import {
  type IommuContext,
  iommuContext,
  showIommuContext,
} from '../../../components/iommu-context.machine.ts';
import { iotlbEntry, showIotlbEntry } from '../../../components/iotlb-entry.machine.ts';
import { requestQueue, showQueue } from '../../../components/request-queue.machine.ts';
import type { Component, SystemBuilder } from '../../../compose/index.ts';
import { flag, raisedFlag } from '../../../kit/flag.machine.ts';
import type { DefectName } from '../defects.ts';
import type { Values } from '../parameters.ts';
import type { PathCode } from '../paths.ts';

/** The translation of a device in nested mode; entries that are cached carry the id. */
export const nestedTables = { tables: 'nested', id: 1 } as const;

/** A page of another guest, which stage 2 must not lead to. */
export const foreign = 'page of another guest';
/** The guest-physical page it is at, with S2_HOLE. */
export const hole = 'gX';

type Entry = Component<ReturnType<typeof ioPageTableEntry>>;

/** An I/O virtual page, the guest-physical page it is for, and the memory behind. */
export interface Page {
  readonly name: string;
  /** The guest-physical page. */
  readonly guest: string;
  /** The page of memory behind it. */
  readonly host: string;
  readonly stage1: Entry;
  readonly stage2: Entry;
  /** What the IOMMU has cached of both stages together. */
  readonly combined: Component<typeof iotlbEntry>;
  /** What it has cached of stage 2 alone. */
  readonly cached2: Component<typeof iotlbEntry>;
  /** The host may take the page once nothing leads to it. */
  readonly memory: Component<typeof guestPage>;
}

/** The doorbell for messages of the device. */
export interface Doorbell {
  readonly stage1: Entry;
  readonly stage2: Entry;
  readonly cached: Component<typeof iotlbEntry>;
  readonly enabled: Component<typeof flag>;
}

export interface World {
  readonly values: Values;
  readonly context: Component<IommuContext>;
  readonly pages: readonly Page[];
  /** The memory that stage 1 is in holds tables. */
  readonly tables: Component<typeof raisedFlag>;
  /** The guest runs; it is stopped while its virtual IOMMU is reset. */
  readonly running: Component<typeof raisedFlag>;
  /** Invalidations of the guest, on their way to the VMM. */
  readonly requests: Component<typeof requestQueue>;
  /** Invalidations of the host's IOMMU. */
  readonly queue: Component<typeof invalidationQueue>;
  readonly doorbell: Doorbell | null;
  readonly has: (code: PathCode) => boolean;
  readonly defect: (name: DefectName) => boolean;
}

/** Makes the components. */
export function makeWorld(system: SystemBuilder, values: Values): World {
  const entry = (name: string, page: string | null): Entry =>
    system.component(
      name,
      ioPageTableEntry(page === null ? null : { page, writable: true }, true),
      {
        show: showIoPageTableEntry,
      },
    );
  const cache = (name: string) => system.component(name, iotlbEntry, { show: showIotlbEntry });
  return {
    values,
    context: system.component('context', iommuContext(nestedTables), { show: showIommuContext }),
    pages: Array.from({ length: values.pages }, (_, i): Page => {
      const [name, guest, host] = [`v${i}`, `g${i}`, `h${i}`];
      return {
        name,
        guest,
        host,
        stage1: entry(`stage1.${name}`, guest),
        stage2: entry(`stage2.${guest}`, host),
        combined: cache(`TLB.${name}`),
        cached2: cache(`TLB.${guest}`),
        memory: system.component(host, guestPage),
      };
    }),
    tables: system.component('stage1.memory', raisedFlag),
    running: system.component('running', raisedFlag),
    requests: system.component('requests', requestQueue, { show: showQueue }),
    queue: system.component('queue', invalidationQueue, { show: showInvalidationQueue }),
    doorbell: values.msi
      ? {
          stage1: entry('stage1.doorbell', null),
          stage2: entry('stage2.doorbell', null),
          cached: cache('TLB.doorbell'),
          enabled: system.component('MSI', flag),
        }
      : null,
    has: (code) => values.paths.includes(code),
    defect: (name) => values.defects.includes(name),
  };
}
