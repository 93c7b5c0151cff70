/** The components of the family: IOMMU, device, memory, guest. */

import { deviceList, showDeviceList } from '../../components/device-list.machine.ts';
import { dmaEngine, showDmaEngine } from '../../components/dma-engine.machine.ts';
import { domainId, showDomainId } from '../../components/domain-id.machine.ts';
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
import type { TablePage } from '../../components/table-page.ts';
import {
  type Component,
  type Expression,
  type Participation,
  repeat,
  type SystemBuilder,
} from '../../compose/index.ts';
import { flag, raisedFlag } from '../../kit/flag.machine.ts';
import { heapObject } from '../../kit/heap-object.machine.ts';
import type { Case, CodePath, Effect } from '../../kit/program.ts';
import type { recursiveLock } from '../../kit/recursive-lock.machine.ts';
import { rwLock, showRwLock } from '../../kit/rw-lock.machine.ts';
import { marks } from './code/marks.ts';
import { vpciFlag } from './code/vpci-flag.ts';
import type { Defect } from './defects.ts';
import type { Failure, PathCode, Values } from './parameters.ts';

/** Page tables by name: those of domains, and those a device has of its own while in quarantine. */
export type Tables = string;

/** Domain ids of the family, which tag what is cached of each. */
export const ids: Readonly<Record<'dom0' | 'dom1' | 'quarantine' | 'dom_io', number>> = {
  dom0: 0,
  dom1: 1,
  quarantine: 2,
  dom_io: 3,
};

type Flag = Component<typeof flag>;

/** One requester ID of the device. */
export interface Rid {
  /** `0.0` for the function itself, `0.1` for its phantom function. */
  readonly name: string;
  readonly phantom: boolean;
  readonly context: Component<IommuContext>;
}

/** Components that only some code paths or defects need. */
interface Extras {
  /** TYPE: the page is not of a type any more that devices may write to. */
  readonly retyped: Flag | null;
  /** BATCH: `iommu_dont_flush_iotlb` of the CPU that the guest runs on. */
  readonly suppressed: Flag | null;
  /** PTP. */
  readonly tablePage: TablePage | null;
  /** IDS: the one domain id there is for guests. */
  readonly ids: Component<ReturnType<typeof domainId>> | null;
  /** IRQ: pirqs of the guest. */
  readonly pirqs: readonly Pirq[];
  /** QUARANTINE_BY_TOOL: `pdev->quarantine`. */
  readonly prepared: Flag | null;
  /** TEARDOWN_SKIPPED: the guest has had a device, so that it needs its I/O page tables. */
  readonly everHad: Flag | null;
}

/** An interrupt that the guest may have, in the listing of its destruction. */
export interface Pirq {
  readonly name: string;
  /** What unbinding it may come to. */
  readonly unbinds: readonly Case[];
  /** Whether it may be busy, so that destruction has to be called again. */
  readonly busy: boolean;
  readonly bound: Expression;
  /** Adds lines that unmap it, from `at` on and then to the next line; null where it goes with the guest. */
  readonly unmaps: ((path: CodePath, at: string, does: string) => void) | null;
}

/** vPCI state of the guest in the listings of dom0: how it is taken away, and how it is made. */
export interface VpciCode {
  /** The labels of the first lines. */
  readonly goneAt: string;
  readonly madeAt: string;
  /** Adds the lines; they go on at what comes after them. */
  readonly gone: (path: CodePath, does: string) => void;
  /** Adds the lines; they go on at `done` or, if the state cannot be made, at `failed`. */
  readonly made: (path: CodePath, does: string, done: string, failed: string) => void;
}

