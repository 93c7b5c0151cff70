/**
 * What an IOMMU knows of one requester ID (RID): the context entry in memory, and the copy of it that
 * the hardware has cached.
 *
 * Stands for a VT-d context entry, an AMD device table entry and an SMMUv3 stream table entry. What
 * matters of it is which page tables it leads to and with which domain id translations are tagged; an
 * entry without tables is not present, and requests are blocked. VT-d and AMD write both in one
 * compare-exchange of 16 bytes (domain_context_mapping_one in xen/drivers/passthrough/vtd/iommu.c,
 * amd_iommu_set_root_page_table in amd/iommu_map.c); `WRITE_TABLES` and `WRITE_ID` are the halves of
 * code that did not.
 *
 * A present entry stays cached from its first use until it is invalidated. The hardware may also forget
 * it of its own accord, which shows nothing that not having fetched it would not show.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

/** Where requests are sent: page tables by name, and the domain id of what is cached of them. */
export interface Translation {
  readonly tables: string;
  readonly id: number;
}

export type IommuContextEvent =
  /** Rewrites the entry at once; accepted only while it leads to the tables `was`, null for none. */
  | {
      readonly type: 'WRITE';
      readonly was: string | null;
      readonly tables: string;
      readonly id: number;
    }
  /** One half of an entry that is written in two. */
  | { readonly type: 'WRITE_TABLES'; readonly was: string | null; readonly tables: string }
  | { readonly type: 'WRITE_ID'; readonly id: number }
  /** Makes the entry not present; accepted only while it leads to the tables `was`. */
  | { readonly type: 'CLEAR'; readonly was: string | null }
  /** A request is looked up; accepted only with the translation the hardware goes by. */
  | { readonly type: 'FETCH'; readonly tables: string; readonly id: number }
  /** The hardware drops its copy. */
  | { readonly type: 'INVALIDATE' };

/** @param starts where the entry leads at first; null if it is not present */
export function iommuContext(starts: Translation | null) {
  return setup({
    types: {
      context: {} as { readonly entry: Translation | null; readonly cached: Translation | null },
      events: {} as IommuContextEvent,
    },
    guards: {
      leadsTo: ({ context }, { was }: { was: string | null }) =>
        (context.entry?.tables ?? null) === was,
    },
  }).createMachine({
    id: 'iommuContext',
    context: { entry: starts, cached: null },
    on: {
      WRITE: {
        guard: { type: 'leadsTo', params: ({ event }) => ({ was: event.was }) },
        actions: assign({ entry: ({ event: { tables, id } }) => ({ tables, id }) }),
      },
      WRITE_TABLES: {
        guard: { type: 'leadsTo', params: ({ event }) => ({ was: event.was }) },
        actions: assign({
          entry: ({ context, event }) => ({ tables: event.tables, id: context.entry?.id ?? 0 }),
        }),
      },
      WRITE_ID: {
        guard: ({ context }) => context.entry !== null,
        actions: assign({
          entry: ({ context, event }) =>
            context.entry === null ? null : { ...context.entry, id: event.id },
        }),
      },
      CLEAR: {
        guard: { type: 'leadsTo', params: ({ event }) => ({ was: event.was }) },
        actions: assign({ entry: null }),
      },
      FETCH: {
        guard: ({ context, event }) => {
          const used = context.cached ?? context.entry;
          return used?.tables === event.tables && used.id === event.id;
        },
        actions: assign({ cached: ({ event: { tables, id } }) => ({ tables, id }) }),
      },
      INVALIDATE: { actions: assign({ cached: null }) },
    },
  });
}

export type IommuContext = ReturnType<typeof iommuContext>;

/** The translation the hardware goes by: its copy where it has one, else the entry. */
export function translationUsed({ context }: SnapshotFrom<IommuContext>): Translation | null {
  return context.cached ?? context.entry;
}

/** How it is shown: the entry, and the copy where that is another one. */
export function showIommuContext({ context }: SnapshotFrom<IommuContext>): string {
  const { entry, cached } = context;
  const text = (t: Translation | null): string => (t === null ? 'blocked' : `${t.tables}#${t.id}`);
  const stale = cached !== null && text(cached) !== text(entry);
  return `${text(entry)}${stale ? ` (cached ${text(cached)})` : cached === null ? '' : ' (cached)'}`;
}
