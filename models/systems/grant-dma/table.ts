/**
 * A grant table, and the domains that map from it, as the code of the hypervisor sees them.
 *
 * The listings in `code/` are about these components and nothing else, so that any system that has them
 * can install them.
 */

import type { activeGrant, PinKind } from '../../components/active-grant.machine.ts';
import type { backendDomain } from '../../components/backend-domain.machine.ts';
import type { foreignMapping } from '../../components/foreign-mapping.machine.ts';
import type { grantEntry, grantStatus } from '../../components/grant-entry.machine.ts';
import type { kernelResource } from '../../components/kernel-resource.machine.ts';
import type { maptrackEntry } from '../../components/maptrack-entry.machine.ts';
import type { memoryPage } from '../../components/memory-page.machine.ts';
import type { Component } from '../../compose/index.ts';
import type { CodePath, Effect } from '../../kit/program.ts';
import type { spinLock } from '../../kit/spin-lock.machine.ts';

/** One grant reference of the granting domain. */
export interface GrantRef {
  readonly index: number;
  readonly name: string;
  /** Whether the granting kernel has it on its free list. */
  readonly use: Component<typeof kernelResource>;
  readonly entry: Component<typeof grantEntry>;
  readonly status: Component<typeof grantStatus>;
  readonly active: Component<ReturnType<typeof activeGrant>>;
  /** The lock of the active entry. */
  readonly lock: Component<typeof spinLock>;
}

/** One page of the granting domain: its frame, and what its kernel uses it for. */
export interface GrantedPage {
  readonly index: number;
  readonly name: string;
  readonly frame: Component<ReturnType<typeof memoryPage>>;
  readonly use: Component<typeof kernelResource>;
}

/** What a domain reaches of one page. */
export interface Reach {
  readonly page: GrantedPage;
  /** Its CPUs, by grants. */
  readonly host: Component<typeof foreignMapping>;
  /** Its devices, by grants; where it has an IOMMU whose entries follow its grants. */
  readonly device: Component<typeof foreignMapping> | null;
  /** Its CPUs, by the privilege to map what was not granted. */
  readonly foreign: Component<typeof foreignMapping> | null;
}

/** How the tables of an IOMMU follow what a domain maps by grants. */
export interface IommuCode {
  /** Takes part when a mapping is created. */
  readonly mapped: (page: GrantedPage, write: boolean) => readonly Effect[];
  /** Lines of an unmap, before the granter is told; the page is in the register `page`. */
  readonly unmaps: (path: CodePath, wish: Wish, does: string) => void;
  /** Lines after that. */
  readonly afterwards: (path: CodePath, does: string) => void;
}

/** A domain that maps grants. */
export interface Mapper {
  readonly index: number;
  readonly name: string;
  readonly domain: Component<ReturnType<typeof backendDomain>>;
  /** Its id in each of its lives. */
  readonly domids: readonly [number, ...number[]];
  readonly reaches: readonly Reach[];
  /** One for each of its CPUs. */
  readonly handles: readonly Component<typeof maptrackEntry>[];
  /** Null where it has no devices whose tables follow its grants. */
  readonly iommu: IommuCode | null;
}

/** Departures from the code as it is. */
export interface Faults {
  /** XSA-218: pins are taken off before the flush, in a critical section of their own. */
  readonly pinsFirst: boolean;
  /** XSA-394: every unmap counts as the last one. */
  readonly everyUnmapCounts: boolean;
  /** XSA-230: a copy looks at pins of CPUs only. */
  readonly copyCountsHost: boolean;
  /** XSA-236: a copy puts its page before its pin, and does not look whether it got a reference. */
  readonly copyPutsFirst: boolean;
  /** XSA-500: what a copy reads from the entry is not compared with what is latched. */
  readonly copyTrustsEntry: boolean;
  /** The status is set by a plain write, not by compare-exchange (version 1). */
  readonly statusPlain: boolean;
  /** Flags are not looked at again after the status was set (version 2). */
  readonly noRecheck: boolean;
  /** The TLB is flushed after the status was cleared. */
  readonly flushLate: boolean;
}

export interface GrantTable {
  readonly version: 1 | 2;
  /** The granting domain. */
  readonly granter: string;
  readonly refs: readonly GrantRef[];
  readonly pages: readonly GrantedPage[];
  /** A pin after the first is checked against the entry as the first is; real code looks at GTF_readonly only. */
  readonly checksEveryPin: boolean;
  /** How often a compare-exchange is tried in all. */
  readonly attempts: number;
  /** Creating a mapping may fail. */
  readonly mapsMayFail: boolean;
  readonly faults: Faults;
}

/** What a hypercall asks for. */
export interface Wish {
  readonly ref: GrantRef;
  readonly kinds: readonly PinKind[];
  readonly write: boolean;
}

/** A wish in words: "ref0 write", "ref0 read by device". */
export function wishText({ ref, kinds, write }: Wish): string {
  const by = kinds.includes('dev') ? (kinds.includes('hst') ? ' by both' : ' by device') : '';
  return `${ref.name} ${write ? 'write' : 'read'}${by}`;
}