/** What tells this device and this guest from others in a system that has several of them. */
export interface Place {
  /** The device, and what dom0 calls it in the names of steps. */
  readonly device: string;
  readonly pair: string;
  /** The guest; its tables have its name. */
  readonly guestName: string;
  /** Its page. */
  readonly pageName: string;
  /** What labels of code paths end in. */
  readonly key: string;
  /** The same where it is about the guest only; and what dom0 calls its destruction. */
  readonly guestKey: string;
  readonly destruction: string;
  /** The lock of hypercalls about devices, where destruction takes it; null where it has been taken. */
  readonly pcidevs: Component<typeof recursiveLock> | null;
  readonly idOf: (tables: Tables) => number;
  /** The tables that there can be, those of the device in quarantine among them. */
  readonly allTables: readonly Tables[];
  /** Where a vCPU of the guest runs guest code. */
  readonly guestCode: string;
  readonly vpciCode: VpciCode;
  /** What comes with the beginning of an assignment. */
  readonly granted: readonly Effect[];
  /** What the device needs to emit a request. */
  readonly emits: readonly Participation[];
  /** The ways there are through what the guest itself puts between the device and its memory. */
  readonly guestSide: readonly GuestSide[];
}

/** A way through a virtual IOMMU, in words; none where there is none. */
export interface GuestSide {
  readonly how: string | null;
  readonly parts: readonly Participation[];
}

/** The guest puts nothing between. */
export const straight: readonly [GuestSide] = [{ how: null, parts: [] }];

