/** What requests of the device can go by, and where they go, in the form in which requirements are stated. */

import { noContextLeadsTo } from '../../../properties/passthrough/assigned-device.ts';
import type { Caches } from '../../../properties/passthrough/iommu.ts';
import { allOf, type Expression, implies, not, relation } from '../../compose/index.ts';
import { idOf, type Tables, type World } from './world.ts';

/** Pages by whose they are; the guest's can change hands, and no domain's tables may lead to others. */
const domainOf: Readonly<Record<string, Tables>> = {
  'dom0 page': 'dom0',
  'scratch page': 'quarantine',
};

/** A request in flight goes to memory of the domain whose tables sent it there. */
export function confined({ dma, page }: World): Expression {
  return relation(
    'a request in flight goes to memory of the domain that sent it there',
    [
      dma.view('page', (s) => s.context.flight?.page ?? null),
      dma.view('tables', (s) => s.context.flight?.tables ?? null),
      page.view('writable by', (s) => (s.context.writable ? s.context.owner : null)),
    ],
    (to, tables, owner) => {
      if (to === null) return true;
      return (to === 'guest page' ? owner : domainOf[to]) === tables;
    },
  );
}

/** What the IOMMU can go by: IOTLBs, the guest's tables as it sees them, the way to those. */
export function cachesOf(world: World): Caches {
  const { values, page, pte, rids, tables, tablePage } = world;
  const iotlbs = world.iotlbs();
  const lived = page.view('writable by', (s) => (s.context.writable ? s.context.owner : null));
  const reached = not(noContextLeadsTo(rids, 'dom1'));
  const entries = relation(
    'the entry of the page leads to memory of dom1',
    [
      pte.view('page', (s) => (s.context.seen?.writable === true ? s.context.seen.page : null)),
      lived,
    ],
    (to, owner) => to === null || owner === 'dom1',
  );
  const cached = iotlbs.map((iotlb) =>
    relation(
      `${iotlb.name} leads to memory that is there`,
      [iotlb.view('page', (s) => s.context.held?.page ?? null), lived],
      (to, owner) => to !== 'guest page' || owner === 'dom1',
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
            (to, owner) => to === null || owner === 'dom1',
          ),
        ];
  return {
    iotlbs: iotlbs.map((iotlb) => ({ iotlb, foundBy: values.driver === 'amd' ? 'device' : 'id' })),
    tablesOf: (id) => Object.entries(idOf).find(([, known]) => known === id)?.[0] ?? '',
    current: allOf(implies(reached, entries), ...cached, ...way),
    tables: tables.is('are there', (s) => s.matches('allocated')),
    guest: 'dom1',
  };
}
