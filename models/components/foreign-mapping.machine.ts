/**
 * What one domain has mapped of a page of another one: entries of its page tables, and what a TLB may
 * hold of them.
 *
 * Models the mappings that `create_grant_host_mapping` makes and `replace_grant_host_mapping` takes
 * away (xen/arch/x86/mm.c, xen/arch/arm/mm.c), and those of an IOMMU, counted in `maptrack_tree`. A TLB
 * may hold whatever was mapped since it was flushed last, so it is taken to hold all of that.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

export type ForeignMappingEvent =
  | { readonly type: 'MAP'; readonly write: boolean }
  /** Entries of an IOMMU are flushed in the same breath. */
  | { readonly type: 'UNMAP'; readonly write: boolean; readonly flush?: boolean }
  /** Drops what no entry allows any more. */
  | { readonly type: 'FLUSH' }
  /** The domain is no more, and its tables and vCPUs with it. */
  | { readonly type: 'END' };

/** What can be done to the page. */
export type Access = 'none' | 'read' | 'write';

interface ForeignMapping {
  readonly readers: number;
  readonly writers: number;
  readonly tlb: Access;
}

function allowed({ readers, writers }: Pick<ForeignMapping, 'readers' | 'writers'>): Access {
  if (writers > 0) return 'write';
  return readers > 0 ? 'read' : 'none';
}

const rank: Readonly<Record<Access, number>> = { none: 0, read: 1, write: 2 };

/** More entries than this for one page are not made: a bound of the model. */
const entriesAtMost = 4;

export const foreignMapping = setup({
  types: { context: {} as ForeignMapping, events: {} as ForeignMappingEvent },
}).createMachine({
  id: 'foreignMapping',
  context: { readers: 0, writers: 0, tlb: 'none' },
  on: {
    MAP: {
      guard: ({ context }) => context.readers + context.writers < entriesAtMost,
      actions: assign(({ context, event: { write } }) => {
        const entries = write
          ? { readers: context.readers, writers: context.writers + 1 }
          : { readers: context.readers + 1, writers: context.writers };
        const now = allowed(entries);
        return { ...entries, tlb: rank[now] > rank[context.tlb] ? now : context.tlb };
      }),
    },
    UNMAP: {
      guard: ({ context, event: { write } }) => (write ? context.writers : context.readers) > 0,
      actions: assign(({ context, event: { write, flush } }) => {
        const entries = write
          ? { readers: context.readers, writers: context.writers - 1 }
          : { readers: context.readers - 1, writers: context.writers };
        return { ...entries, tlb: flush === true ? allowed(entries) : context.tlb };
      }),
    },
    FLUSH: { actions: assign({ tlb: ({ context }) => allowed(context) }) },
    END: { actions: assign({ readers: 0, writers: 0, tlb: 'none' }) },
  },
});

type ForeignMappingSnapshot = SnapshotFrom<typeof foreignMapping>;

/** What the domain can do to the page now, by its tables or by a TLB. */
export function reaches({ context }: ForeignMappingSnapshot): Access {
  return context.tlb;
}

/** How it is shown: what the tables allow, and what only a TLB does. */
export function showForeignMapping({ context }: ForeignMappingSnapshot): string {
  const now = allowed(context);
  const { readers, writers, tlb } = context;
  const entries = readers + writers > 1 ? ` ${readers + writers}×` : '';
  return `${now}${entries}${tlb === now ? '' : `, TLB ${tlb}`}`;
}
