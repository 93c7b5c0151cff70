/**
 * The deferred-mapping slot of a vCPU, `v->vpci`.
 *
 * Models `struct vpci_vcpu` (xen/include/xen/vpci.h), filled by defer_map() and worked off by
 * vpci_process_pending() (drivers/vpci/header.c). It keeps a bare `struct pci_dev *`. The generations
 * of pdev and vpci at the time it was filled are what the model remembers so that a stale pointer can
 * be told from a good one; the code has no such thing.
 *
 * A slot that is filled while it is not empty loses a request: `overwritten` says that it happened.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';
import { type CommandValue, showBits } from './command-register.machine.ts';

/** What is stored for later: of the command value, the bits that a family models. */
export interface Stored extends CommandValue {
  /** The ROM is to be mapped or unmapped, and nothing else. */
  readonly romOnly?: boolean;
}

export interface Request extends Stored {
  readonly device: number;
  readonly pdev: number;
  readonly vpci: number;
}

export type PendingSlotEvent =
  | ({ readonly type: 'FILL' } & Request)
  | { readonly type: 'CLEAR' }
  /** Empties it for work on the request; accepted only with the command value it holds. */
  | ({ readonly type: 'TAKE' } & Stored)
  /** Empties it because the device goes away; accepted only while it names the device. */
  | { readonly type: 'CANCEL'; readonly device: number };

const empty = { request: null, overwritten: false };

export const pendingSlot = setup({
  types: {
    context: {} as { readonly request: Request | null; readonly overwritten: boolean },
    events: {} as PendingSlotEvent,
  },
}).createMachine({
  id: 'pendingSlot',
  context: empty,
  on: {
    FILL: {
      actions: assign({
        request: ({ event: { type: _type, ...request } }) => request,
        overwritten: ({ context }) => context.request !== null,
      }),
    },
    CLEAR: { actions: assign(empty) },
    TAKE: {
      guard: ({ context, event }) => context.request !== null && stores(context.request, event),
      actions: assign(empty),
    },
    CANCEL: {
      guard: ({ context, event }) => context.request?.device === event.device,
      actions: assign(empty),
    },
  },
});

/** Whether a request waits with just this. */
export function stores(
  request: Request,
  { memory, master, intxDisabled, romOnly }: Stored,
): boolean {
  return (
    request.memory === memory &&
    request.master === master &&
    request.intxDisabled === intxDisabled &&
    request.romOnly === romOnly
  );
}

/** How a slot is shown. */
export function showSlot({ context }: SnapshotFrom<typeof pendingSlot>): string {
  if (context.request === null) return 'empty';
  const { device, pdev, vpci, memory, romOnly } = context.request;
  const what =
    memory === undefined
      ? `pdev#${pdev} vpci#${vpci}`
      : `${romOnly === true ? 'ROM ' : ''}${showBits(context.request)}`;
  return `dev${device} ${what}${context.overwritten ? ' (overwrote one)' : ''}`;
}
