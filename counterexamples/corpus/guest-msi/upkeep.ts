/** Defects in the order in which interrupts and doorbells are set up, changed and torn down. */

import type { DefectEntry } from '../../catalogue.ts';
import { defect } from './defect.ts';

const arm = { doorbell: 'its', msiPath: 'translated', paths: ['ASG', 'MSI'] };

export const upkeepDefects: readonly DefectEntry[] = [
  defect({
    id: 'IRTE_DISABLED',
    title: 'A remapping entry in use is disabled before it is written anew',
    story:
      'When an interrupt moves to another CPU its entry changes. The driver for AMD first switched the entry off and then wrote it, while the device may send. A message that comes in between is refused: the interrupt is lost and the IOMMU reports a fault.',
    source: 'b953a99da9; toggle irteUpdate=disableRewrite',
    confidence: 'confirmed',
    defect: {
      senders: ['f0'],
      sends: ['doorbell'],
      paths: ['ASG', 'MSI', 'AFF'],
      irteUpdate: 'disableRewrite',
    },
    property: 'MSI-KEPT',
    depth: 16,
    fix: 'One compare-exchange of the whole entry (b953a99da9).',
    fixed: { irteUpdate: 'atomic' },
  }),
  defect({
    id: 'ENTRY_LATE',
    title: 'The interrupt is torn down after the device has left the IOMMU',
    story:
      'Removing a device cleaned up its MSI after iommu_remove_device. On AMD that had freed the remapping table of the device, and the clean-up followed the pointer to it: an assertion in a debug build.',
    source: '710f62cc82; toggle ENTRY_LATE',
    confidence: 'confirmed',
    defect: { paths: ['ASG', 'MSI', 'DEA'], defects: ['ENTRY_LATE'] },
    property: 'IR-BEFORE-DMA',
    depth: 10,
    fix: 'Clean up MSI first (710f62cc82).',
    fixed: { defects: [] },
  }),
  defect({
    id: 'ENTRY_LEFT',
    title: 'The interrupt of a function stays set up when it changes hands',
    story:
      'deassign_device moves the contexts of a device and the lists it is on. That the pirq is unmapped and the remapping entry cleared is the doing of the toolstack, which does so before. If it does not, the entry still leads to the guest that had the device.',
    source: 'deassign_device at c447b7308b, by reading; toggle ENTRY_LEFT',
    confidence: 'hypothesis',
    defect: { paths: ['ASG', 'MSI', 'DEA'], defects: ['ENTRY_LEFT'] },
    property: 'REVOKE-BEFORE-REASSIGN',
    depth: 11,
    fix: 'Tear the interrupt down in every way a device can leave a guest.',
    fixed: { defects: [] },
  }),
  defect({
    id: 'ENTRY_LEFT-RAISED',
    title: 'A function that has left a guest goes on interrupting it',
    story:
      'What comes of an interrupt that stays set up: the function is nobody’s, or somebody else’s, and what it sends still arrives at the guest that had it.',
    source: 'deassign_device at c447b7308b, by reading; toggle ENTRY_LEFT',
    confidence: 'hypothesis',
    defect: {
      senders: ['f0'],
      sends: ['doorbell'],
      paths: ['ASG', 'MSI', 'DEA'],
      defects: ['ENTRY_LEFT'],
    },
    property: 'IRQ-OWNER',
    depth: 17,
    fix: 'Tear the interrupt down in every way a device can leave a guest.',
    fixed: { defects: [] },
  }),
  defect({
    id: 'ENABLE_FIRST',
    title: 'MSI is enabled before the SMMU maps the doorbell',
    story:
      'Where messages are translated like any other write, the doorbell must be in the tables before the first one is sent. Enabled too early, the function sends to an address that is not mapped.',
    source: 'seed of November 2016, case 2; toggle ENABLE_FIRST',
    confidence: 'hypothesis',
    defect: { ...arm, defects: ['ENABLE_FIRST'] },
    property: 'DOORBELL-MAPPED',
    depth: 8,
    fix: 'Map the doorbell on first use, before MSI is enabled.',
    fixed: { defects: [] },
  }),
  defect({
    id: 'ENABLE_FIRST-LOST',
    title: 'A message that comes before the doorbell is mapped is lost',
    story:
      'What comes of MSI that is enabled too early: the write faults in the SMMU, and the interrupt never arrives.',
    source: 'seed of November 2016, case 2; toggle ENABLE_FIRST',
    confidence: 'hypothesis',
    defect: { ...arm, senders: ['f0'], sends: ['doorbell'], defects: ['ENABLE_FIRST'] },
    property: 'MSI-KEPT',
    depth: 14,
    fix: 'Map the doorbell on first use, before MSI is enabled.',
    fixed: { defects: [] },
  }),
  defect({
    id: 'DOORBELL_READABLE',
    title: 'The doorbell is mapped for reading too',
    story:
      'A device needs to write to the doorbell and to do nothing else there. Xen maps the translation register of an ITS write-only; a mapping that can be read shows registers of the interrupt controller to a guest by way of its device.',
    source: 'xen/arch/arm/vgic-v3-its.c at c447b7308b has it right; toggle DOORBELL_READABLE',
    confidence: 'hypothesis',
    defect: { ...arm, defects: ['DOORBELL_READABLE'] },
    property: 'DOORBELL-MAPPED',
    depth: 9,
    fix: 'Map it to be written only.',
    fixed: { defects: [] },
  }),
  defect({
    id: 'DOORBELL_WIDE',
    title: 'The page of the doorbell has other registers',
    story:
      'An IOMMU maps whole pages. If the page with the doorbell has other registers, or a larger one is mapped than the doorbell has to itself, a device writes to those as well.',
    source: 'requirement of D.6 of the MSI note; toggle DOORBELL_WIDE',
    confidence: 'hypothesis',
    defect: { ...arm, defects: ['DOORBELL_WIDE'] },
    property: 'DOORBELL-MAPPED',
    depth: 9,
    fix: 'Map no more than the page that the doorbell has to itself.',
    fixed: { defects: [] },
  }),
];
