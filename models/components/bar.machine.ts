/**
 * One memory BAR of a device as its domain sees it.
 *
 * Models `struct vpci_bar` (xen/include/xen/vpci.h) and its handlers guest_mem_bar_write and bar_write
 * (drivers/vpci/header.c, read at c447b7308b). Addresses are counted in pages: `base` is the frame the
 * BAR begins in, always a multiple of its size. A BAR that is smaller than a page also has a place
 * inside its page: `odd` says that it is not the one it has in the host.
 *
 * What the host knows it as (`addr`) does not change in a guest; in the hardware domain it moves along
 * with `guest_addr`. So one base is enough for both.
 *
 * The two halves of a 64-bit BAR are two registers: a write of one leaves the other, and both together
 * are rounded down to the size. Sizing is a write of all ones; what is read then is the rounded value.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

/** The halves: of a 32-bit BAR all frames are in the low one. */
export type Half = 'low' | 'high';

export interface BarWrite {
  readonly half: Half;
  readonly value: number;
  /** Only of a BAR that is smaller than a page. */
  readonly odd?: boolean;
}

export type BarEvent =
  /** Accepted while the BAR is not enabled, as the handlers have it. */
  | ({ readonly type: 'WRITE' } & BarWrite)
  /** What a handler without that test does to a BAR that is enabled. */
  | ({ readonly type: 'WRITE_ENABLED' } & BarWrite)
  | { readonly type: 'ENABLE' | 'DISABLE' }
  /** Emulation state is made anew: not enabled, and where the host has it. */
  | { readonly type: 'INITIALISE' };

export interface BarOptions {
  /** Frames of the address space it may be in. */
  readonly frames: number;
  /** Its size in pages; one that is smaller than a page takes one. */
  readonly pages: number;
  /** Where it is at first. */
  readonly starts: number;
  /** How many frames the low half counts; the high half counts the rest. */
  readonly lowFrames: number;
  /** It is enabled at first. */
  readonly enabled?: boolean;
}

interface BarContext {
  readonly base: number;
  readonly odd: boolean;
  readonly enabled: boolean;
}

export type Bar = ReturnType<typeof barOf>;

/** A BAR of that shape. */
export function barOf({ frames, pages, starts, lowFrames, enabled = false }: BarOptions) {
  const initial: BarContext = { base: starts, odd: false, enabled };
  const written = ({ base, odd }: BarContext, write: BarWrite) => {
    const low = write.half === 'low' ? write.value : base % lowFrames;
    const high = write.half === 'high' ? write.value : Math.floor(base / lowFrames);
    const whole = Math.min(high * lowFrames + low, frames - 1);
    return { base: whole - (whole % pages), odd: write.odd ?? odd };
  };
  return setup({
    types: { context: {} as BarContext, events: {} as BarEvent },
  }).createMachine({
    id: 'bar',
    context: initial,
    on: {
      WRITE: {
        guard: ({ context }) => !context.enabled,
        actions: assign(({ context, event }) => written(context, event)),
      },
      WRITE_ENABLED: {
        guard: ({ context }) => context.enabled,
        actions: assign(({ context, event }) => written(context, event)),
      },
      ENABLE: { actions: assign({ enabled: true }) },
      DISABLE: { actions: assign({ enabled: false }) },
      INITIALISE: { actions: assign({ ...initial, enabled: false }) },
    },
  });
}

/** How a BAR is shown: the frame it begins in, and whether it is enabled. */
export function showBar({ context: { base, odd, enabled } }: SnapshotFrom<Bar>): string {
  return `at ${base}${odd ? '½' : ''}${enabled ? ' enabled' : ''}`;
}
