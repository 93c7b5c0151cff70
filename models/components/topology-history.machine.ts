/**
 * What a guest has made of its topology so far, and what it expects of config accesses by it.
 *
 * A ghost: no such thing is in a machine. The guest goes through a fixed sequence of topologies; each change
 * begins with the instruction that makes it and has ended when that instruction has. An access and a
 * change that run side by side may come in either order, so an access may find any topology from the
 * last one that was complete when it began to the last one that has begun by now.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

/** What a guest can change about where functions are found. */
export interface Topology {
  /** Position of the ECAM window; null while it is off. */
  readonly window: number | null;
  /** Secondary bus number of the root port; 0 until it is programmed. */
  readonly bus: number;
}

/** A function, by where it is: host bridge 0:0.0, root port 0:1.0, 0:2.0, and one behind the root port. */
export type Target = 'host' | 'bridge' | 'fn' | 'pt';

/** A config access by its address. */
export interface ConfigAccess {
  readonly target: Target;
  /** Position of the window that is addressed; null for CF8/CFC. */
  readonly at: number | null;
  /** Bus number that is addressed. */
  readonly bus: number;
}

/** The function that an access is for; null where there is none. */
export function ownerOf(
  { window, bus }: Topology,
  { target, at, bus: addressed }: ConfigAccess,
): Target | null {
  if (at !== null && at !== window) return null;
  return target === 'pt' && (bus === 0 || bus !== addressed) ? null : target;
}

export type TopologyHistoryEvent =
  /** The change to this topology of the sequence begins; accepted if it is the next one. */
  { readonly type: 'BEGIN'; readonly to: number } | { readonly type: 'END' };

interface HistoryContext {
  /** Number of the last topology that is complete, and of the last one that has begun. */
  readonly done: number;
  readonly begun: number;
}

export const topologyHistory = setup({
  types: { context: {} as HistoryContext, events: {} as TopologyHistoryEvent },
}).createMachine({
  id: 'topologyHistory',
  context: { done: 0, begun: 0 },
  on: {
    BEGIN: {
      guard: ({ context, event }) =>
        context.done === context.begun && event.to === context.begun + 1,
      actions: assign({ begun: ({ event }) => event.to }),
    },
    END: { actions: assign({ done: ({ context }) => context.begun }) },
  },
});

/** How it is shown. */
export function showHistory({
  context: { done, begun },
}: SnapshotFrom<typeof topologyHistory>): string {
  return done === begun ? `topology ${done}` : `topology ${done} or ${begun}`;
}
