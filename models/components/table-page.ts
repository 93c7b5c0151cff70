/**
 * A page of I/O page tables, and the ways by which a walk goes through it: by the entry that leads to it,
 * or by what a paging-structure cache remembers of that entry, which may have been freed meanwhile.
 */

import type { Component, Participation } from '../compose/index.ts';
import type { flag } from '../kit/flag.machine.ts';
import type { iotlbEntry } from './iotlb-entry.machine.ts';
import type { memoryPage } from './memory-page.machine.ts';

/** A page of dom1's I/O page tables, with what the IOMMU has cached of the way to it. */
export interface TablePage {
  readonly page: Component<ReturnType<typeof memoryPage>>;
  /** The entry that leads to it; on while it does. */
  readonly linked: Component<typeof flag>;
  readonly cached: Component<typeof iotlbEntry>;
}

/** One way through the page: what takes part, and whether the page is still the tables' own. */
export interface Way {
  readonly how: string;
  readonly parts: readonly Participation[];
  readonly freed: boolean;
}

/** The ways of a walk whose results are tagged with this id. */
export function waysThrough({ page, linked, cached }: TablePage, id: number): readonly Way[] {
  const way = { page: page.name, id };
  const mine = page.when('is of dom1', (s) => s.context.owner === 'dom1');
  const freed = page.when('is not of dom1', (s) => s.context.owner !== 'dom1');
  const fresh = [cached.on('FILL', way), linked.when('is on', (s) => s.matches('on'))];
  return [
    { how: 'walk', parts: [...fresh, mine], freed: false },
    { how: 'walk from the cached way', parts: [cached.on('HIT', way), mine], freed: false },
    {
      how: 'walk from the cached way, through a freed table',
      parts: [cached.on('HIT', way), freed],
      freed: true,
    },
  ];
}
