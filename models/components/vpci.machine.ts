/**
 * `struct vpci` and the pointer to it, `pdev->vpci`.
 *
 * Models the emulation state of one device and the one pointer by which everybody finds it
 * (xen/include/xen/vpci.h; drivers/vpci/vpci.c: vpci_assign_device, vpci_deassign_device). Whether
 * the object exists and whether the pointer leads to it are two things, because the code changes them
 * in two statements:
 *
 *     absent     pointer NULL, no object
 *     private    object allocated, pointer still NULL
 *     published  pointer leads to the object
 *     dangling   object freed, pointer still leads to where it was
 *     detached   pointer NULL again, object not freed yet
 *
 * Each allocation is a generation of its own, so that a pointer kept across free and allocation shows.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

export type VpciEvent =
  /** `pdev->vpci = xzalloc(...)` in two statements, or the object before it is published. */
  | { readonly type: 'ALLOCATE' }
  | { readonly type: 'PUBLISH' }
  /** `pdev->vpci = NULL`. */
  | { readonly type: 'CLEAR' }
  /** `xfree(pdev->vpci)`. */
  | { readonly type: 'FREE' }
  /** `xfree` of a copy of the pointer, which is NULL by now. */
  | { readonly type: 'FREE_COPY' };

export type Vpci = ReturnType<typeof vpciOf>;
export type VpciSnapshot = SnapshotFrom<Vpci>;

/**
 * @param generations how many times the object may be allocated in all; a bound of the model
 * @param starts whether the device has emulation state from the start
 * @param then what comes after the last generation: nothing, or the first one again
 */
export function vpciOf(
  generations: number,
  starts: 'published' | 'absent',
  then: 'nothing' | 'again' = 'nothing',
) {
  return setup({
    types: { context: {} as { readonly generation: number }, events: {} as VpciEvent },
  }).createMachine({
    id: 'vpci',
    context: { generation: starts === 'published' ? 0 : -1 },
    initial: starts,
    states: {
      absent: {
        on: {
          ALLOCATE: {
            guard: ({ context }) => then === 'again' || context.generation + 1 < generations,
            target: 'private',
            actions: assign({
              generation: ({ context }) => (context.generation + 1) % generations,
            }),
          },
        },
      },
      private: { on: { PUBLISH: 'published' } },
      published: { on: { CLEAR: 'detached', FREE: 'dangling' } },
      dangling: { on: { CLEAR: 'absent' } },
      detached: { on: { FREE_COPY: 'absent' } },
    },
  });
}

/** The generation `pdev->vpci` leads to, be it alive or not; null for a NULL pointer. */
export function pointsTo(vpci: VpciSnapshot): number | null {
  return vpci.matches('published') || vpci.matches('dangling') ? vpci.context.generation : null;
}

/** The generation that is allocated now, or null. */
export function aliveGeneration(vpci: VpciSnapshot): number | null {
  return vpci.matches('absent') || vpci.matches('dangling') ? null : vpci.context.generation;
}

/** How it is shown: its generation, and what has become of object and pointer. */
export function showVpci(vpci: VpciSnapshot): string {
  return vpci.matches('absent') ? 'NULL' : `#${vpci.context.generation} ${String(vpci.value)}`;
}
