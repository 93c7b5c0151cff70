/**
 * The part that is in the family `grant-dma`: a page of the first guest that is granted to a backend in
 * dom0, and what devices of dom0 reach of it.
 *
 * dom0 is a PV domain behind a strict IOMMU (or direct-mapped, on Arm), so that its I/O page tables follow
 * its grants: iommu_legacy_map and iommu_legacy_unmap as map_grant_ref and unmap_common call them
 * (xen/common/grant_table.c at c447b7308b, gnttab_need_iommu_mapping). An unmap clears the entry, gives
 * the flush to the queue of its CPU and waits; the family has these as one step.
 */

import { backendDomain, showBackendDomain } from '../../components/backend-domain.machine.ts';
import { foreignMapping, showForeignMapping } from '../../components/foreign-mapping.machine.ts';
import {
  invalidationQueue,
  showInvalidationQueue,
} from '../../components/invalidation-queue.machine.ts';
import {
  ioPageTableEntry,
  showIoPageTableEntry,
} from '../../components/io-page-table-entry.machine.ts';
import { iotlbEntry, showIotlbEntry } from '../../components/iotlb-entry.machine.ts';
import { kernelResource } from '../../components/kernel-resource.machine.ts';
import { maptrackEntry, showMaptrackEntry } from '../../components/maptrack-entry.machine.ts';
import type { Component, SystemBuilder } from '../../compose/index.ts';
import type { CodePath, Effect } from '../../kit/program.ts';
import { commandFor, type Unit } from '../assignment/hardware.ts';
import type { GrantedTo } from '../assignment/reach.ts';
import type { Values as GrantValues } from '../grant-dma/parameters.ts';
import type { GrantRef, GrantTable, IommuCode, Mapper } from '../grant-dma/table.ts';
import { asInXen, makeRef } from '../grant-dma/world.ts';
import type { Values } from './parameters.ts';
import type { Readiness } from './ready-part.ts';
import { type Guest, idOf, type Machine } from './world.ts';

/** The parameters of `grant-dma` that the programs go by. */
export function grantValues({ grants }: Values) {
  return {
    grants,
    maps: grants,
    copies: [],
    devices: false,
    onBusy: 'defer',
    endAccess: 'own',
  } as const satisfies Partial<GrantValues>;
}

/** The tables that follow the grants. */
const tables = 'dom0';

/** The CPU of dom0 that the backend runs on. */
export const backendCpu = 'dom0.backend';

/** The part: the guest that grants, its table, and who maps. */
export interface Granting {
  readonly granter: Guest;
  readonly table: GrantTable;
  readonly ref: GrantRef;
  readonly mapper: Mapper;
  /** What dom0's I/O page tables say of the page, and what the IOTLB holds of that. */
  readonly pte: Component<ReturnType<typeof ioPageTableEntry>>;
  readonly iotlb: Component<typeof iotlbEntry>;
  readonly queue: Component<typeof invalidationQueue>;
  /** What has to be so before the guest grants: its driver has grant operations, where there is one. */
  readonly starts: readonly Effect[];
  /** What devices may write to as long as it is granted. */
  readonly granted: GrantedTo;
}

/** Its only command: one page, of the tables of dom0. */
export const grantCommand = `${commandFor(null, idOf(tables, 0))}, page of the grant`;

/** Makes the components; null where nothing is granted. */
export function makeGranting(
  system: SystemBuilder,
  { values, guests }: Machine,
  readiness: Readiness | null,
): Granting | null {
  const [granter] = guests;
  if (granter === undefined || !values.paths.includes('GRANT')) return null;
  const ref = makeRef(system, 0);
  const page = {
    index: 0,
    name: granter.page.name,
    frame: granter.page,
    use: system.component(`${granter.page.name}.use`, kernelResource),
  };
  const iommu = {
    pte: system.component('dom0.pte of the grant', ioPageTableEntry(null, true), {
      show: showIoPageTableEntry,
    }),
    iotlb: system.component('IOTLB of the grant', iotlbEntry, { show: showIotlbEntry }),
    queue: system.component(`${backendCpu}.queue`, invalidationQueue, {
      show: showInvalidationQueue,
    }),
  };
  const host = system.component(`dom0→${page.name}`, foreignMapping, { show: showForeignMapping });
  const domids = [idOf(tables, 0)] as const;
  return {
    granter,
    ref,
    ...iommu,
    table: {
      version: 1,
      granter: granter.name,
      refs: [ref],
      pages: [page],
      checksEveryPin: false,
      attempts: 1,
      mapsMayFail: false,
      faults: asInXen,
    },
    mapper: {
      index: 0,
      name: backendCpu,
      domids,
      domain:
        readiness?.backend.domain ??
        system.component('dom0.domain', backendDomain(domids, 'running'), {
          show: showBackendDomain,
        }),
      reaches: [{ page, host, device: null, foreign: null }],
      handles: [
        system.component(`${backendCpu}.handle`, maptrackEntry, { show: showMaptrackEntry }),
      ],
      iommu: followedBy(iommu, values),
    },
    starts: [
      () => granter.life.when('is running', (s) => s.matches('running')),
      ...(readiness === null ? [] : [hasGrants(readiness, domids[0])]),
    ],
    granted: {
      page: page.name,
      tables,
      inForce: [
        ref.entry.view(
          'is for dom0',
          ({ context: { domid, frame } }) => domid === domids[0] && frame === page.index,
        ),
        ref.status.view('is written to', (s) => s.context.writing),
      ],
    },
  };
}

/** The driver of the device does its DMA by grants to this domain. */
function hasGrants({ device: { dma } }: Readiness, domid: number): Effect {
  return () => dma.when(`grants to dom${domid}`, (s) => s.context.backend?.domid === domid);
}

type Iommu = Pick<Granting, 'pte' | 'iotlb' | 'queue'>;

/** One handle maps the page, so that the first mapping makes the entry and the last unmap takes it away. */
function followedBy({ pte, queue }: Iommu, { defects }: Values): IommuCode {
  const late = defects.includes('GRANT_FLUSH_LATE');
  const flushes = (path: CodePath, does: string): void => {
    path
      .line('.iotlb', `${does} flushes the IOTLB`, [
        { with: [(by) => queue.on('SUBMIT', { by, command: grantCommand })] },
      ])
      .line('.iotlb-wait', `${does} waits for the flush`, [
        { with: [(by) => queue.on('COMPLETE', { by })] },
      ]);
  };
  return {
    mapped: ({ name }, write) => [() => pte.on('MAP', { page: name, writable: write })],
    unmaps: (path, _wish, does) => {
      path.line('.iommu', `${does} clears the entry of the IOMMU`, [
        { with: [() => pte.on('UNMAP')] },
      ]);
      if (!late) flushes(path, does);
    },
    afterwards: (path, does) => {
      if (late) flushes(path, does);
    },
  };
}

/** The IOMMU, as far as the backend’s CPU gives it commands. */
export function unitOf({ queue, iotlb }: Granting, { devices }: Machine): Unit {
  return {
    actor: `iommu for ${backendCpu}`,
    queue,
    caches: () => [iotlb],
    engines: devices.map(({ dma }) => dma),
  };
}
