/**
 * The components of setup=viommu: those of the family `virtio-iommu`, with one domain, and for each endpoint its region, its buffer and its MSI enable.
 *
 * Page v0 is where regions are; at v1 the driver maps a doorbell of its own if it needs one. Page p0 is
 * memory of the guest, p1 memory of firmware that v0 leads to when it is mapped to itself, p2 the doorbell.
 */

import { msiEnable } from '../../../components/command-register.machine.ts';
import { doorbellMapping } from '../../../components/doorbell-mapping.machine.ts';
import type { Component, ParameterValue, SystemBuilder } from '../../../compose/index.ts';
import { flag } from '../../../kit/flag.machine.ts';
import type { Endpoint } from '../../virtio-iommu/endpoints.ts';
import {
  type Values as ViommuValues,
  parameters as viommuParameters,
} from '../../virtio-iommu/parameters.ts';
import type { RegionRules } from '../../virtio-iommu/region-rules.ts';
import {
  type Domain,
  makeWorld as makeViommu,
  type World as Viommu,
} from '../../virtio-iommu/world.ts';
import type { Values } from '../parameters.ts';
import type { Region, Told } from '../regions.ts';
import { asTold } from '../regions.ts';

export const pageOf = { buffer: 0, firmware: 1, doorbell: 2 } as const;
export const iovaOf = { region: 0, doorbell: 1 } as const;

/** An endpoint, and what is so besides of one with regions. */
export interface Place {
  readonly endpoint: Endpoint;
  readonly name: string;
  readonly hostile: boolean;
  readonly region: Region;
  /** What the driver knows of its region. */
  readonly told: Told;
  /** The driver has told it where its buffer is. */
  readonly busy: Component<typeof flag>;
  readonly msi: Component<typeof msiEnable>;
  /** It has been attached once; null where nobody remembers. */
  readonly known: Component<typeof flag> | null;
  /** What the host has in its window for software doorbells; with region S only. */
  readonly window: Component<typeof doorbellMapping> | null;
}

export interface World {
  readonly values: Values;
  readonly viommu: Viommu;
  readonly domain: Domain;
  readonly places: readonly Place[];
}

/** Makes the components. */
export function makeWorld(system: SystemBuilder, values: Values, rules: RegionRules): World {
  const viommu = makeViommu(system, viommuValues(values), rules);
  return {
    values,
    viommu,
    domain: viommu.domains[0] as Domain,
    places: viommu.endpoints.map((endpoint) => {
      const region = regionsOf(values)[endpoint.index] as Region;
      return {
        endpoint,
        name: endpoint.name,
        hostile: endpoint.hostile,
        region,
        told: values.probe === 'all' ? asTold(region) : 'N',
        busy: system.component(`${endpoint.name}.busy`, flag),
        msi: system.component(`${endpoint.name}.msi`, msiEnable),
        known:
          values.unattachedMsi === 'onceAttached'
            ? system.component(`${endpoint.name}.known`, flag)
            : null,
        window:
          region === 'S' ? system.component(`${endpoint.name}.window`, doorbellMapping) : null,
      };
    }),
  };
}

/** The regions of endpoints, by their numbers. */
export function regionsOf({ first, second, endpoints }: Values): readonly Region[] {
  return [first, second].slice(0, endpoints);
}

/** The configuration of the virtual IOMMU: one domain, and nothing comes or goes. */
export function viommuValues(values: Values): ViommuValues {
  const defaults = Object.fromEntries(
    Object.entries(viommuParameters).map(([name, { default: value }]): [string, ParameterValue] => [
      name,
      value,
    ]),
  ) as ViommuValues;
  const hostile = values.hostile && values.endpoints > 1 ? 1 : 0;
  return {
    ...defaults,
    trusted: values.endpoints - hostile,
    hostile,
    domains: 1,
    iovas: values.messages ? 2 : 1,
    pages: values.messages ? 3 : 2,
    flags: ['rw'],
    offered: [
      'MAP_UNMAP',
      'PROBE',
      ...(values.bypass === 'none' ? [] : ['BYPASS_CONFIG' as const]),
    ],
    bypass: values.bypass === 'unattached' ? 1 : 0,
    hotplug: false,
    systemReset: false,
    balloon: 0,
    defects: values.mapFail === 'hidden' ? ['hostFailureHidden'] : [],
  };
}
