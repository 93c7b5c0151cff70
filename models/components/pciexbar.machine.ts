/**
 * The register that says where the ECAM window of a chipset is, and the window as its model decodes it.
 *
 * Models PCIEXBAR of the Q35 MCH (offset 0x60, 64 bits) as QEMU has it (hw/pci-host/q35.c,
 * mch_update_pciexbar): written in two halves, the enable bit and the length in the low one, decoded anew
 * at each write. Positions are `2 * high + low`; the register can lead to four of them. A reserved length
 * stays in the register, and the window stays where it was (9b0ca75e01; before that QEMU aborted).
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

export interface LowHalf {
  readonly low: number;
  readonly enable: boolean;
  /** The length is the reserved one. */
  readonly reserved?: boolean;
}

interface PciexbarContext {
  readonly low: number;
  readonly high: number;
  readonly enable: boolean;
  readonly reserved: boolean;
  /** Where the window is that is decoded; null if there is none. */
  readonly window: number | null;
}

export type PciexbarEvent =
  | ({ readonly type: 'WRITE_LOW' } & LowHalf)
  | { readonly type: 'WRITE_HIGH'; readonly high: number }
  /** The whole register is written at once, as by a reset or a restore. */
  | ({ readonly type: 'RELOAD'; readonly high: number } & LowHalf);

/** What is decoded once the register has this value. */
function decoded(value: PciexbarContext): PciexbarContext {
  const { low, high, enable, reserved } = value;
  if (!enable) return { ...value, window: null };
  return reserved ? value : { ...value, window: 2 * high + low };
}

/** @param starts where the window is at first; null if it is off */
export function pciexbarAt(starts: number | null) {
  const at = starts ?? 0;
  return setup({
    types: { context: {} as PciexbarContext, events: {} as PciexbarEvent },
  }).createMachine({
    id: 'pciexbar',
    context: {
      low: at % 2,
      high: Math.floor(at / 2),
      enable: starts !== null,
      reserved: false,
      window: starts,
    },
    on: {
      WRITE_LOW: {
        actions: assign(({ context, event: { low, enable, reserved = false } }) =>
          decoded({ ...context, low, enable, reserved }),
        ),
      },
      WRITE_HIGH: {
        actions: assign(({ context, event }) => decoded({ ...context, high: event.high })),
      },
      RELOAD: {
        actions: assign(({ context, event: { low, high, enable, reserved = false } }) =>
          decoded({ ...context, low, high, enable, reserved }),
        ),
      },
    },
  });
}

export type Pciexbar = ReturnType<typeof pciexbarAt>;

/** How it is shown: the register, and the window where it is another one. */
export function showPciexbar({ context }: SnapshotFrom<Pciexbar>): string {
  const { low, high, enable, reserved, window } = context;
  const value = `${high}:${low}${enable ? ' on' : ' off'}${reserved ? ' reserved length' : ''}`;
  return reserved ? `${value}, decodes ${window ?? 'nothing'}` : value;
}
