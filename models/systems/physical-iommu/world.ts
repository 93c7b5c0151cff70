/** The components of the family: IOMMU, devices, tables, pages; no programs. */

import { deviceList, showDeviceList } from '../../components/device-list.machine.ts';
import { deviceTlb, showDeviceTlb } from '../../components/device-tlb.machine.ts';
import { dmaEngine, showDmaEngine } from '../../components/dma-engine.machine.ts';
import { domainId, showDomainId } from '../../components/domain-id.machine.ts';
import { functionState } from '../../components/function-state.machine.ts';
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
import type { TablePage } from '../../components/table-page.ts';
import { type Component, repeat, type SystemBuilder } from '../../compose/index.ts';
import { flag, raisedFlag } from '../../kit/flag.machine.ts';
import type { Defect } from './defects.ts';
import type { PathCode, Values } from './parameters.ts';

/** Page tables by name: those of domains, and those of quarantine. */
export type Tables = 'dom0' | 'dom1' | 'dom2' | 'dom3' | 'quarantine';

/** Domain ids, which tag what is cached of each; dom3 comes when dom1 is gone, and has its id. */
export const idOf: Readonly<Record<Tables, number>> = {
  dom0: 0,
  dom1: 1,
  dom2: 2,
  quarantine: 3,
  dom3: 1,
};

/** What a domain's tables are, as a context has them. */
export function translationOf(tables: Tables): Translation {
  return { tables, id: idOf[tables] };
}

type Flag = Component<typeof flag>;

/** A requester ID. */
export interface Rid {
  readonly name: string;
  readonly context: Component<IommuContext>;
}

/** A device that does DMA. */
export interface Device {
  readonly name: string;
  readonly rids: readonly Rid[];
  readonly dma: Component<typeof dmaEngine>;
}

/** An I/O page of dom1, and the page of memory that is mapped there. */
export interface IoPage {
  readonly name: string;
  readonly page: Component<ReturnType<typeof memoryPage>>;
  readonly pinned: Flag;
  readonly pte: Component<ReturnType<typeof ioPageTableEntry>>;
}

/** ATS of the device: its device-TLB, and the two places where it is switched on. */
export interface Ats {
  readonly tlb: Component<typeof deviceTlb>;
  /** The device may send translation requests and translated requests. */
  readonly device: Flag;
  /** The IOMMU answers the former and lets the latter pass. */
  readonly iommu: Flag;
  /** It is on the list of those whose device-TLB is flushed with dom1. */
  readonly listed: Flag;
}

/** Components that only some code paths need. */
interface Extras {
  readonly ats: Ats | null;
  /** RST, GONE. */
  readonly state: Component<typeof functionState> | null;
  /** TABLE, SVA. */
  readonly table: TablePage | null;
  /** Lazy flushing: on while a flush is put off. */
  readonly deferred: Flag | null;
  /** NEW: the one domain id of dom1 and dom3. */
  readonly ids: Component<ReturnType<typeof domainId>> | null;
  /** INIT, and KEXEC of an SMMUv3: translation is on. */
  readonly translates: Flag | null;
  /** KEXEC of an SMMUv3: while translation is off, requests are aborted (GBPA.ABORT). */
  readonly aborts: Flag | null;
  /** IVMD: RAM is mapped to itself in the tables of dom1. */
  readonly ramIdentity: Flag | null;
  /** The reserved region of the device in the tables of dom2. */
  readonly region: Component<ReturnType<typeof reservedRegion>> | null;
  /** With `retries`: a request was blocked and is made again and again. */
  readonly retrying: Flag | null;
}

export interface World extends Extras {
  readonly values: Values;
  readonly has: (...codes: readonly PathCode[]) => boolean;
  readonly defect: (name: Defect) => boolean;
  readonly device: Device;
  /** Another device, which stays in dom1. */
  readonly neighbour: Device | null;
  readonly owner: Component<ReturnType<typeof deviceList>>;
  readonly ioPages: readonly IoPage[];
  /** What the IOTLB holds for a domain id and an I/O page. */
  readonly iotlb: (id: number, iova: number) => Component<typeof iotlbEntry>;
  readonly queue: Component<typeof invalidationQueue>;
}

