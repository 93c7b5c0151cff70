/**
 * The components of the full system, each made once, and the views by which the listings of the smaller
 * families see them: `vpci-mapping` all devices and guests, `assignment` one device and one guest at a time.
 */

import { deviceList, showDeviceList } from '../../components/device-list.machine.ts';
import { dmaEngine, showDmaEngine } from '../../components/dma-engine.machine.ts';
import { domainLife } from '../../components/domain-life.machine.ts';
import {
  ioPageTableEntry,
  showIoPageTableEntry,
} from '../../components/io-page-table-entry.machine.ts';
import {
  type IommuContext,
  iommuContext,
  showIommuContext,
} from '../../components/iommu-context.machine.ts';
import { memoryPage, showMemoryPage } from '../../components/memory-page.machine.ts';
import { type Component, repeat, type SystemBuilder } from '../../compose/index.ts';
import { flag } from '../../kit/flag.machine.ts';
import { heapObject } from '../../kit/heap-object.machine.ts';
import type { Values } from './parameters.ts';

/** A guest, as the IOMMU knows it. */
export interface Guest {
  readonly index: number;
  /** Its tables have its name. */
  readonly name: string;
  readonly vcpus: readonly string[];
  readonly life: Component<typeof domainLife>;
  readonly tables: Component<ReturnType<typeof heapObject>>;
  readonly pte: Component<ReturnType<typeof ioPageTableEntry>>;
  readonly page: Component<ReturnType<typeof memoryPage>>;
}

/** A device, as the IOMMU and dom0 know it. */
export interface Device {
  readonly index: number;
  readonly name: string;
  readonly list: Component<ReturnType<typeof deviceList>>;
  readonly context: Component<IommuContext>;
  readonly dma: Component<typeof dmaEngine>;
  /** The device may be doing what a guest told it to. */
  readonly driven: Component<typeof flag>;
  readonly broken: Component<typeof flag>;
}

/** Guests and devices. */
export interface Machine {
  readonly values: Values;
  readonly guests: readonly Guest[];
  readonly devices: readonly Device[];
}

/** Makes guests and devices; all devices are where devices are that nobody has. */
export function makeMachine(system: SystemBuilder, values: Values): Machine {
  return {
    values,
    guests: repeat(values.guests, (index) => makeGuest(system, values, index)),
    devices: repeat(values.devices, (index) => makeDevice(system, values, index)),
  };
}

function makeGuest(system: SystemBuilder, { vcpus, guests }: Values, index: number): Guest {
  const name = `dom${index + 1}`;
  const page = `${name} page`;
  return {
    index,
    name,
    vcpus: repeat(vcpus, (i) => i)
      .filter((i) => i % guests === index)
      .map((i) => `${name}.vcpu${Math.floor(i / guests)}`),
    life: system.component(name, domainLife),
    tables: system.component(`${name}.tables`, heapObject(1), {
      show: (s) => (s.matches('allocated') ? 'there' : 'freed'),
    }),
    pte: system.component(`${name}.pte`, ioPageTableEntry({ page, writable: true }, true), {
      show: showIoPageTableEntry,
    }),
    page: system.component(page, memoryPage(name), { show: showMemoryPage }),
  };
}

/** The guest that has a device at first; null for none. */
export function startsWith({ start, guests }: Values, device: number): string | null {
  return start === 'free' ? null : `dom${(device % guests) + 1}`;
}

function makeDevice(system: SystemBuilder, values: Values, index: number): Device {
  const { quarantine } = values;
  const name = `dev${index}`;
  const guest = startsWith(values, index);
  const starts = guest ?? (quarantine === 'none' ? 'dom0' : 'dom_io');
  const unassigned = { none: { tables: 'dom0', id: 0 }, basic: null, scratch: scratchOf(index) };
  const leads = guest === null ? unassigned[quarantine] : { tables: guest, id: idOf(guest, index) };
  return {
    index,
    name,
    list: system.component(`${name}.owner`, deviceList(starts), { show: showDeviceList }),
    context: system.component(`${name}.context`, iommuContext(leads), {
      show: showIommuContext,
    }),
    dma: system.component(`${name}.dma`, dmaEngine, { show: showDmaEngine }),
    driven: system.component(`${name}.driven`, flag),
    broken: system.component(`${name}.broken`, flag),
  };
}

/** The tables of a device of its own in quarantine, with their domain id. */
export function scratchOf(device: number) {
  return { tables: 'quarantine', id: idOf('quarantine', device) };
}

/** Domain ids: dom0 has 0, guests theirs, and each device has one for its time in quarantine. */
export function idOf(tables: string, device: number): number {
  if (tables === 'quarantine') return QUARANTINE_IDS + device;
  return Number(tables.slice('dom'.length));
}

const QUARANTINE_IDS = 10;
