/**
 * Which registers have a handler, and what it does: the allow-list of vPCI.
 *
 * S4: vpci_init_header in drivers/vpci/header.c, vpci_init_capability_list and
 * vpci_init_ext_capability_list in drivers/vpci/cap.c, and init_msi in drivers/vpci/msi.c, at
 * c447b7308b on Arm, where an I/O BAR of a guest has a handler too. S1: init_bars in patches 05, 06 and
 * 10 of v5, init_msi of that time.
 */

import { COMMAND_RSVDP, STATUS, STATUS_RO, STATUS_RSVDZ, STATUS_RW1C } from './layout.ts';
import type { RegisterName, Values } from './parameters.ts';

/** What a handler does, and the masks it was registered with (vpci_add_register_mask). */
export interface Handler {
  /** Where a read looks: hardware, the copy that Xen keeps, or a value that is fixed at assignment. */
  readonly reads: 'hardware' | 'copy' | 0 | 1;
  /** What a write does: goes to cmd_write, to hardware, into the copy, or nowhere. */
  readonly writes: 'command' | 'hardware' | 'copy' | 'nothing';
  readonly ro: number;
  readonly rw1c: number;
  readonly rsvdp: number;
  readonly rsvdz: number;
}

const plain = { ro: 0, rw1c: 0, rsvdp: 0, rsvdz: 0 };

const hardware: Handler = { reads: 'hardware', writes: 'hardware', ...plain };
const hidden: Handler = { reads: 0, writes: 'nothing', ...plain };
const copied: Handler = { reads: 'copy', writes: 'copy', ...plain };
const commandOfHwdom: Handler = { reads: 'hardware', writes: 'command', ...plain };

type Handlers = Readonly<Partial<Record<RegisterName, Handler>>>;

const hwdomThen: Handlers = { command: commandOfHwdom, rom: hardware, msidata: copied };

const hwdomNow: Handlers = {
  ...hwdomThen,
  capptr: { ...hardware, reads: 1 },
  ext: { ...hidden, reads: 1 },
};

const guestThen: Handlers = {
  command: commandOfHwdom,
  iobar: hidden,
  rom: hidden,
  msidata: copied,
};

/** With a capability that is supported the list is shown; without one it is hidden. */
function guestNow({ capability, defects }: Values): Handlers {
  const listed = capability !== 'none' || defects.includes('CAPS_SHOWN');
  const hiddenList = listed ? 0 : STATUS.CAP_LIST;
  return {
    command: { reads: 'copy', writes: 'command', ...plain, rsvdp: COMMAND_RSVDP },
    status: {
      ...hardware,
      ro: STATUS_RO & ~hiddenList,
      rw1c: STATUS_RW1C,
      rsvdp: hiddenList,
      rsvdz: STATUS_RSVDZ,
    },
    iobar: hidden,
    rom: hidden,
    capptr: { ...hidden, reads: listed ? 1 : 0 },
    msidata: copied,
    ext: hidden,
  };
}

/** The handlers of a configuration; a register without one is a gap. */
export function handlersOf(values: Values): Handlers {
  if (values.profile === 'hwdom') return values.scheme === 'S1' ? hwdomThen : hwdomNow;
  return values.scheme === 'S1' ? guestThen : guestNow(values);
}

/** Whether what has no handler, or no device, reaches hardware (vpci_read_hw, vpci_write_hw). */
export function passesGaps({ scheme, profile, defects }: Values): boolean {
  return profile === 'hwdom' || scheme === 'S1' || defects.includes('REG_PASSTHRU');
}

/** What a partial or masked write hands to the handler (vpci_write_helper). */
export function mergedValue(
  handler: Handler,
  whole: boolean,
  mask: number,
  data: number,
  current: number,
  merges1c: boolean,
): number {
  const preserved = handler.ro | handler.rsvdp;
  const kept = merges1c ? current : current & ~handler.rw1c;
  const merged = whole && preserved === 0 ? data : (kept & ~mask) | data;
  return (merged & ~(preserved | handler.rsvdz)) | (kept & preserved);
}

/** Whether a write begins with a read: it covers only a part, or bits are to be preserved. */
export function readsFirst(handler: Handler, whole: boolean): boolean {
  return !whole || (handler.ro | handler.rsvdp) !== 0;
}
