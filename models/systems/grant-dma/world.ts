/** The components of the family; no programs. */

import { activeGrant, showActiveGrant } from '../../components/active-grant.machine.ts';
import { backendDomain, showBackendDomain } from '../../components/backend-domain.machine.ts';
import { foreignMapping, showForeignMapping } from '../../components/foreign-mapping.machine.ts';
import {
  grantEntry,
  grantStatus,
  showGrantEntry,
  showGrantStatus,
} from '../../components/grant-entry.machine.ts';
import { kernelResource } from '../../components/kernel-resource.machine.ts';
import { maptrackEntry, showMaptrackEntry } from '../../components/maptrack-entry.machine.ts';
import { memoryPage, showMemoryPage } from '../../components/memory-page.machine.ts';
import { repeat, type SystemBuilder } from '../../compose/index.ts';
import { showSpinLock, spinLock } from '../../kit/spin-lock.machine.ts';
import { sizesOf } from './buffers.ts';
import { countedByHandles } from './code/iommu.ts';
import type { Defect } from './defects.ts';
import type { PathCode, Values } from './parameters.ts';
import type { Faults, GrantedPage, GrantRef, GrantTable, Mapper } from './table.ts';

/** The domain whose pages are granted. */
export const granter = 'fe';

/** More pins of a kind than CPUs and copies can take are not to be counted. */
const pinsAtMost = 4;

/** Departures of the hypervisor that are switched off. */
export const asInXen: Faults = {
  pinsFirst: false,
  everyUnmapCounts: false,
  copyCountsHost: false,
  copyPutsFirst: false,
  copyTrustsEntry: false,
  statusPlain: false,
  noRecheck: false,
  flushLate: false,
};

/** Everything there is, save programs. */
export interface World {
  readonly values: Values;
  readonly table: GrantTable;
  readonly mappers: readonly [Mapper, ...Mapper[]];
  readonly has: (path: PathCode) => boolean;
  readonly defect: (name: Defect) => boolean;
}

/** Makes the components. */
export function makeWorld(system: SystemBuilder, values: Values): World {
  const defect = (name: Defect): boolean => values.defects.includes(name);
  const has = (path: PathCode): boolean => values.paths.includes(path);
  const sizes = sizesOf(values);
  const refs = repeat(sizes.refs, (index) => makeRef(system, index));
  const pages = repeat(sizes.pages, (index) => makePage(system, index));
  const table: GrantTable = {
    version: values.tableVer === '1' ? 1 : 2,
    granter,
    refs,
    pages,
    checksEveryPin: !values.pinFirstCheckOnly,
    attempts: values.attempts,
    mapsMayFail: values.failures,
    faults: {
      pinsFirst: !values.unmapAtomic,
      everyUnmapCounts: defect('PARTIAL_COUNTS'),
      copyCountsHost: defect('COPY_COUNTS_HOST'),
      copyPutsFirst: defect('COPY_PUTS_FIRST'),
      copyTrustsEntry: defect('COPY_TRUSTS_ENTRY'),
      statusPlain: defect('STATUS_PLAIN'),
      noRecheck: defect('NO_RECHECK'),
      flushLate: values.tlbFlush === 'afterStatus',
    },
  };
  const [first, ...others] = repeat(values.backends, (i) => makeMapper(system, values, pages, i));
  return { values, table, has, defect, mappers: [first as Mapper, ...others] };
}

/** A reference of a grant table. */
export function makeRef(system: SystemBuilder, index: number): GrantRef {
  const name = `ref${index}`;
  return {
    index,
    name,
    use: system.component(`${name}.use`, kernelResource),
    entry: system.component(name, grantEntry, { show: showGrantEntry }),
    status: system.component(`${name}.status`, grantStatus, { show: showGrantStatus }),
    active: system.component(`${name}.active`, activeGrant(pinsAtMost), { show: showActiveGrant }),
    lock: system.component(`${name}.lock`, spinLock, { show: showSpinLock }),
  };
}

function makePage(system: SystemBuilder, index: number): GrantedPage {
  const name = `p${index}`;
  return {
    index,
    name,
    frame: system.component(name, memoryPage(granter), { show: showMemoryPage }),
    use: system.component(`${name}.use`, kernelResource),
  };
}

/** The ids of a backend's lives: the first one dies, if any does. */
function domidsOf(index: number, { paths, domidReuse }: Values): readonly [number, ...number[]] {
  const first = index + 1;
  if (index > 0 || !paths.includes('DIE')) return [first];
  return [first, domidReuse === 'afterDeath' ? first : first + 2];
}

function makeMapper(
  system: SystemBuilder,
  values: Values,
  pages: readonly GrantedPage[],
  index: number,
): Mapper {
  const name = `be${index}`;
  const domids = domidsOf(index, values);
  const mapping = (what: string) =>
    system.component(what, foreignMapping, { show: showForeignMapping });
  const domain = system.component(name, backendDomain(domids, 'running'), {
    show: showBackendDomain,
  });
  const reaches = pages.map((page) => ({
    page,
    host: mapping(`${name}→${page.name}`),
    device: values.devices ? mapping(`${name}.devices→${page.name}`) : null,
    foreign: index === 0 && values.bePrivileged ? mapping(`${name}⇒${page.name}`) : null,
  }));
  return {
    index,
    name,
    domids,
    domain,
    reaches,
    iommu: countedByHandles(reaches),
    handles: repeat(index === 0 ? values.cpus : 1, (i) =>
      system.component(`${name}.handle${i}`, maptrackEntry, { show: showMaptrackEntry }),
    ),
  };
}