/** One device, one guest, and the IOMMU between them: what the listings are written over. */
export interface Parts extends Extras, Place {
  readonly values: Values;
  readonly has: (...codes: readonly PathCode[]) => boolean;
  readonly defect: (name: Defect) => boolean;
  readonly mayFail: (what: Failure) => boolean;
  readonly rids: readonly Rid[];
  /** What the IOTLB holds of the buffer, for a RID and a domain id. */
  readonly iotlb: (rid: Rid, id: number) => Component<typeof iotlbEntry>;
  readonly iotlbs: () => readonly Component<typeof iotlbEntry>[];
  /** The queue by which a CPU gives its commands. */
  readonly queueOf: (by: string) => Component<typeof invalidationQueue>;
  readonly list: Component<ReturnType<typeof deviceList>>;
  readonly broken: Flag;
  /** The device may be doing what the guest told it to. */
  readonly driven: Flag;
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

/** The components of this family. */
export interface World extends Parts {
  readonly queue: Component<typeof invalidationQueue>;
  /** vPCI state made for the guest: it can reach config space. */
  readonly vpci: Flag;
}

/** What a domain's tables are, as a context has them. */
export function translationIn({ idOf }: Pick<Place, 'idOf'>, tables: Tables): Translation {
  return { tables, id: idOf(tables) };
}

const idOf = (tables: Tables): number => ids[tables as keyof typeof ids];
const translationOf = (tables: Tables): Translation => translationIn({ idOf }, tables);

/** Makes the components. */
export function makeWorld(system: SystemBuilder, values: Values): World {
  const has = (...codes: readonly PathCode[]): boolean =>
    codes.some((code) => values.paths.includes(code));
  const defect = (name: Defect): boolean => values.defects.includes(name);
  const quarantined = quarantineOf(values);
  const starts = values.start === 'dom_io' ? quarantined : translationOf(values.start);
  const here = values.start === 'dom1';
  const mapped = has('TYPE') ? null : { page: 'guest page', writable: true };
  const components = {
    values,
    has,
    defect,
    mayFail: (what: Failure) => values.failures.includes(what),
    rids: repeat(values.rids, (i) => makeRid(system, i, starts)),
    ...makeIotlbs(system, values),
    queue: system.component('queue', invalidationQueue, { show: showInvalidationQueue }),
    list: system.component('owner', deviceList(values.start), { show: showDeviceList }),
    broken: system.component('broken', flag),
    vpci: system.component('vpci', here ? raisedFlag : flag),
    driven: system.component('driven', flag),
    dma: system.component('dma', dmaEngine, { show: showDmaEngine }),
    guest: system.component('dom1', domainLife),
    tables: system.component('dom1.tables', heapObject(1), {
      show: (s) => (s.matches('allocated') ? 'there' : 'freed'),
    }),
    pte: system.component('dom1.pte', ioPageTableEntry(mapped, values.coherent), {
      show: showIoPageTableEntry,
    }),
    page: system.component('guest page', memoryPage('dom1'), { show: showMemoryPage }),
    region: makeRegion(system, values),
    lock:
      has('CFG') && values.vcpus > 0
        ? system.component('dom1.pci_lock', rwLock, { show: showRwLock })
        : null,
    quarantined,
    ...makeExtras(system, values, has, defect),
  };
  return {
    ...components,
    device: 'dev0',
    pair: 'dev0',
    guestName: 'dom1',
    pageName: 'guest page',
    key: '',
    guestKey: '',
    destruction: 'DOM',
    pcidevs: null,
    idOf,
    queueOf: () => components.queue,
    allTables: tablesOf(values, quarantined),
    guestCode: marks.idle,
    vpciCode: vpciFlag(components, components.vpci),
    granted: [],
    guestSide: straight,
    emits: values.hostile ? [] : [components.driven.when('is on', (s) => s.matches('on'))],
  };
}

/** The tables there can be. */
function tablesOf({ quarantine }: Values, quarantined: Translation | null): readonly Tables[] {
  const own = quarantined?.tables === 'dom_io' ? 'dom_io' : 'quarantine';
  return ['dom0', 'dom1', ...(quarantine === 'none' ? [] : [own])];
}

/** dom_io has no tables; devices that need some while they are there have them of their own. */
function quarantineOf({ quarantine, regions, defects }: Values): Translation | null {
  if (quarantine === 'none') return null;
  const own = regions > 0 && !defects.includes('QUARANTINE_NO_RMRR');
  if (quarantine === 'basic' && !own) return null;
  return translationOf(defects.includes('QUARANTINE_COMMON') ? 'dom_io' : 'quarantine');
}

function makeRid(system: SystemBuilder, index: number, starts: Translation | null): Rid {
  const name = `0.${index}`;
  const context = system.component(`context ${name}`, iommuContext(starts), {
    show: showIommuContext,
  });
  return { name, phantom: index > 0, context };
}

/** IOTLBs are made when they are first asked for: one for each id, or for each RID. */
function makeIotlbs(system: SystemBuilder, { driver }: Values): Pick<World, 'iotlb' | 'iotlbs'> {
  const made = new Map<string, Component<typeof iotlbEntry>>();
  return {
    iotlbs: () => [...made.values()],
    iotlb: (rid, id) => {
      const name = driver === 'amd' ? `IOTLB of ${rid.name}` : `IOTLB of id ${id}`;
      const known = made.get(name);
      if (known !== undefined) return known;
      const iotlb = system.component(name, iotlbEntry, { show: showIotlbEntry });
      made.set(name, iotlb);
      return iotlb;
    },
  };
}

function makeRegion(system: SystemBuilder, { regions, start }: Values): World['region'] {
  if (regions === 0) return null;
  const machine = reservedRegion(regions, start === 'dom1' ? 'mapped' : 'unmapped');
  return system.component('dom1.region', machine, { show: showReservedRegion });
}

function makePirq(system: SystemBuilder, index: number): Pirq {
  const pirq = system.component(`pirq ${index}`, raisedFlag);
  return {
    name: pirq.name,
    unbinds: [{ with: [() => pirq.on('CLEAR')] }],
    busy: true,
    bound: pirq.is('is on', (s) => s.matches('on')),
    unmaps: null,
  };
}

function makeExtras(
  system: SystemBuilder,
  values: Values,
  has: World['has'],
  defect: World['defect'],
): Extras {
  const when = <T>(needed: boolean, make: () => T): T | null => (needed ? make() : null);
  return {
    retyped: when(has('TYPE'), () => system.component('retyped', flag)),
    suppressed: when(has('BATCH'), () => system.component('dont_flush', flag)),
    tablePage: when(has('PTP'), () => ({
      page: system.component('table page', memoryPage('dom1'), { show: showMemoryPage }),
      linked: system.component('dom1.table', raisedFlag),
      cached: system.component('walk cache', iotlbEntry, { show: showIotlbEntry }),
    })),
    ids: when(has('IDS'), () =>
      system.component('domain id 1', domainId('dom2'), { show: showDomainId }),
    ),
    pirqs: has('IRQ') ? repeat(2, (i) => makePirq(system, i)) : [],
    prepared: when(defect('QUARANTINE_BY_TOOL'), () =>
      system.component('prepared', values.start === 'dom_io' ? raisedFlag : flag),
    ),
    everHad: when(defect('TEARDOWN_SKIPPED'), () =>
      system.component('ever had a device', values.start === 'dom1' ? raisedFlag : flag),
    ),
  };
}
