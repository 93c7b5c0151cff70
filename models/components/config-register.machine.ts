/**
 * A register of a device's config space, as hardware keeps it, and a copy of one that software keeps.
 *
 * Models what PCI Local Bus Specification 3.0, section 6.2, says of kinds of bits: a write sets bits
 * that are read-write, clears error bits where it has a one (RW1C), and leaves read-only bits. A write
 * of a part of the register leaves the rest. Which value comes from whom is the caller's business.
 *
 * The machine remembers two things that hardware does not, so that a requirement can ask for them: what
 * the host last put into the bits that are the host's, and error bits that a write cleared although
 * the one who asked for the write had no one there.
 */

import { assign, setup } from 'xstate';

/** Bits of a register by what a write does to them, and those that are the host's to set. */
export interface RegisterBits {
  readonly rw: number;
  readonly rw1c?: number;
  readonly host?: number;
}

interface RegisterContext {
  readonly value: number;
  /** What the host left in its bits. */
  readonly host: number;
  /** Error bits that were cleared and should not have been. */
  readonly lost: number;
}

export type ConfigRegisterEvent =
  /** A write on behalf of somebody who `asked` for certain ones; `mask` has the bytes that are written. */
  | {
      readonly type: 'WRITE';
      readonly value: number;
      readonly mask: number;
      readonly asked: number;
    }
  /** The host writes for itself. */
  | { readonly type: 'HOST_WRITE'; readonly value: number; readonly mask: number }
  /** The device reports an error. */
  | { readonly type: 'REPORT'; readonly bit: number }
  /** A reset of the function. */
  | { readonly type: 'RESET' };

/** @param starts the value at first */
export function configRegister({ rw, rw1c = 0, host = 0 }: RegisterBits, starts = 0) {
  const written = (old: number, value: number, mask: number): number =>
    (old & ~(rw & mask) & ~(rw1c & mask & value)) | (value & rw & mask);
  return setup({
    types: { context: {} as RegisterContext, events: {} as ConfigRegisterEvent },
  }).createMachine({
    id: 'configRegister',
    context: { value: starts, host: starts & host, lost: 0 },
    on: {
      WRITE: {
        actions: assign({
          value: ({ context, event }) => written(context.value, event.value, event.mask),
          lost: ({ context, event }) =>
            context.lost | (context.value & rw1c & event.mask & event.value & ~event.asked),
        }),
      },
      HOST_WRITE: {
        actions: assign(({ context, event }) => {
          const value = written(context.value, event.value, event.mask);
          return { value, host: value & host };
        }),
      },
      REPORT: {
        actions: assign({ value: ({ context, event }) => context.value | (event.bit & rw1c) }),
      },
      RESET: {
        actions: assign(({ context }) => {
          const value = context.value & ~(rw | rw1c);
          return { value, host: value & host };
        }),
      },
    },
  });
}

/** A copy of a register in memory, such as `header->guest_cmd`. @param starts the value at first */
export function registerCopy(starts = 0) {
  return setup({
    types: {
      context: {} as { readonly value: number },
      events: {} as
        | { readonly type: 'STORE'; readonly value: number }
        | { readonly type: 'SET'; readonly bits: number },
    },
  }).createMachine({
    id: 'registerCopy',
    context: { value: starts },
    on: {
      STORE: { actions: assign({ value: ({ event }) => event.value }) },
      SET: { actions: assign({ value: ({ context, event }) => context.value | event.bits }) },
    },
  });
}
