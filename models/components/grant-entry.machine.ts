/**
 * One entry of a grant table as the granting domain writes it, and the bits with which the hypervisor
 * says that it is in use.
 *
 * Models grant_entry_v1_t, grant_entry_v2_t and grant_status_t (xen/include/public/grant_table.h). In
 * version 1 the status bits are in the same word as flags and domain id, and whoever changes them both at
 * once takes both components into one step; in version 2 they are in a frame of their own, and nobody can.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

export type GrantEntryEvent =
  /** Whom it is for: the id that is written, and the incarnation of the domain that is meant by it. */
  | { readonly type: 'WRITE_DOMID'; readonly domid: number; readonly meant: number }
  | { readonly type: 'WRITE_FRAME'; readonly frame: number }
  /** GTF_permit_access, with GTF_readonly or without. */
  | { readonly type: 'PERMIT'; readonly readonly: boolean }
  /** Flags become 0; all else stays as it is. */
  | { readonly type: 'INVALIDATE' };

interface GrantEntry {
  readonly domid: number | null;
  readonly meant: number;
  readonly frame: number | null;
  readonly readonly: boolean;
  /** What the granting domain has said last about writing; it outlives the flags. */
  readonly lastWord: 'none' | 'read' | 'write';
}

export const grantEntry = setup({
  types: { context: {} as GrantEntry, events: {} as GrantEntryEvent },
}).createMachine({
  id: 'grantEntry',
  context: { domid: null, meant: 0, frame: null, readonly: false, lastWord: 'none' },
  initial: 'invalid',
  on: {
    WRITE_DOMID: {
      actions: assign(({ event: { domid, meant } }) => ({ domid, meant })),
    },
    WRITE_FRAME: { actions: assign({ frame: ({ event }) => event.frame }) },
    PERMIT: {
      target: '.access',
      actions: assign(({ event: { readonly } }) => ({
        readonly,
        lastWord: readonly ? ('read' as const) : ('write' as const),
      })),
    },
    INVALIDATE: { target: '.invalid', actions: assign({ readonly: false }) },
  },
  states: { invalid: {}, access: {} },
});

/** How it is shown: access, and what to. */
export function showGrantEntry(s: SnapshotFrom<typeof grantEntry>): string {
  const { domid, frame, readonly } = s.context;
  if (s.matches('invalid')) return 'invalid';
  return `dom${domid ?? '?'} may ${readonly ? 'read' : 'write'} ${frame === null ? 'frame ?' : `p${frame}`}`;
}

export type GrantStatusEvent =
  | { readonly type: 'SET'; readonly writing: boolean }
  | { readonly type: 'CLEAR'; readonly reading: boolean; readonly writing: boolean };

/** GTF_reading and GTF_writing. */
export const grantStatus = setup({
  types: {
    context: {} as { readonly reading: boolean; readonly writing: boolean },
    events: {} as GrantStatusEvent,
  },
}).createMachine({
  id: 'grantStatus',
  context: { reading: false, writing: false },
  on: {
    SET: {
      actions: assign(({ context, event }) => ({
        reading: true,
        writing: context.writing || event.writing,
      })),
    },
    CLEAR: {
      actions: assign(({ context, event }) => ({
        reading: context.reading && !event.reading,
        writing: context.writing && !event.writing,
      })),
    },
  },
});

/** Whether a bit says that the entry is in use. */
export function inUse({ context }: SnapshotFrom<typeof grantStatus>): boolean {
  return context.reading || context.writing;
}

/** How they are shown. */
export function showGrantStatus({ context }: SnapshotFrom<typeof grantStatus>): string {
  const bits = [...(context.reading ? ['reading'] : []), ...(context.writing ? ['writing'] : [])];
  return bits.length === 0 ? 'unused' : bits.join(', ');
}
