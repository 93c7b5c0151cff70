/**
 * Requirements on pages that devices can reach: NoDmaToFreed, NoUnpinnedMapping, RollbackComplete,
 * IovaFresh, SharedTableFlush, QuarantineQuiet.
 */

import type { dmaEngine } from '../../models/components/dma-engine.machine.ts';
import type { ioPageTableEntry } from '../../models/components/io-page-table-entry.machine.ts';
import type { iotlbEntry } from '../../models/components/iotlb-entry.machine.ts';
import type { memoryPage } from '../../models/components/memory-page.machine.ts';
import type { TablePage } from '../../models/components/table-page.ts';
import {
  allOf,
  anyOf,
  type Component,
  type Expression,
  implies,
  not,
  type Property,
  relation,
} from '../../models/compose/index.ts';
import type { flag } from '../../models/kit/flag.machine.ts';
import { companion, invariant, stepInvariant } from '../kinds/index.ts';
import { type DeviceTlbParts, usable } from './iommu-flushes.ts';
import { type Actor, at } from './subject.ts';

type Flag = Component<typeof flag>;

/** A page of memory that is mapped for devices, and all by which they can reach it. */
export interface ReachedPage {
  readonly name: string;
  readonly page: Component<ReturnType<typeof memoryPage>>;
  readonly pinned: Flag;
  readonly pte: Component<ReturnType<typeof ioPageTableEntry>>;
  readonly iotlb: Component<typeof iotlbEntry>;
  readonly deviceTlb: DeviceTlbParts | null;
  readonly dmas: readonly Component<typeof dmaEngine>[];
}

/**
 * A page that was given back is in no entry, no TLB, no device-TLB, and no request is on its way to it.
 *
 * Source: P8 of the survey; XSA-346, the messages of 5777a3742d and dea460d869.
 *
 * @param owner the domain that has it mapped
 */
export function noDmaToFreed(pages: readonly ReachedPage[], owner: string): Property {
  const lived = ({ page }: ReachedPage) => page.view('owner', (s) => s.context.owner);
  const left = (p: ReachedPage): Expression =>
    p.page.is(`is not of ${owner}`, (s) => s.context.owner !== owner);
  return invariant({
    name: 'NoDmaToFreed',
    statement: 'a page that was given back is reached by no entry, no cache and no request',
    stake: 'a device reads and writes memory that is in use elsewhere by now',
    holds: allOf(
      ...pages.flatMap((p) => [
        relation(
          `${p.name} is mapped only while it is of ${owner}`,
          [p.pte.view('page', (s) => s.context.seen?.page ?? null), lived(p)],
          (to, by) => to !== p.name || by === owner,
        ),
        relation(
          `the IOTLB leads to ${p.name} only while it is of ${owner}`,
          [p.iotlb.view('page', (s) => s.context.held?.page ?? null), lived(p)],
          (to, by) => to !== p.name || by === owner,
        ),
        ...(p.deviceTlb === null
          ? []
          : [
              not(
                allOf(
                  left(p),
                  usable(p.deviceTlb),
                  p.deviceTlb.tlb.is(`leads to ${p.name}`, (s) => s.context.held?.page === p.name),
                ),
              ),
            ]),
        ...p.dmas.map((dma) =>
          not(
            allOf(
              left(p),
              dma.is(`is on its way to ${p.name}`, (s) => s.context.flight?.page === p.name),
            ),
          ),
        ),
      ]),
    ),
    companion: companion(
      'a page has been given back that devices could reach',
      anyOf(...pages.map(left)),
    ),
  });
}

/**
 * A mapping is made as a whole, or taken back.
 *
 * Source: VFIO's undoing of what was mapped before (P17 of the survey); XSA-460 is the same of a region.
 *
 * @param idle where the actor is between two mappings
 */
export function rollbackComplete(
  pages: readonly ReachedPage[],
  mapper: Actor,
  idle: string,
): Property {
  const there = ({ pte }: ReachedPage) => pte.view('mapped', (s) => s.context.written !== null);
  const [first, ...others] = pages;
  return invariant({
    name: 'RollbackComplete',
    statement: 'what was to be mapped together is mapped as a whole, or not at all',
    stake: 'devices reach a page that everybody believes was never mapped',
    holds: implies(
      at(mapper, idle),
      allOf(
        ...(first === undefined ? [] : others).map((other) =>
          relation(
            `${other.name} is mapped if ${first?.name} is`,
            [there(first as ReachedPage), there(other)],
            (a, b) => a === b,
          ),
        ),
      ),
    ),
    companion: companion(
      'some of it is mapped while the rest is not',
      anyOf(
        ...(first === undefined ? [] : others).map((other) =>
          relation(
            'one is mapped and one is not',
            [there(first as ReachedPage), there(other)],
            (a, b) => a !== b,
          ),
        ),
      ),
    ),
  });
}

/** An I/O address is given out again only when nothing is cached of what was there. Source: P9. */
export function iovaFresh(pages: readonly ReachedPage[], publishes: string): Property {
  return stepInvariant({
    name: 'IovaFresh',
    statement: 'an I/O address is used again only when nothing is cached of what was there',
    stake: 'what a device is told to write to one buffer goes to another',
    steps: (step) => step.tags.includes(publishes),
    after: allOf(...pages.map(({ iotlb }) => iotlb.is('is empty', (s) => s.context.held === null))),
  });
}

/**
 * A page of the tables is given back only when no cache of walks leads to it.
 *
 * Source: CVE-2025-71089, CVE-2025-71202; the series of 2020-11 on freelists (P8, P12 of the survey).
 *
 * @param frees tag of the steps that give it back
 */
export function sharedTableFlush({ cached }: TablePage, frees: string): Property {
  return stepInvariant({
    name: 'SharedTableFlush',
    statement: 'a page of the tables is given back only when the IOMMU has forgotten it',
    stake: 'the IOMMU reads entries that somebody else has written, and sends devices there',
    steps: (step) => step.tags.includes(frees),
    after: cached.is('is empty', (s) => s.context.held === null),
  });
}

/**
 * A device in quarantine is not kept waiting for a request that is blocked.
 *
 * Source: ea38867831: devices that go on retrying for ever, even after a reset.
 *
 * @param away the device was taken from its domain and nobody is at work on it
 */
export function quarantineQuiet(retrying: Flag, away: Expression): Property {
  return invariant({
    name: 'QuarantineQuiet',
    statement: 'no device in quarantine makes a blocked request again and again',
    stake: 'a device that a guest has left behind hangs the host with faults',
    holds: not(
      allOf(
        away,
        retrying.is('is on', (s) => s.matches('on')),
      ),
    ),
    companion: companion('the device is in quarantine', away),
  });
}
