/**
 * Who drives the physical function (PF) of an SR-IOV device: a driver of the host kernel, which manages
 * the virtual functions (VFs) and is trusted by everybody, or vfio-pci, which hands it to a user.
 *
 * Models the driver a PF is bound to and the one user that can have its VFIO group or character device
 * open (drivers/vfio/group.c). `CLAIM` opens the group, which excludes others; `OPEN` is what
 * comes of it once the function itself may be opened: only then the user reaches its registers.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

export type PfDriver = 'kernel' | 'vfio';

export type PhysicalFunctionEvent =
  | { readonly type: 'BIND'; readonly driver: PfDriver }
  /** Accepted only from this driver, and while nobody has it open. */
  | { readonly type: 'UNBIND'; readonly from: PfDriver }
  | { readonly type: 'CLAIM' | 'OPEN' | 'CLOSE'; readonly by: string };

interface PfContext {
  readonly driver: PfDriver | null;
  readonly claimedBy: string | null;
  /** Who reaches its registers by way of vfio-pci. */
  readonly user: string | null;
}

/** @param starts the driver it is bound to at first */
export function physicalFunction(starts: PfDriver) {
  return setup({
    types: { context: {} as PfContext, events: {} as PhysicalFunctionEvent },
  }).createMachine({
    id: 'physicalFunction',
    context: { driver: starts, claimedBy: null, user: null },
    on: {
      BIND: {
        guard: ({ context }) => context.driver === null,
        actions: assign({ driver: ({ event }) => event.driver }),
      },
      UNBIND: {
        guard: ({ context, event }) => context.driver === event.from && context.claimedBy === null,
        actions: assign({ driver: null }),
      },
      CLAIM: {
        guard: ({ context }) => context.driver === 'vfio' && context.claimedBy === null,
        actions: assign({ claimedBy: ({ event }) => event.by }),
      },
      OPEN: {
        guard: ({ context, event }) => context.claimedBy === event.by,
        actions: assign({ user: ({ event }) => event.by }),
      },
      CLOSE: {
        guard: ({ context, event }) => context.claimedBy === event.by,
        actions: assign({ claimedBy: null, user: null }),
      },
    },
  });
}

/** How it is shown: the driver, and who has it open. */
export function showPhysicalFunction({
  context: { driver, claimedBy, user },
}: SnapshotFrom<ReturnType<typeof physicalFunction>>): string {
  const who = user ?? (claimedBy === null ? null : `${claimedBy}, not open yet`);
  return who === null ? (driver ?? 'no driver') : `${driver}, ${who}`;
}
