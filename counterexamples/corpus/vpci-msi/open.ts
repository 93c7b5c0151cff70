/** Defects of vPCI's MSI code that are open in the code that was read, by our reading, and one of 2018. */

import type { DefectEntry } from '../../catalogue.ts';
import { defect, none } from './defect.ts';

export const openDefects: readonly DefectEntry[] = [
  defect({
    id: 'V-27',
    title: 'A device that was taken away still interrupts the guest it was taken from',
    story:
      'Deassignment frees the vPCI state of the device, and with it the numbers of the pirqs that were bound for it. Nobody unbinds them, and nobody switches MSI off in the device. Its interrupts go on being injected into the guest that does not own it any more.',
    source: 'D4l; by reading, c447b7308b: deassign_device, cleanup_msi; toggle MSI_LEFT',
    confidence: 'hypothesis',
    defect: { vcpus: 0, start: 'on', paths: ['DEA', 'IRQ'], defects: ['MSI_LEFT'] },
    property: 'IRQ-OWNER',
    depth: 14,
    fix: 'Deassignment unbinds and unmaps pirqs before it frees the state, as patches of 2018 did that were not merged.',
    fixed: none,
  }),
  defect({
    id: 'MSI_LEFT',
    title: 'A device that was taken away leaves its pirqs with the guest',
    story:
      'The same, seen from the guest: the hypercall has returned, the device is with somebody else, and the guest still has a pirq for its interrupt. Of the ways in which a device leaves, only removal and the destruction of the guest clean pirqs.',
    source: 'D4l; by reading, c447b7308b: deassign_device; toggle MSI_LEFT',
    confidence: 'hypothesis',
    defect: { vcpus: 0, start: 'on', paths: ['DEA'], defects: ['MSI_LEFT'] },
    property: 'NO-RESIDUE',
    depth: 10,
    fix: 'Deassignment unbinds and unmaps pirqs before it frees the state, as patches of 2018 did that were not merged.',
    fixed: none,
  }),
  defect({
    id: 'MSI_LEFT-VIEW',
    title: 'A device that comes back has MSI on, and its guest reads that it is off',
    story:
      'Assigned again, the device gets vPCI state that is made anew and says that MSI is off. In hardware it is on, since nobody switched it off when the device left.',
    source: 'found by the model; c447b7308b: init_msi; toggle MSI_LEFT',
    confidence: 'hypothesis',
    defect: { start: 'on', paths: ['MSI', 'DEA', 'ASG'], defects: ['MSI_LEFT'] },
    property: 'VIEW-MSI',
    depth: 20,
    fix: 'Deassignment switches MSI off.',
    fixed: none,
  }),
  defect({
    id: 'INTX_BACK',
    title: 'Switching MSI off enables INTx, and the guest reads that it is disabled',
    story:
      'To unmap the pirq of an MSI, Xen disables MSI in the device and enables INTx with pci_intx, as it must for a PV guest. vPCI has forced INTX_DISABLE in its own copy of the command register and does not hear of it: the guest reads 1, the hardware has 0.',
    source: 'found by the model; c447b7308b: __pci_disable_msi, control_write',
    confidence: 'hypothesis',
    defect: { paths: ['MSI'], defects: ['INTX_BACK'] },
    property: 'VIEW-INTX',
    depth: 34,
    fix: 'None is known to be posted.',
    fixed: null,
  }),
  defect({
    id: 'INTX_BACK-FAILS',
    title: 'MSI that could not be enabled leaves INTx enabled, and the guest reads otherwise',
    story:
      'The guest has disabled INTx and enables MSI. Mapping fails half-way, its error path disables MSI in the device and enables INTx. The handler returns with MSI off, and with a copy of the command register that says INTx is disabled.',
    source: 'found by the model; c447b7308b: map_domain_pirq, __pci_disable_msi',
    confidence: 'hypothesis',
    defect: { paths: ['WR', 'MSI'], defects: ['INTX_BACK'] },
    property: 'VIEW-INTX',
    depth: 26,
    fix: 'None is known to be posted.',
    fixed: null,
  }),
  defect({
    id: 'INTX_BACK-VECTORS',
    title: 'A change of the number of vectors leaves INTx and MSI enabled together',
    story:
      'With MSI on, the guest writes another number of vectors. vPCI switches MSI off, which enables INTx in hardware, and on again. INTx is disabled only if MSI was off before, so in the end both are enabled.',
    source: 'section 6, item 1 of the survey, and found by the model; c447b7308b: control_write',
    confidence: 'hypothesis',
    defect: { vectors: 2, paths: ['MSI'], defects: ['INTX_BACK'] },
    property: 'INTX-XOR-MSI',
    depth: 47,
    fix: 'None is known to be posted.',
    fixed: null,
  }),
  defect({
    id: 'V-36',
    title: 'A changed MSI message switches MSI off',
    story:
      'To make a new address or data take effect, vPCI unmapped the pirq and mapped it again. Unmapping disables MSI in the device, mapping does not enable it. The guest reads that MSI is on, and no interrupt comes any more.',
    source: 'fixed by 1e34ed7174 (2018-07-02); toggle UPDATE_UNMAPS',
    confidence: 'confirmed',
    defect: { start: 'on', paths: ['MSG'], defects: ['UPDATE_UNMAPS'] },
    property: 'VIEW-MSI',
    depth: 25,
    fix: 'The pirq stays mapped, and only its binding is updated (1e34ed7174).',
    fixed: none,
  }),
  defect({
    id: 'XSA-458',
    title: 'MSI with several vectors: an error exit unlocks what is not locked',
    story:
      'map_domain_pirq sets up one vector after the other, each under the lock of its descriptor. If no IRQ can be made for the next one, no such lock is held, but the error path releases the last one once more.',
    source: 'XSA-458, CVE-2024-31143; 57338346f2 (2024-07-16); toggle MSI_DOUBLE_UNLOCK',
    confidence: 'confirmed',
    defect: { vectors: 2, paths: ['MSI'], defects: ['MSI_DOUBLE_UNLOCK'] },
    property: 'LOCK-DISC',
    depth: 13,
    fix: 'The pointer to the descriptor is cleared where its lock is released, and tested (57338346f2).',
    fixed: { vcpus: 2, defects: [] },
  }),
];
