/**
 * The range set of a BAR: the frames that deferred work still has to map or unmap.
 *
 * Models `bar->mem` (xen/drivers/vpci/header.c since 622bdd9628, common/rangeset.c): filled by
 * modify_bars, consumed from the lowest frame on by vpci_process_pending, purged on errors. Frames are
 * bits. `base` is remembered only by work that carries a snapshot of where the BAR was when the set was
 * computed (20260708210233.922275-1-stewart.hildebrand@amd.com).
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

export type RangeSetEvent =
  /** Accepted while it is empty, as modify_bars asserts. */
  | { readonly type: 'FILL'; readonly bits: number; readonly base?: number }
  /** Accepted while it is not. */
  | { readonly type: 'ADD'; readonly bits: number; readonly base?: number }
  | { readonly type: 'REMOVE'; readonly bits: number }
  /** Takes out the lowest frame; accepted only if it is this one, and the last one or not. */
  | { readonly type: 'TAKE'; readonly frame: number; readonly last: boolean }
  | { readonly type: 'PURGE' };

interface RangeSetContext {
  readonly bits: number;
  readonly base: number | null;
}

const empty: RangeSetContext = { bits: 0, base: null };

/** What is left of a set; an empty one remembers nothing. */
function without({ bits, base }: RangeSetContext, gone: number): RangeSetContext {
  return (bits & ~gone) === 0 ? empty : { bits: bits & ~gone, base };
}

export const rangeSet = setup({
  types: { context: {} as RangeSetContext, events: {} as RangeSetEvent },
}).createMachine({
  id: 'rangeSet',
  context: empty,
  on: {
    FILL: {
      guard: ({ context }) => context.bits === 0,
      actions: assign(({ event }) => ({ bits: event.bits, base: event.base ?? null })),
    },
    ADD: {
      guard: ({ context }) => context.bits !== 0,
      actions: assign(({ context, event }) => ({
        bits: context.bits | event.bits,
        base: event.base ?? null,
      })),
    },
    REMOVE: { actions: assign(({ context, event }) => without(context, event.bits)) },
    TAKE: {
      guard: ({ context, event }) =>
        lowest(context) === event.frame && (context.bits === 1 << event.frame) === event.last,
      actions: assign(({ context, event }) => without(context, 1 << event.frame)),
    },
    PURGE: { actions: assign(empty) },
  },
});

/** The lowest frame of a set; -1 if it is empty. */
export function lowest({ bits }: { readonly bits: number }): number {
  return 31 - Math.clz32(bits & -bits);
}

/** How a set is shown: its frames. */
export function showRangeSet({ context: { bits } }: SnapshotFrom<typeof rangeSet>): string {
  const frames = Array.from({ length: 32 }, (_, f) => f).filter((f) => (bits & (1 << f)) !== 0);
  return frames.length === 0 ? '{}' : `{${frames.join(' ')}}`;
}
