/**
 * The registers of a PCI-PCI bridge that say what it forwards: a window of memory, and a range of bus numbers.
 *
 * Models memory base and limit, and secondary and subordinate bus number (PCI-to-PCI Bridge Architecture
 * Specification 1.2, 3.2.5). Each pair is in one double word, and is written as one by Linux
 * (pci_setup_bridge_mmio, pci_scan_bridge_extend) and others; numbers can be written by themselves, too.
 * A window whose base is above its limit is closed. Addresses are counted in blocks.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

export interface BridgeRegisters {
  /** First and last block; closed where the first is above the last. */
  readonly base: number;
  readonly limit: number;
  readonly secondary: number;
  readonly subordinate: number;
}

export type BridgeEvent =
  | { readonly type: 'WINDOW'; readonly base: number; readonly limit: number }
  | { readonly type: 'BUSES'; readonly secondary: number; readonly subordinate: number }
  | { readonly type: 'SUBORDINATE'; readonly subordinate: number };

const unprogrammed: BridgeRegisters = { base: 1, limit: 0, secondary: 0, subordinate: 0 };

/** @param starts what is programmed at first; the rest is closed, and number 0 */
export function pciBridge(starts: Partial<BridgeRegisters>) {
  return setup({
    types: { context: {} as BridgeRegisters, events: {} as BridgeEvent },
  }).createMachine({
    id: 'pciBridge',
    context: { ...unprogrammed, ...starts },
    on: {
      WINDOW: { actions: assign(({ event: { base, limit } }) => ({ base, limit })) },
      BUSES: {
        actions: assign(({ event: { secondary, subordinate } }) => ({ secondary, subordinate })),
      },
      SUBORDINATE: { actions: assign({ subordinate: ({ event }) => event.subordinate }) },
    },
  });
}

export type PciBridge = ReturnType<typeof pciBridge>;

/** How it is shown: what of it is programmed. */
export function showBridge({ context }: SnapshotFrom<PciBridge>): string {
  const { base, limit, secondary, subordinate } = context;
  const window = base > limit ? '' : `window ${base}-${limit}`;
  const buses = secondary === 0 ? '' : `buses ${secondary}-${subordinate}`;
  return [window, buses].filter((word) => word !== '').join(', ') || 'closed';
}
