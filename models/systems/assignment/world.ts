/** The components of the family: IOMMU, device, memory, guest. */

import { deviceList, showDeviceList } from '../../components/device-list.machine.ts';
import { dmaEngine, showDmaEngine } from '../../components/dma-engine.machine.ts';
import { domainLife } from '../../components/domain-life.machine.ts';
import {
  invalidationQueue,
  showInvalidationQueue,
} from '../../components/invalidation-queue.machine.ts';
import {
  ioPageTableEntry,
  showIoPageTableEntry,
} from '../../components/io-page-table-entry.machine.ts';
import {
  type IommuContext,
  iommuContext,
  showIommuContext,
  type Translation,
} from '../../components/iommu-context.machine.ts';
import { iotlbEntry, showIotlbEntry } from '../../components/iotlb-entry.machine.ts';
import { memoryPage, showMemoryPage } from '../../components/memory-page.machine.ts';
import { reservedRegion, showReservedRegion } from '../../components/reserved-region.machine.ts';
import { type Component, repeat, type SystemBuilder } from '../../compose/index.ts';
import { flag, raisedFlag } from '../../kit/flag.machine.ts';
import { heapObject } from '../../kit/heap-object.machine.ts';
import { rwLock, showRwLock } from '../../kit/rw-lock.machine.ts';
import type { Defect } from './defects.ts';
import type { Failure, PathCode, Values } from './parameters.ts';

/** Page tables by name: those of domains, and those a device has of its own while in quarantine. */
export type Tables = 'dom0' | 'dom1' | 'quarantine';

/** Domain ids, which tag what is cached of each. */
export const idOf: Readonly<Record<Tables, number>> = { dom0: 0, dom1: 1, quarantine: 2 };

/** Pages a request for the buffer may end at. */
export type Page = 'guest page' | 'dom0 page' | 'scratch page';

/** One requester ID of the device. */
export interface Rid {
  /** `0.0` for the function itself, `0.1` for its phantom function. */
  readonly name: string;
  readonly phantom: boolean;
  readonly context: Component<IommuContext>;
}

export interface World {
  readonly values: Values;
  readonly has: (...codes: readonly PathCode[]) => boolean;
  readonly defect: (name: Defect) => boolean;
  readonly mayFail: (what: Failure) => boolean;
  readonly rids: readonly Rid[];
  /** What the IOTLB holds of the buffer, for a RID and a domain id. */
  readonly iotlb: (rid: Rid, id: number) => Component<typeof iotlbEntry>;
  readonly iotlbs: readonly Component<typeof iotlbEntry>[];
  readonly queue: Component<typeof invalidationQueue>;
  readonly list: Component<ReturnType<typeof deviceList>>;
  readonly broken: Component<typeof flag>;
  /** vPCI state made for the guest: it can reach config space. */
  readonly vpci: Component<typeof flag>;
  /** The device may be doing what the guest told it to. */
  readonly driven: Component<typeof flag>;
  readonly dma: Component<typeof dmaEngine>;
  readonly guest: Component<typeof domainLife>;
  /** The I/O page tables of the guest. */
  readonly tables: Component<ReturnType<typeof heapObject>>;
  readonly pte: Component<ReturnType<typeof ioPageTableEntry>>;
  readonly page: Component<ReturnType<typeof memoryPage>>;
  readonly region: Component<ReturnType<typeof reservedRegion>> | null;
  /** `d->pci_lock` of the guest; null where nobody but dom0 takes it. */
  readonly lock: Component<typeof rwLock> | null;
  /** Where contexts of a device in quarantine lead; null where requests are blocked. */
  readonly quarantined: Translation | null;
}

/** What a domain's tables are, as a context has them. */
export function translationOf(tables: Tables): Translation {
  return { tables, id: idOf[tables] };
}

/** Makes the components. */
export function makeWorld(system: SystemBuilder, values: Values): World {
  const has = (...codes: readonly PathCode[]): boolean =>
    codes.some((code) => values.paths.includes(code));
  const ownTables = values.quarantine === 'scratch' || values.regions > 0;
  const quarantined =
    values.quarantine !== 'none' && ownTables ? translationOf('quarantine') : null;
  const starts = values.start === 'dom_io' ? quarantined : translationOf(values.start);
  const rids = repeat(values.rids, (i): Rid => {
    const name = `0.${i}`;
    return {
      name,
      phantom: i > 0,
      context: system.component(`context ${name}`, iommuContext(starts), {
        show: showIommuContext,
      }),
    };
  });
  const iotlbs = new Map<string, Component<typeof iotlbEntry>>();
  const iotlb: World['iotlb'] = (rid, id) => {
    const name = values.driver === 'amd' ? `IOTLB of ${rid.name}` : `IOTLB of id ${id}`;
    const known = iotlbs.get(name);
    if (known !== undefined) return known;
    const made = system.component(name, iotlbEntry, { show: showIotlbEntry });
    iotlbs.set(name, made);
    return made;
  };
  const guests = values.start === 'dom1';
  return {
    values,
    has,
    defect: (name) => values.defects.includes(name),
    mayFail: (what) => values.failures.includes(what),
    rids,
    iotlb,
    get iotlbs() {
      return [...iotlbs.values()];
    },
    queue: system.component('queue', invalidationQueue, { show: showInvalidationQueue }),
    list: system.component('owner', deviceList(values.start), { show: showDeviceList }),
    broken: system.component('broken', flag),
    vpci: system.component('vpci', guests ? raisedFlag : flag),
    driven: system.component('driven', flag),
    dma: system.component('dma', dmaEngine, { show: showDmaEngine }),
    guest: system.component('dom1', domainLife),
    tables: system.component('dom1.tables', heapObject(1)),
    pte: system.component(
      'dom1.pte',
      ioPageTableEntry({ page: 'guest page', writable: true }, values.coherent),
      { show: showIoPageTableEntry },
    ),
    page: system.component('guest page', memoryPage('dom1'), { show: showMemoryPage }),
    region:
      values.regions === 0
        ? null
        : system.component(
            'dom1.region',
            reservedRegion(values.regions, guests ? 'mapped' : 'unmapped'),
            {
              show: showReservedRegion,
            },
          ),
    lock:
      has('CFG') && values.vcpus > 0
        ? system.component('dom1.pci_lock', rwLock, { show: showRwLock })
        : null,
    quarantined,
  };
}
