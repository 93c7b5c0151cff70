/** What requests of the device can go by, and where they go, in the form in which requirements are stated. */

import { noContextLeadsTo } from '../../../properties/passthrough/assigned-device.ts';
import type { Caches } from '../../../properties/passthrough/iommu.ts';
import { allOf, type Expression, implies, not, relation, type View } from '../../compose/index.ts';
import type { Parts } from './world.ts';

/** Pages by whose they are; the guest's can change hands, and no domain's tables may lead to others. */
const domainOf: Readonly<Record<string, string>> = {
  'dom0 page': 'dom0',
  'scratch page': 'quarantine',
};

/** A page that is granted: devices behind these tables may write to it as long as all of this is so. */
export interface GrantedTo {
  readonly page: string;
  readonly tables: string;
  readonly inForce: readonly View<boolean>[];
}

/** A request in flight goes to memory of the domain whose tables sent it there, or that was granted to it. */
export function confined(
  { dma }: Pick<Parts, 'dma'>,
  pages: readonly Parts['page'][],
  granted: GrantedTo | null = null,
): Expression {
  return relation(
    'a request in flight goes to memory of the domain that sent it there',
    [
      dma.view('page', (s) => s.context.flight?.page ?? null),
      dma.view('tables', (s) => s.context.flight?.tables ?? null),
      ...pages.map((page) =>
        page.view('writable by', (s) => (s.context.writable ? s.context.owner : null)),
      ),
      ...(granted?.inForce ?? []),
    ],
    (to, tables, ...rest) => {
      if (to === null) return true;
      const known = pages.findIndex(({ name }) => name === to);
      if ((known < 0 ? domainOf[to] : rest[known]) === tables) return true;
      const inForce = rest.slice(pages.length).every((is) => is === true);
      return granted?.page === to && granted.tables === tables && inForce;
    },
  );
}

/** What the IOMMU can go by: IOTLBs, the guest's tables as it sees them, the way to those. */
export function cachesOf(world: Parts): Caches {
  const { values, page, pte, rids, tables, tablePage, guestName } = world;
  const iotlbs = world.iotlbs();
  const lived = page.view('writable by', (s) => (s.context.writable ? s.context.owner : null));
  const reached = not(noContextLeadsTo(rids, guestName));
  const entries = relation(
    `the entry of the page leads to memory of ${guestName}`,
    [
      pte.view('page', (s) => (s.context.seen?.writable === true ? s.context.seen.page : null)),
      lived,
    ],
    (to, owner) => to === null || owner === guestName,
  );
  const cached = iotlbs.map((iotlb) =>
    relation(
      `${iotlb.name} leads to memory that is there`,
      [iotlb.view('page', (s) => s.context.held?.page ?? null), lived],
      (to, owner) => to !== world.pageName || owner === guestName,
    ),
  );
  const way =
    tablePage === null
      ? []
      : [
          relation(
            'the way that is cached leads to a table that is there',
            [
              tablePage.cached.view('page', (s) => s.context.held?.page ?? null),
              tablePage.page.view('owner', (s) => s.context.owner),
            ],
            (to, owner) => to === null || owner === guestName,
          ),
        ];
  return {
    iotlbs: iotlbs.map((iotlb) => ({ iotlb, foundBy: values.driver === 'amd' ? 'device' : 'id' })),
    tablesOf: (id) => world.allTables.find((name) => world.idOf(name) === id) ?? '',
    current: allOf(implies(reached, entries), ...cached, ...way),
    tables: tables.is('are there', (s) => s.matches('allocated')),
    guest: guestName,
  };
}
