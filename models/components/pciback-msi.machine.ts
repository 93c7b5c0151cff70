/**
 * Whether MSI or MSI-X of a device is enabled in the kernel of dom0 on behalf of a PV guest.
 *
 * Models `dev->msi_enabled` and `dev->msix_enabled` as pci_enable_msi and its like want them (Linux,
 * drivers/pci/msi): one at a time, enabled when neither is, disabled when it is.
 */

import { setup } from 'xstate';

export const pcibackMsi = setup({
  types: {
    events: {} as {
      readonly type: 'ENABLE_MSI' | 'DISABLE_MSI' | 'ENABLE_MSIX' | 'DISABLE_MSIX';
    },
  },
}).createMachine({
  id: 'pcibackMsi',
  initial: 'none',
  states: {
    none: { on: { ENABLE_MSI: 'msi', ENABLE_MSIX: 'msix' } },
    msi: { on: { DISABLE_MSI: 'none' } },
    msix: { on: { DISABLE_MSIX: 'none' } },
  },
});
