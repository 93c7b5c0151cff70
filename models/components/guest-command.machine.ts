/**
 * What a domain believes to be in the command register of its device.
 *
 * Models `header->guest_cmd` (xen/drivers/vpci/header.c since 9c831e429c): stored at once when the
 * guest writes, whatever becomes of the write. The hardware domain has no such copy; there this
 * remembers what it wrote last, so that it can be compared with what hardware has.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';
import { showBits } from './command-register.machine.ts';

interface GuestCommand {
  readonly memory: boolean;
  readonly master: boolean;
  readonly intxDisabled: boolean;
}

export type GuestCommandEvent =
  | ({ readonly type: 'WRITE' } & GuestCommand)
  /** Enabling MSI forces INTX_DISABLE. */
  | { readonly type: 'DISABLE_INTX' }
  /** Assignment: what hardware has, with bits 0 to 5 cleared. */
  | { readonly type: 'ASSIGNED'; readonly intxDisabled: boolean };

/** @param starts bits that are set at first */
export function guestCommandOf(starts: Partial<GuestCommand> = {}) {
  return setup({
    types: { context: {} as GuestCommand, events: {} as GuestCommandEvent },
  }).createMachine({
    id: 'guestCommand',
    context: { memory: false, master: false, intxDisabled: false, ...starts },
    on: {
      WRITE: {
        actions: assign(({ event: { memory, master, intxDisabled } }) => ({
          memory,
          master,
          intxDisabled,
        })),
      },
      DISABLE_INTX: { actions: assign({ intxDisabled: true }) },
      ASSIGNED: {
        actions: assign(({ event: { intxDisabled } }) => ({
          memory: false,
          master: false,
          intxDisabled,
        })),
      },
    },
  });
}

/** One of which no bit is set at first. */
export const guestCommand = guestCommandOf();

/** How it is shown: its bits. */
export function showGuestCommand({ context }: SnapshotFrom<typeof guestCommand>): string {
  return showBits(context);
}
