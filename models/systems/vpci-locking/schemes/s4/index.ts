/**
 * Scheme S4, landed: `d->pci_lock` guards the device list and `pdev->vpci`.
 *
 * Models xen-project/xen at c447b7308b (August 2026): 8862c7b8b6, 4f78438b45, f20dde9259, 622bdd9628,
 * 52ebde3cfa and fixes. Functions: vpci_read, vpci_write, cmd_write, modify_bars, defer_map,
 * vpci_process_pending, vpci_assign_device, vpci_deassign_device (drivers/vpci), pci_add_device,
 * pci_remove_device, assign_device, deassign_device, pci_check_disable_device (drivers/passthrough),
 * msixtbl accesses (drivers/vpci/msix.c, arch/x86/hvm/vmsi.c).
 *
 * Lock order: pcidevs_lock, d->pci_lock, vpci->lock. The numbers in parentheses are the steps of the
 * function as the sources above have them.
 */

import { pendSlots } from '../../code/pending.ts';
import type { SchemeCode } from '../scheme.ts';
import { guest } from './guest.ts';
import { pendDevice } from './pending.ts';
import { assertsTeardown, toolstack } from './toolstack.ts';
import type { Variant } from './variant.ts';

export const landed: Variant = {
  cancels: false,
  pend: (world, program) =>
    pendSlots(world, program, (device) => pendDevice(world, program, device)),
  locksRemoval: true,
};

export const scheme: SchemeCode = {
  guest: (world, program) => guest(world, program, landed),
  toolstack: (world, program) => toolstack(world, program, landed),
  drops: () => true,
  asserts: (world) => world.defect('MSI_ASSERTS') || assertsTeardown(world),
};
