/**
 * VF Enable and VF Memory Space Enable in the SR-IOV capability of a PF, as the host has set them and as
 * the hardware has them: whether the VFs are there and answer.
 *
 * A reset of the PF clears both bits, and with them every VF goes (PCI Express Base Specification, 9.2.2;
 * Linux writes them back from what it remembers, `sriov_restore_state` in drivers/pci/iov.c).
 */

import { setup } from 'xstate';

export type SriovCapabilityEvent =
  /** NumVFs and the two bits are written. */
  | { readonly type: 'ENABLE' }
  | { readonly type: 'DISABLE' }
  /** The PF is reset. */
  | { readonly type: 'RESET' }
  /** The capability is written as the host remembers it. */
  | { readonly type: 'RESTORE' };

export const sriovCapability = setup({
  types: { events: {} as SriovCapabilityEvent },
}).createMachine({
  id: 'sriovCapability',
  initial: 'off',
  states: {
    off: { on: { ENABLE: 'on', RESET: { target: 'off' }, RESTORE: { target: 'off' } } },
    on: { on: { DISABLE: 'off', RESET: 'lost', RESTORE: { target: 'on' } } },
    // The host takes VFs for present that are not.
    lost: { on: { DISABLE: 'off', RESTORE: 'on', RESET: { target: 'lost' } } },
  },
});
