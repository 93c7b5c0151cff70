/**
 * Who has a PCI function: dom0, a guest, or nobody.
 *
 * Models `pdev->domain` as far as it matters who may be reached through the function
 * (xen/drivers/passthrough/pci.c). `dom0` is a function that a driver of dom0 uses; `nobody` is one that
 * may be assigned: dom0 or dom_io is named as its owner, but nobody drives it.
 *
 * `told` says that some guest has reached its registers: from then on it may do what that guest told
 * it, also after it was taken from the guest, unless it was reset.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

export type FunctionHolderEvent =
  /** A guest gets it; accepted only while nobody has it. */
  | { readonly type: 'GIVE'; readonly to: string }
  /** The guest that has it reaches its registers. */
  | { readonly type: 'REACH' }
  /** It is reset, and forgets what it was told. */
  | { readonly type: 'RESET' }
  /** It is taken from this guest. */
  | { readonly type: 'TAKE'; readonly from: string };

interface HolderContext {
  /** Null while no guest has it. */
  readonly guest: string | null;
  readonly told: boolean;
}

/** @param starts who has it at first */
export function functionHolder(starts: 'dom0' | 'nobody') {
  return setup({
    types: { context: {} as HolderContext, events: {} as FunctionHolderEvent },
  }).createMachine({
    id: 'functionHolder',
    context: { guest: null, told: false },
    initial: starts,
    states: {
      dom0: {},
      nobody: {
        on: { GIVE: { target: 'guest', actions: assign({ guest: ({ event }) => event.to }) } },
      },
      guest: {
        on: {
          REACH: { actions: assign({ told: true }) },
          RESET: { actions: assign({ told: false }) },
          TAKE: {
            guard: ({ context, event }) => context.guest === event.from,
            target: 'nobody',
            actions: assign({ guest: null }),
          },
        },
      },
    },
  });
}

export type FunctionHolder = ReturnType<typeof functionHolder>;

/** Who has it: a guest or dom0 by name, or null for nobody. */
export function holderOf(snapshot: SnapshotFrom<FunctionHolder>): string | null {
  return snapshot.matches('dom0') ? 'dom0' : snapshot.context.guest;
}

/** How it is shown. */
export function showFunctionHolder(snapshot: SnapshotFrom<FunctionHolder>): string {
  const { guest, told } = snapshot.context;
  const who = holderOf(snapshot) ?? 'nobody';
  return told && guest === null ? `${who}, told` : who;
}
