/**
 * The components: the virtual IOMMU and its tables, the host's IOMMU behind it, the memory of the
 * guest, and what the driver believes after the answers it has got.
 */

import { endpointRecord, showEndpointRecord } from '../../components/endpoint-record.machine.ts';
import { guestPage } from '../../components/host-iommu.machine.ts';
import { requestQueue, showQueue } from '../../components/request-queue.machine.ts';
import {
  bypassField,
  showBypass,
  showStatus,
  virtioStatus,
} from '../../components/viommu-config.machine.ts';
import { iovaPage, showMapping, viommuDomain } from '../../components/viommu-tables.machine.ts';
import {
  type Component,
  type Participation,
  repeat,
  type SystemBuilder,
} from '../../compose/index.ts';
import { flag, raisedFlag } from '../../kit/flag.machine.ts';
import type { Breach } from './breaches.ts';
import { endpointNames } from './commands.ts';
import type { Defect } from './defects.ts';
import { busOf, type Endpoint, makeEndpoints } from './endpoints.ts';
import type { Feature, Values } from './parameters.ts';
import type { RegionRules } from './region-rules.ts';

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
  /** BUS_MASTER of the IOMMU's own function; null where it stays on. */
  readonly master: Component<typeof flag> | null;
  /** The request queue, where requests are sent by a script. */
  readonly queue: Component<typeof requestQueue> | null;
  readonly offers: (feature: Feature) => boolean;
  readonly defect: (name: Defect) => boolean;
  /** Whether the driver breaks this rule. */
  readonly breaks: (name: Breach) => boolean;
  /** What an endpoint needs besides its BUS_MASTER bits to emit a request. */
  readonly emits: (endpoint: Endpoint) => readonly Participation[];
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
    endpoints: makeEndpoints(system, values, open, bus),
    domains: repeat(values.domains, (index) => ({
      index,
      kind: system.component(`d${index}`, viommuDomain),
      mappings: repeat(values.iovas, (v) => page(`d${index}.v${v}`)),
      believed: repeat(values.iovas, (v) => page(`d${index}.v${v}.believed`)),
      mapper: defect('mapperPerDomain') ? record(`d${index}.mapper`) : null,
    })),
    pages: repeat(values.pages, (p) => system.component(`p${p}`, guestPage)),
    master: values.masterOff ? system.component('viommu.master', raisedFlag) : null,
    queue: queued ? system.component('queue', requestQueue, { show: showQueue }) : null,
    offers,
    defect,
    breaks: (name) => values.breaks.includes(name),
    emits: () => [],
    rules,
  };
}

/** Whether what is in effect of bypass is kept apart from the field. */
function keepsTwo({ defects }: Values): boolean {
  return defects.includes('bypassNotSaved') || defects.includes('bypassEffectHidden');
}
