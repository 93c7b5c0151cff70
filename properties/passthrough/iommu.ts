/** Requirements on the IOMMU: IOMMU-MATCH, RMRR-MAPPED, NO-STALE-DMA, QUARANTINE. */

import { translationUsed } from '../../models/components/iommu-context.machine.ts';
import type { iotlbEntry } from '../../models/components/iotlb-entry.machine.ts';
import {
  allOf,
  anyOf,
  type Component,
  type Expression,
  type Invariant,
  implies,
  not,
  type Property,
  relation,
} from '../../models/compose/index.ts';
import { type Companion, companion, invariant } from '../kinds/index.ts';
import {
  belongs,
  ownerIs,
  type PassthroughDevice,
  type RidParts,
  used,
  usedIs,
} from './assigned-device.ts';

/**
 * Each RID's context belongs to the owner or is blocked; never dom0 while a guest can program the
 * device; and tables and domain id of a context belong together.
 *
 * Source: XSA-449 (cb4ecb3cc1), the message of 0514a3a25f, and assign_device, deassign_device.
 */
export function contextsMatch(device: PassthroughDevice): Property {
  const { rids, list, settled, programmable, broken, idsMatch } = device;
  const owner = list.view('owner', (s) => s.context.list);
  return invariant({
    name: 'IOMMU-MATCH',
    statement:
      'every RID is translated for the owner of its device or blocked, and never for dom0 while a guest can program the device',
    stake: 'a guest reads and writes memory of dom0 by the hand of its device',
    holds: allOf(
      idsMatch,
      ...rids.flatMap((rid) => [
        implies(
          allOf(settled, not(broken)),
          relation(
            `the context of ${rid.name} belongs to the owner`,
            [rid.context.view('tables', (s) => s.context.entry?.tables ?? null), owner],
            belongs,
          ),
        ),
        not(allOf(programmable, usedIs(rid, 'dom0'))),
      ]),
    ),
    companion: companion(
      'dom0 is at work on a device that the guest can program',
      allOf(programmable, not(settled)),
    ),
  });
}

/**
 * A device with a reserved region is never without a mapping of it.
 *
 * Source: XSA-400 (8f41e481b4, 1fa6e9aa36, 14dd241aad, 78a40f8b5d).
 *
 * @param mapped whether the region is mapped as a whole in the tables of the guest
 */
export function regionsMapped(main: RidParts, guest: string, mapped: Expression): Property {
  return regionsKept(
    allOf(
      main.context.is('is not blocked', (s) => translationUsed(s) !== null),
      implies(usedIs(main, guest), mapped),
    ),
    companion('the device is translated by the tables of the guest', usedIs(main, guest)),
  );
}

/** The same, for whoever has such a device. */
export function regionsKept(holds: Expression, tested: Companion): Property {
  return invariant({
    name: 'RMRR-MAPPED',
    statement: 'a device with a reserved region is never without a mapping of it',
    stake: 'a device that firmware uses behind the back of the host misbehaves, up to a host crash',
    holds,
    companion: tested,
  });
}

/** A cache of translations, and how it is found: by domain id, or by the device it is of. */
export interface IotlbParts {
  readonly iotlb: Component<typeof iotlbEntry>;
  readonly foundBy: 'id' | 'device';
}

/** What the IOMMU can go by that may be out of date. */
export interface Caches {
  readonly iotlbs: readonly IotlbParts[];
  /** The tables whose domain id is this. */
  readonly tablesOf: (id: number) => string;
  /** Every entry of tables or IOTLBs that a device can be sent by leads to memory that is still there. */
  readonly current: Expression;
  /** The tables of the guest have not been freed. */
  readonly tables: Expression;
  readonly guest: string;
}

/**
 * No context, table or TLB entry refers to freed memory, or to a former owner after the operation has
 * returned.
 *
 * Source: the messages of 85c72f9fe7, 5777a3742d, dea460d869, 5fc98b9708 and f591755823.
 */
export function noStaleDma(device: PassthroughDevice, caches: Caches): Invariant {
  const { rids, list, queue, settled, broken } = device;
  const { iotlbs, tablesOf, current, tables, guest } = caches;
  const known = allOf(settled, not(broken));
  const owner = list.view('owner', (s) => s.context.list);
  return invariant({
    name: 'NO-STALE-DMA',
    statement:
      'no context, table or TLB entry refers to memory that was given back, or to a former owner once the operation is done',
    stake: 'a guest reads and writes memory that it has given back and that is in use elsewhere',
    holds: allOf(
      current,
      ...iotlbs
        .filter(({ foundBy }) => foundBy === 'device')
        .map(({ iotlb }) =>
          implies(
            known,
            relation(
              `${iotlb.name} is of the owner`,
              [iotlb.view('id', (s) => s.context.held?.id ?? null), owner],
              (id, domain) => id === null || belongs(tablesOf(id), domain),
            ),
          ),
        ),
      ...rids.flatMap((rid) => [
        implies(
          settled,
          rid.context.is(
            'has cached what it says',
            ({ context: { entry, cached } }) => cached === null || cached.tables === entry?.tables,
          ),
        ),
        implies(usedIs(rid, guest), tables),
      ]),
    ),
    companion: companion(
      'a translation is cached while an invalidation is outstanding',
      allOf(
        anyOf(...iotlbs.map(({ iotlb }) => iotlb.is('holds one', (s) => s.context.held !== null))),
        outstanding(queue),
      ),
    ),
  });
}

/** Some invalidation was asked for and is not done. */
export function outstanding(queue: PassthroughDevice['queue']): Expression {
  return queue.is('has a command', (s) => s.context.commands.length > 0);
}

/**
 * A device that leaves a guest reaches nothing of dom0 while it may still do what the guest told it
 * to; in quarantine it is translated by tables of its own, and to the scratch page if to anything.
 *
 * Source: XSA-302 (319f9a0ba9), XSA-306 (ba2ab00bbb), XSA-445 (fe1e4668b3).
 *
 * @param drives whether a guest can tell the device to do anything
 * @param guests the guests that can have it
 */
export function quarantined(
  device: Omit<PassthroughDevice, 'queue' | 'programmable' | 'idsMatch'>,
  drives: boolean,
  guests: readonly string[] = ['dom1'],
): Invariant {
  const { rids, dma, driven, settled, broken } = device;
  return invariant({
    name: 'QUARANTINE',
    statement:
      'a device that leaves a guest reaches nothing of dom0 before it has been reset, and nothing but the scratch page in quarantine',
    stake: 'what a guest has set up goes on after its end, into memory of dom0',
    holds: allOf(
      ...rids.flatMap((rid) => [
        not(allOf(driven, usedIs(rid, 'dom0'))),
        implies(
          allOf(settled, not(broken), ownerIs(device, 'dom_io')),
          relation(`${rid.name} is in quarantine`, [used(rid)], (tables) => belongs(tables, null)),
        ),
      ]),
      dma.is(
        'goes to the scratch page if sent by the tables of quarantine',
        ({ context: { flight } }) =>
          flight?.tables !== 'quarantine' || flight.page === 'scratch page',
      ),
    ),
    companion: drives
      ? companion(
          'the device has left the guest while it may do what the guest told it to',
          allOf(driven, settled, ...guests.map((guest) => not(ownerIs(device, guest)))),
        )
      : companion('the device is in quarantine', allOf(settled, ownerIs(device, 'dom_io'))),
  });
}
