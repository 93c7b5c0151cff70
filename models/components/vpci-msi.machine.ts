/**
 * `struct vpci_msi`: what vPCI shows a domain of the MSI capability of a device, and what it did for it.
 *
 * Models xen/include/xen/vpci.h and drivers/vpci/msi.c. `enabled` and `vectors` are what the domain
 * reads in the control register; `mapped` says that `arch.pirq` is valid, `bound` is `arch.bound`. The
 * structure is there while the device has vPCI state.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

interface VpciMsiContext {
  readonly enabled: boolean;
  readonly vectors: number;
  readonly mapped: boolean;
  readonly bound: boolean;
}

export type VpciMsiEvent =
  | { readonly type: 'ALLOCATE' }
  | { readonly type: 'FREE' }
  /** `arch.pirq` becomes valid or INVALID_PIRQ. */
  | { readonly type: 'PIRQ'; readonly mapped: boolean }
  | { readonly type: 'BOUND'; readonly bound: boolean }
  /** Not enabled any more; the number of vectors stays. */
  | { readonly type: 'OFF' }
  | { readonly type: 'CONTROL'; readonly enabled: boolean; readonly vectors: number };

const fresh: VpciMsiContext = { enabled: false, vectors: 1, mapped: false, bound: false };

/** @param starts whether it is there at first, and whether MSI is enabled then, with how many vectors */
export function vpciMsi(starts: 'absent' | 'off' | { readonly enabled: number }) {
  const enabled = typeof starts === 'object';
  return setup({
    types: { context: {} as VpciMsiContext, events: {} as VpciMsiEvent },
  }).createMachine({
    id: 'vpciMsi',
    context: enabled
      ? { enabled: true, vectors: starts.enabled, mapped: true, bound: true }
      : fresh,
    initial: starts === 'absent' ? 'absent' : 'present',
    states: {
      absent: { on: { ALLOCATE: 'present' } },
      present: {
        on: {
          FREE: { target: 'absent', actions: assign(fresh) },
          PIRQ: { actions: assign({ mapped: ({ event }) => event.mapped }) },
          BOUND: { actions: assign({ bound: ({ event }) => event.bound }) },
          OFF: { actions: assign({ enabled: false }) },
          CONTROL: {
            actions: assign(({ event }) => ({ enabled: event.enabled, vectors: event.vectors })),
          },
        },
      },
    },
  });
}

/** How it is shown: what the control register reads, and what stands behind it. */
export function showVpciMsi(msi: SnapshotFrom<ReturnType<typeof vpciMsi>>): string {
  if (msi.matches('absent')) return 'NULL';
  const { enabled, vectors, mapped, bound } = msi.context;
  const state = mapped ? (bound ? 'bound' : 'mapped') : 'no pirq';
  return `${enabled ? `on ${vectors}` : 'off'}, ${state}`;
}
