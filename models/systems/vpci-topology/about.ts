/** Where the family comes from, and what it leaves out: printed with every pass. */

import { count } from '../../../base/words.ts';
import type { Values } from './parameters.ts';

export const sources: readonly string[] = [
  'xen-project/xen at c447b7308b (August 2026), xen/drivers/vpci/vpci.c, d6a7fd8303 and ad3ac58a9d',
  'series "PCI devices passthrough on Arm, part 3", v5: 20211125110251.2877218-1-andr2000@gmail.com, patches 11 and 12',
  'branches pci_s4_on_locks_v2, pci_full_v8 and pci_full_v11 of lorc/xen (2022, 2023)',
];

/** What was bounded and abstracted, in sentences. */
export function assumptions(values: Values): readonly string[] {
  return [
    `${count(values.vcpus, 'vCPU')}, ${count(values.devices, 'device')}, ${count(values.slots, 'slot')} of the 32 that the virtual bus has; vPCI state is allocated at most ${count(values.incarnations, 'time')}.`,
    'Devices are deassigned and assigned, not removed: a pdev is never freed here.',
    'IOMMU contexts and mappings belong to other families; a device moves in one step.',
    'A failed assignment is undone as far as vPCI is concerned, and the device stays where it was moved to.',
  ];
}
