/**
 * One handle of the domain that maps: which grant it is a mapping of, and what of it is left.
 *
 * Models `struct grant_mapping` (xen/common/grant_table.c). A handle is taken before anything else and
 * its flags are stored last; a partial unmap takes some of the flags and leaves the handle.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';
import type { PinKind } from './active-grant.machine.ts';

export type MaptrackEntryEvent =
  | { readonly type: 'TAKE' }
  /** Stores granter, ref and flags. */
  | {
      readonly type: 'STORE';
      readonly ref: number;
      readonly kinds: readonly PinKind[];
      readonly write: boolean;
    }
  /** Takes flags of this mapping away; accepted only where they are all there, and no others if `all`. */
  | {
      readonly type: 'CLEAR';
      readonly ref: number;
      readonly kinds: readonly PinKind[];
      readonly write: boolean;
      readonly all?: boolean;
    }
  | { readonly type: 'GIVE' };

interface MaptrackEntry {
  readonly ref: number | null;
  readonly hst: boolean;
  readonly dev: boolean;
  readonly write: boolean;
}

const empty: MaptrackEntry = { ref: null, hst: false, dev: false, write: false };

export const maptrackEntry = setup({
  types: { context: {} as MaptrackEntry, events: {} as MaptrackEntryEvent },
}).createMachine({
  id: 'maptrackEntry',
  context: empty,
  initial: 'free',
  states: {
    free: { on: { TAKE: 'taken' } },
    taken: {
      on: {
        STORE: {
          actions: assign(({ event: { ref, kinds, write } }) => ({
            ref,
            hst: kinds.includes('hst'),
            dev: kinds.includes('dev'),
            write,
          })),
        },
        CLEAR: {
          guard: ({ context, event: { ref, kinds, write, all } }) =>
            context.ref === ref &&
            context.write === write &&
            kinds.every((kind) => context[kind]) &&
            (all !== true || kinds.length === (context.hst ? 1 : 0) + (context.dev ? 1 : 0)),
          actions: assign(({ context, event: { kinds } }) => ({
            hst: context.hst && !kinds.includes('hst'),
            dev: context.dev && !kinds.includes('dev'),
          })),
        },
        GIVE: { target: 'free', actions: assign(empty) },
      },
    },
  },
});

type MaptrackSnapshot = SnapshotFrom<typeof maptrackEntry>;

/** The flags of a mapping, in the order they are unmapped in. */
export function mappedKinds({ context }: MaptrackSnapshot): readonly PinKind[] {
  return (['hst', 'dev'] as const).filter((kind) => context[kind]);
}

/** How it is shown: ref and flags. */
export function showMaptrackEntry(s: MaptrackSnapshot): string {
  const { ref, write } = s.context;
  if (s.matches('free')) return 'free';
  if (ref === null) return 'taken';
  return `ref${ref} ${mappedKinds(s).join('+') || 'unmapped'}${write ? '' : ', read-only'}`;
}
