/** The components of scene mdev: the range, what the vendor driver makes of it, pages, two locks. */

import { dmaRange, showDmaRange } from '../../../components/dma-range.machine.ts';
import { guestPage } from '../../../components/host-iommu.machine.ts';
import {
  ioPageTableEntry,
  showIoPageTableEntry,
} from '../../../components/io-page-table-entry.machine.ts';
import { iotlbEntry, showIotlbEntry } from '../../../components/iotlb-entry.machine.ts';
import type { Component, SystemBuilder } from '../../../compose/index.ts';
import { showSpinLock, spinLock } from '../../../kit/spin-lock.machine.ts';
import type { DefectName } from '../defects.ts';
import type { Values } from '../parameters.ts';
import type { PathCode } from '../paths.ts';

/** A page of the range. */
export interface Page {
  readonly name: string;
  readonly index: number;
  /** What the device's own table has for it, a GTT for example. */
  readonly entry: Component<ReturnType<typeof ioPageTableEntry>>;
  /** What the device remembers of that. */
  readonly tlb: Component<typeof iotlbEntry>;
  /** The memory behind it: the host may take it while it is not pinned. */
  readonly memory: Component<typeof guestPage>;
}

export interface World {
  readonly values: Values;
  readonly range: Component<typeof dmaRange>;
  readonly pages: readonly Page[];
  /** `iommu->lock` of type1, `iova_rwsem` of iommufd: held for what is done to the range. */
  readonly lock: Component<typeof spinLock>;
  /** The lock of the vendor driver over its own table. */
  readonly vendorLock: Component<typeof spinLock>;
  readonly has: (code: PathCode) => boolean;
  readonly defect: (name: DefectName) => boolean;
}

/** Makes the components. */
export function makeWorld(system: SystemBuilder, values: Values): World {
  const lock = (name: string) => system.component(name, spinLock, { show: showSpinLock });
  return {
    values,
    range: system.component('range', dmaRange, { show: showDmaRange }),
    pages: Array.from({ length: values.pages }, (_, index): Page => {
      const name = `p${index}`;
      return {
        name,
        index,
        entry: system.component(`${name}.entry`, ioPageTableEntry(null, true), {
          show: showIoPageTableEntry,
        }),
        tlb: system.component(`${name}.TLB`, iotlbEntry, { show: showIotlbEntry }),
        memory: system.component(name, guestPage),
      };
    }),
    lock: lock('iommu_lock'),
    vendorLock: lock('vendor_lock'),
    has: (code) => values.paths.includes(code),
    defect: (name) => values.defects.includes(name),
  };
}
