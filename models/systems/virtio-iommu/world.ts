/**
 * The components: the virtual IOMMU and its tables, the host's IOMMU behind it, the memory of the
 * guest, and what the driver believes after the answers it has got.
 */

import { endpointRecord, showEndpointRecord } from '../../components/endpoint-record.machine.ts';
import { guestPage, hostEntry, hostView, showEntry } from '../../components/host-iommu.machine.ts';
import { requestQueue, showQueue } from '../../components/request-queue.machine.ts';
import {
  bypassField,
  showBypass,
  showStatus,
  virtioStatus,
} from '../../components/viommu-config.machine.ts';
import {
  attachment,
  iovaPage,
  showAttachment,
  showMapping,
  viommuDomain,
} from '../../components/viommu-tables.machine.ts';
import { type Component, repeat, type SystemBuilder } from '../../compose/index.ts';
import { flag } from '../../kit/flag.machine.ts';
import { endpointNames } from './commands.ts';
import type { Defect, Feature, Values } from './parameters.ts';
import type { RegionRules } from './region-rules.ts';

/** Whether requests of an endpoint get on the bus, and whether it has I/O virtual addresses to use. */
export interface BusParts {
  /** Its BUS_MASTER bit. */
  readonly master: Component<typeof flag>;
  /** That of the bridge that gates it; null where none does. */
  readonly bridge: Component<typeof flag> | null;
  /** It was told a buffer, and will read or write there until it is made to stop. */
  readonly busy: Component<typeof flag>;
}

export interface Endpoint {
  readonly index: number;
  readonly name: string;
  readonly hostile: boolean;
  /** It asks for translations; what it has borrowed is in its entries. */
  readonly emulated: boolean;
  /** The device's record of it. */
  readonly attached: Component<typeof attachment>;
  /** The driver's. */
  readonly believed: Component<typeof attachment>;
  readonly view: Component<ReturnType<typeof hostView>>;
  /** The host's table, by I/O virtual page. */
  readonly entries: readonly Component<typeof hostEntry>[];
  /** What is there in a boot time line only. */
  readonly bus: BusParts | null;
}

export interface Domain {
  readonly index: number;
  readonly kind: Component<typeof viommuDomain>;
  /** The device's mappings, by I/O virtual page. */
  readonly mappings: readonly Component<typeof iovaPage>[];
  /** The driver's. */
  readonly believed: readonly Component<typeof iovaPage>[];
  /** The only endpoint whose pages are unmapped, where a domain knows one. */
  readonly mapper: Component<typeof endpointRecord> | null;
}

/** Bus numbers of two endpoints, which may be exchanged, and what the device remembers of them. */
export interface Numbering {
  readonly exchanged: Component<typeof flag>;
  /** By requester id: the endpoint it was found to belong to. */
  readonly caches: readonly Component<typeof endpointRecord>[];
}

export interface World {
  readonly values: Values;
  readonly status: Component<typeof virtioStatus>;
  readonly field: Component<ReturnType<typeof bypassField>>;
  /** What is in effect: the field, unless a device keeps two. */
  readonly effect: Component<ReturnType<typeof bypassField>>;
  readonly numbering: Numbering | null;
  readonly endpoints: readonly Endpoint[];
  readonly domains: readonly Domain[];
  readonly pages: readonly Component<typeof guestPage>[];
  /** The request queue, where requests are sent by a script. */
  readonly queue: Component<typeof requestQueue> | null;
  readonly offers: (feature: Feature) => boolean;
  readonly defect: (name: Defect) => boolean;
  /** What is asked of requests besides, where endpoints have reserved regions. */
  readonly rules: RegionRules | null;
}

/** Makes the components. */
export function makeWorld(
  system: SystemBuilder,
  values: Values,
  rules: RegionRules | null = null,
): World {
  const offers = (feature: Feature): boolean => values.offered.includes(feature);
  const queued = values.firmware !== 'any';
  const defect = (name: Defect): boolean => values.defects.includes(name);
  const open =
    (values.bypass === 1 && !defect('bypassOnlyIfNegotiated')) || defect('bypassEffectHidden');
  const names = endpointNames(values);
  const record = (name: string) =>
    system.component(name, endpointRecord, { show: showEndpointRecord(names) });
  const status = system.component('status', virtioStatus, { show: showStatus });
  const field = system.component('config', bypassField(values.bypass === 1), { show: showBypass });
  const page = (name: string) => system.component(name, iovaPage, { show: showMapping });
  const bus = busOf(system, values);
  const endpoint = (name: string) => system.component(name, attachment, { show: showAttachment });
  return {
    values,
    status,
    field,
    effect: keepsTwo(values)
      ? system.component('effect', bypassField(open), { show: showBypass })
      : field,
    numbering: values.renumber
      ? {
          exchanged: system.component('numbers.exchanged', flag),
          caches: names.map((_name, rid) => record(`cache.rid${rid}`)),
        }
      : null,
    endpoints: names.map((name, index) => ({
      index,
      name,
      hostile: index >= values.trusted,
      emulated: index >= values.trusted + values.hostile,
      attached: endpoint(name),
      believed: endpoint(`${name}.believed`),
      view: system.component(`${name}.view`, hostView(open ? 'open' : 'translated')),
      entries: repeat(values.iovas, (v) => {
        const lent = index >= values.trusted + values.hostile;
        return system.component(`${name}.${lent ? 'lent' : 'host'}.v${v}`, hostEntry, {
          show: showEntry,
        });
      }),
      bus: bus(name, index >= values.trusted),
    })),
    domains: repeat(values.domains, (index) => ({
      index,
      kind: system.component(`d${index}`, viommuDomain),
      mappings: repeat(values.iovas, (v) => page(`d${index}.v${v}`)),
      believed: repeat(values.iovas, (v) => page(`d${index}.v${v}.believed`)),
      mapper: defect('mapperPerDomain') ? record(`d${index}.mapper`) : null,
    })),
    pages: repeat(values.pages, (p) => system.component(`p${p}`, guestPage)),
    queue: queued ? system.component('queue', requestQueue, { show: showQueue }) : null,
    offers,
    defect,
    rules,
  };
}

/** Whether what is in effect of bypass is kept apart from the field. */
function keepsTwo({ defects }: Values): boolean {
  return defects.includes('bypassNotSaved') || defects.includes('bypassEffectHidden');
}

/** Makes the bus side of endpoints; null where there is no boot time line. */
function busOf(
  system: SystemBuilder,
  { firmware, bridge }: Values,
): (name: string, hostile: boolean) => BusParts | null {
  if (firmware === 'any' || firmware === 'linux') return () => null;
  const shared = system.component('bridge', flag);
  const own = bridge === 'physical' ? system.component('bridge.evil', flag) : null;
  return (name, hostile) => ({
    master: system.component(`${name}.master`, flag),
    bridge: hostile && bridge !== 'shared' ? own : shared,
    busy: system.component(`${name}.busy`, flag),
  });
}
