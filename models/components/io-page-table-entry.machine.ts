/**
 * One leaf entry of a domain's I/O page tables, as the CPU wrote it and as the IOMMU reads it.
 *
 * An IOMMU that does not snoop CPU caches reads what was written back to memory (c23274fd04,
 * iommu_sync_cache); a coherent one reads what was written.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

/** What an entry says; null if it is not present. */
export interface Mapping {
  readonly page: string;
  readonly writable: boolean;
}

export type IoPageTableEntryEvent =
  | { readonly type: 'MAP'; readonly page: string; readonly writable: boolean }
  /** The same, accepted only while the entry is not present. */
  | { readonly type: 'FILL'; readonly page: string; readonly writable: boolean }
  | { readonly type: 'UNMAP' }
  /** The same, accepted only while the entry is present. */
  | { readonly type: 'REMOVE' }
  /** Looked at and changed under one lock; accepted only where this page was, or none. */
  | { readonly type: 'REPLACE'; readonly was: string | null; readonly by: string | null }
  /** The cache line goes to memory. */
  | { readonly type: 'WRITE_BACK' }
  /** The IOMMU walks the tables for a write; accepted only for a writable page it finds. */
  | { readonly type: 'WALK'; readonly page: string };

/** @param starts what the entry says at first @param coherent whether the IOMMU snoops CPU caches */
export function ioPageTableEntry(starts: Mapping | null, coherent: boolean) {
  return setup({
    types: {
      context: {} as { readonly written: Mapping | null; readonly seen: Mapping | null },
      events: {} as IoPageTableEntryEvent,
    },
    actions: {
      write: assign({
        written: (_, mapping: Mapping) => mapping,
        seen: ({ context }, mapping: Mapping) => (coherent ? mapping : context.seen),
      }),
      clear: assign({ written: null, seen: ({ context }) => (coherent ? null : context.seen) }),
    },
  }).createMachine({
    id: 'ioPageTableEntry',
    context: { written: starts, seen: starts },
    on: {
      MAP: {
        actions: { type: 'write', params: ({ event: { page, writable } }) => ({ page, writable }) },
      },
      FILL: {
        guard: ({ context }) => context.written === null,
        actions: { type: 'write', params: ({ event: { page, writable } }) => ({ page, writable }) },
      },
      UNMAP: { actions: 'clear' },
      REMOVE: { guard: ({ context }) => context.written !== null, actions: 'clear' },
      REPLACE: {
        guard: ({ context, event }) => (context.written?.page ?? null) === event.was,
        actions: assign(({ context, event: { by } }) => {
          const written = by === null ? null : { page: by, writable: true };
          return { written, seen: coherent ? written : context.seen };
        }),
      },
      WRITE_BACK: { actions: assign({ seen: ({ context }) => context.written }) },
      WALK: {
        guard: ({ context, event }) => context.seen?.page === event.page && context.seen.writable,
        actions: assign({}),
      },
    },
  });
}

/** How it is shown: what was written, and what the IOMMU sees where that is something else. */
export function showIoPageTableEntry({
  context,
}: SnapshotFrom<ReturnType<typeof ioPageTableEntry>>): string {
  const text = (m: Mapping | null): string =>
    m === null ? 'none' : `${m.page}${m.writable ? '' : ' read-only'}`;
  const [written, seen] = [text(context.written), text(context.seen)];
  return written === seen ? written : `${written} (in memory ${seen})`;
}
