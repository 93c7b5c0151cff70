/**
 * Requirements on what an IOMMU knows of a requester ID: NoTornEntry, NoStaleContext, AllAliasesMove,
 * DomIdFresh, QuirkOnlyTrusted, NoForeignIdentity.
 */

import type { dmaEngine } from '../../models/components/dma-engine.machine.ts';
import type { ioPageTableEntry } from '../../models/components/io-page-table-entry.machine.ts';
import { translationUsed } from '../../models/components/iommu-context.machine.ts';
import type { iotlbEntry } from '../../models/components/iotlb-entry.machine.ts';
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
import { type Companion, companion, invariant, stepInvariant } from '../kinds/index.ts';
import type { RidParts } from './assigned-device.ts';

/** An entry of the tables that is changed while devices use it, and who uses it. */
export interface LiveEntry {
  readonly pte: Component<ReturnType<typeof ioPageTableEntry>>;
  /** The page it leads to in the end, for reading only. */
  readonly readOnly: string;
  readonly iotlb: Component<typeof iotlbEntry>;
  readonly dma: Component<typeof dmaEngine>;
}

/**
 * Hardware never reads an entry that is neither the old one, nor the new one, nor not present.
 *
 * Source: XSA-347 (3b055121c5, 0514a3a25f), CVE-2026-45944.
 *
 * @param idOf the domain id that belongs to tables
 * @param entries entries of tables that change from a page for writing to another for reading; all
 *   requests are writes here, so that one that reaches the second page has read half of each
 */
export function noTornEntry(
  rids: readonly RidParts[],
  idOf: (tables: string) => number,
  entries: readonly LiveEntry[],
): Property {
  return invariant({
    name: 'NoTornEntry',
    statement: 'hardware never reads an entry that is neither old nor new nor not present',
    stake: 'requests are translated by a mixture of two domains that nobody has set up',
    holds: allOf(
      ...rids.map(({ context }) =>
        context.is(
          'has cached tables and domain id of one domain',
          ({ context: { cached } }) => cached === null || cached.id === idOf(cached.tables),
        ),
      ),
      ...entries.flatMap(({ readOnly, iotlb, dma }) => [
        iotlb.is(`lets nobody write to ${readOnly}`, (s) => s.context.held?.page !== readOnly),
        dma.is(`has no write to ${readOnly}`, (s) => s.context.flight?.page !== readOnly),
      ]),
    ),
    companion: companion(
      'an entry has changed that hardware has read',
      anyOf(
        ...rids.map(({ context }) =>
          context.is(
            'is cached as it is no more',
            ({ context: { entry, cached } }) =>
              cached !== null && (entry?.tables !== cached.tables || entry.id !== cached.id),
          ),
        ),
        ...entries.map(({ pte, readOnly, iotlb }) =>
          allOf(
            pte.is(`leads to ${readOnly}`, (s) => s.context.seen?.page === readOnly),
            iotlb.is('holds something', (s) => s.context.held !== null),
          ),
        ),
      ),
    ),
  });
}

/**
 * Once a device has changed hands, no request of it is translated by the context it had.
 *
 * Source: XSA-442 (5fc98b9708), P2 of the survey.
 *
 * @param settled nobody is at work on the device
 */
export function noStaleContext(rids: readonly RidParts[], settled: Expression): Property {
  return invariant({
    name: 'NoStaleContext',
    statement: 'once a change of hands is complete, no request is translated by the former context',
    stake: 'a device goes on reading and writing memory of a domain that it was taken from',
    holds: implies(
      settled,
      allOf(
        ...rids.map(({ context }) =>
          context.is(
            'has cached nothing else than it says',
            ({ context: { entry, cached } }) =>
              cached === null || (cached.tables === entry?.tables && cached.id === entry.id),
          ),
        ),
      ),
    ),
    companion: companion(
      'a context changes that hardware has cached',
      anyOf(
        ...rids.map(({ context }) =>
          context.is(
            'is cached as it is no more',
            ({ context: { entry, cached } }) => cached !== null && cached.tables !== entry?.tables,
          ),
        ),
      ),
    ),
  });
}

/** Every requester ID that a device can emit is in the same domain. Source: XSA-449, quirks for aliases. */
export function allAliasesMove(rids: readonly RidParts[], settled: Expression): Property {
  const [main, ...aliases] = rids;
  const tables = ({ context }: RidParts) =>
    context.view('tables', (s) => s.context.entry?.tables ?? null);
  return invariant({
    name: 'AllAliasesMove',
    statement: 'all requester IDs that a device can emit are in the same domain',
    stake: 'a device reaches its former domain by another name',
    holds: implies(
      settled,
      allOf(
        ...(main === undefined ? [] : aliases).map((alias) =>
          relation(
            `${alias.name} leads where ${main?.name} does`,
            [tables(main as RidParts), tables(alias)],
            (one, other) => one === other,
          ),
        ),
      ),
    ),
    companion: companion('the device is changing hands', not(settled)),
  });
}

/**
 * A domain id is handed out only when nothing in the IOTLB carries it.
 *
 * Source: P13 of the survey.
 *
 * @param takes tag of the step that hands it out
 * @param iotlbs what the IOTLB holds by that id
 */
export function domIdFresh(
  takes: string,
  iotlbs: readonly Component<typeof iotlbEntry>[],
): Property {
  return stepInvariant({
    name: 'DomIdFresh',
    statement: 'a domain id is handed out only when nothing in the IOTLB carries it',
    stake: 'devices of a new domain reach memory of the one that had its id before',
    steps: (step) => step.tags.includes(takes),
    after: allOf(...iotlbs.map((iotlb) => iotlb.is('is empty', (s) => s.context.held === null))),
  });
}

/**
 * Only devices that are trusted have their translation waived.
 *
 * Source: Linux 67e8a5b18d41.
 *
 * @param identity the tables that stand for no translation
 * @param put an untrusted device claims to be one for which it would be
 */
export function quirkOnlyTrusted(
  rids: readonly RidParts[],
  trusted: boolean,
  identity: string,
  put: Companion,
): Property {
  return invariant({
    name: 'QuirkOnlyTrusted',
    statement: 'translation is waived only for devices that are trusted',
    stake: 'a device that is plugged in names itself so that it reaches all memory',
    holds: trusted
      ? { kind: 'constant', value: true }
      : allOf(
          ...rids.map(({ context }) =>
            context.is('is translated', (s) => translationUsed(s)?.tables !== identity),
          ),
        ),
    companion: put,
  });
}