/** Makes the components. */
export function makeWorld(system: SystemBuilder, values: Values): World {
  const has = (...codes: readonly PathCode[]): boolean =>
    codes.some((code) => values.paths.includes(code));
  const defect = (name: Defect): boolean => values.defects.includes(name);
  const starts = startOf(values);
  return {
    values,
    has,
    defect,
    device: makeDevice(system, 0, values.rids, starts),
    neighbour: values.devices > 1 ? makeDevice(system, 1, 1, translationOf('dom1')) : null,
    owner: system.component('owner', deviceList(has('INIT', 'PROBE') ? 'dom_io' : 'dom1'), {
      show: showDeviceList,
    }),
    ioPages: repeat(values.iovas, (i) => makeIoPage(system, values, i)),
    iotlb: makeIotlbs(system, values),
    queue: system.component('queue', invalidationQueue, { show: showInvalidationQueue }),
    ...makeExtras(system, values, has),
  };
}

/** Where the device is at first: with dom1, or with nobody; what that means is the IOMMU's matter. */
function startOf({ iommu, paths }: Values): Translation | null {
  if (paths.includes('PROBE')) return null;
  if (!paths.includes('INIT')) return translationOf('dom1');
  return iommu === 'amd' ? translationOf('dom0') : null;
}

function makeDevice(
  system: SystemBuilder,
  index: number,
  rids: number,
  starts: Translation | null,
): Device {
  return {
    name: `dev${index}`,
    rids: repeat(rids, (fn) => ({
      name: `${index}.${fn}`,
      context: system.component(`context ${index}.${fn}`, iommuContext(starts), {
        show: showIommuContext,
      }),
    })),
    dma: system.component(`dma${index}`, dmaEngine, { show: showDmaEngine }),
  };
}

function makeIoPage(system: SystemBuilder, values: Values, index: number): IoPage {
  const name = `page ${index}`;
  const unmapped = values.paths.includes('MAP') && !values.paths.includes('UNMAP');
  const entry = unmapped ? null : { page: name, writable: true };
  return {
    name,
    page: system.component(name, memoryPage('dom1'), { show: showMemoryPage }),
    pinned: system.component(`pin ${index}`, unmapped ? flag : raisedFlag),
    pte: system.component(`pte ${index}`, ioPageTableEntry(entry, values.coherent), {
      show: showIoPageTableEntry,
    }),
  };
}

/** IOTLB entries are made when they are first asked for. */
function makeIotlbs(system: SystemBuilder, { iovas }: Values): World['iotlb'] {
  const made = new Map<string, Component<typeof iotlbEntry>>();
  return (id, iova) => {
    const name = iovas === 1 ? `IOTLB id ${id}` : `IOTLB id ${id} iova${iova}`;
    const known = made.get(name);
    if (known !== undefined) return known;
    const iotlb = system.component(name, iotlbEntry, { show: showIotlbEntry });
    made.set(name, iotlb);
    return iotlb;
  };
}

function makeExtras(system: SystemBuilder, values: Values, has: World['has']): Extras {
  const restarts = has('KEXEC') && values.iommu === 'smmu';
  const when = <T>(needed: boolean, make: () => T): T | null => (needed ? make() : null);
  return {
    ats: when(values.ats !== 'off' && !has('INIT', 'PROBE', 'IVMD', 'KEXEC'), () => ({
      tlb: system.component('device-TLB', deviceTlb, { show: showDeviceTlb }),
      device: system.component('ATS of dev0', raisedFlag),
      iommu: system.component('ATS of iommu', raisedFlag),
      listed: system.component('dom1 flushes dev0', raisedFlag),
    })),
    state: when(has('RST', 'GONE'), () => system.component('dev0 state', functionState)),
    table: when(has('TABLE', 'SVA'), () => ({
      page: system.component('table page', memoryPage('dom1'), { show: showMemoryPage }),
      linked: system.component('dom1 table', raisedFlag),
      cached: system.component('walk cache', iotlbEntry, { show: showIotlbEntry }),
    })),
    deferred: when(values.flush === 'lazy', () => system.component('flush queue', flag)),
    ids: when(has('NEW'), () =>
      system.component('domain id 1', domainId('dom1'), { show: showDomainId }),
    ),
    translates: when(has('INIT') || restarts, () =>
      system.component('translation', restarts ? raisedFlag : flag),
    ),
    aborts: when(restarts, () => system.component('GBPA.ABORT', flag)),
    ramIdentity: when(has('IVMD'), () => system.component('RAM identity', flag)),
    region: when(values.region, () =>
      system.component('dom2 region', reservedRegion(1, 'unmapped'), {
        show: showReservedRegion,
      }),
    ),
    retrying: when(values.retries, () => system.component('dev0 retries', flag)),
  };
}
