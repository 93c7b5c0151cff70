/** Defects by which a message raises an interrupt that was not set up for its sender. */

import type { DefectEntry } from '../../catalogue.ts';
import { asGroup, defect, strangers } from './defect.ts';

const messages = { sends: ['doorbell'], paths: ['ASG', 'MSI'] };

export const messageDefects: readonly DefectEntry[] = [
  defect({
    id: 'XSA-3',
    title: 'Without interrupt remapping a device raises any vector',
    story:
      'On x86 a message is a write to 0xFEExxxxx whose data is an interrupt vector. The root complex takes it before the IOMMU could look. A guest that makes its device write there with data of its own choice raises the interrupts of other guests.',
    source: 'CVE-2011-1898 (XSA-3), text of 9cf1318a32; toggle intremap=none',
    confidence: 'confirmed',
    defect: { ...strangers, ...messages, intremap: 'none' },
    property: 'IRQ-OWNER',
    depth: 16,
    fix: 'Interrupt remapping with source validation.',
    fixed: { intremap: 'SID' },
  }),
  defect({
    id: 'XSA-3-TRAP',
    title: 'Without interrupt remapping a message passes for a trap of a PV guest',
    story:
      'The vector may be one by which PV guests enter the hypervisor. Xen cannot tell a message from the instruction, and would do a hypercall with the registers of whoever runs on that CPU. Since CVE-2011-1898 it sets untrusted_msi when a guest gets a device without remapping, and looks at the instruction first.',
    source: 'CVE-2011-1898 (XSA-3), text of 9cf1318a32; toggle TRAP_UNFILTERED',
    confidence: 'confirmed',
    defect: {
      senders: ['f0'],
      sends: ['doorbell'],
      paths: ['ASG'],
      intremap: 'none',
      defects: ['TRAP_UNFILTERED'],
    },
    property: 'NO-FAKE-TRAP',
    depth: 10,
    fix: 'Look at the instruction that is said to have trapped (untrusted_msi).',
    fixed: { defects: [] },
  }),
  defect({
    id: 'F43',
    title: 'Remapping entries that any requester may use',
    story:
      'With remapping the data of a message is the index of an entry. If the entry does not name its requester, or one table serves all devices, a guest that sends the index of somebody else raises his interrupt. VT-d entries for some kinds of devices were like that, and so was the global table for AMD.',
    source: 'XSA-33 (54eec36d92), XSA-49 (63cec00679), XSA-36; toggle intremap=noSID',
    confidence: 'confirmed',
    defect: { ...strangers, ...messages, intremap: 'noSID' },
    property: 'IRQ-OWNER',
    depth: 17,
    fix: 'Entries that name one requester, in a table for each device.',
    fixed: { intremap: 'SID' },
  }),
  defect({
    id: 'GICV2M',
    title: 'A GICv2m frame takes any SPI from any device',
    story:
      'A GICv2m frame turns the data of a write into the number of a shared interrupt and knows nothing of requesters. Where the root complex takes messages before the SMMU (case 3 of the Arm discussion) nothing stands between a device and every interrupt of the frame. VFIO wants to be told that unsafe interrupts are allowed.',
    source: 'seed of November 2016, case 3; db406cc0ac2d; toggle doorbell=gicv2m',
    confidence: 'confirmed',
    defect: { ...strangers, ...messages, doorbell: 'gicv2m' },
    property: 'IRQ-OWNER',
    depth: 16,
    fix: 'An ITS, which looks the data up in the table of the requester.',
    fixed: { doorbell: 'its' },
  }),
  defect({
    id: 'GICV2M-MAPPED',
    title: 'Mapping the doorbell does not tell the SPIs of a GICv2m frame apart',
    story:
      'In case 2 of the Arm discussion the SMMU must map the doorbell for each guest. That keeps devices without interrupts away from it. It does not keep two guests that both have it mapped from raising the SPIs of each other: the page is the same.',
    source: 'seed of November 2016, case 2; toggles doorbell=gicv2m, msiPath=translated',
    confidence: 'confirmed',
    defect: { ...strangers, ...messages, doorbell: 'gicv2m', msiPath: 'translated' },
    property: 'IRQ-OWNER',
    depth: 21,
    fix: 'An ITS, which looks the data up in the table of the requester.',
    fixed: { doorbell: 'its' },
  }),
  defect({
    id: 'ITS_UNOWNED',
    title: 'An ITS device is mapped for a guest that does not have it',
    story:
      'The helper of Xen that maps a device of a guest to one of the host ITS says that it does not check whether the host device is mapped for another domain: that is up to its callers. A caller that forgets gives the interrupts of one guest to another.',
    source:
      'gicv3_its_map_guest_device at c447b7308b; the same on x86: XSA-237; toggle MSI_UNOWNED',
    confidence: 'hypothesis',
    defect: {
      guests: ['A', 'B'],
      senders: ['f0'],
      ...messages,
      doorbell: 'its',
      defects: ['MSI_UNOWNED'],
    },
    property: 'IRQ-OWNER',
    depth: 13,
    fix: 'Ask who has the device before it is mapped.',
    fixed: { defects: [] },
  }),
  defect({
    id: 'ACS_SV-MSI',
    title: 'Without Source Validation a forged requester ID defeats remapping',
    story:
      'Source validation in the remapping table compares the requester ID of a message. Without ACS Source Validation in the port a malicious device sends the ID of a device behind another port, and the entry lets it through. An ITS has the same trouble: the DeviceID is made from the requester ID.',
    source: 'PCI Express Base Specification, 6.12.1.1; toggle acs without SV',
    confidence: 'confirmed',
    defect: {
      ...strangers,
      sends: ['doorbell', 'forged'],
      paths: ['ASG', 'MSI'],
      acs: 'none',
      groupPolicy: 'ignore',
    },
    property: 'IRQ-OWNER',
    depth: 17,
    fix: 'ACS Source Validation in the ports.',
    fixed: { acs: ['SV'] },
  }),
  defect({
    id: 'BRIDGE_ALIAS-MSI',
    title: 'Devices behind a bridge share a requester ID, and their interrupts',
    story:
      'A PCIe-to-PCI bridge sends requests of the devices behind it with an ID of its own. A remapping entry cannot name one of them. If they are with different guests, each guest raises the interrupts of the other, however strict the check.',
    source: 'D.3 of the MSI note: aliases behind bridges (XSA-33); toggle requesterIds=bridge',
    confidence: 'confirmed',
    defect: { ...strangers, ...messages, requesterIds: 'bridge', groupPolicy: 'ignore' },
    property: 'IRQ-OWNER',
    depth: 17,
    fix: 'What is behind the bridge goes to one guest as a whole, and is reset before it leaves.',
    fixed: asGroup,
  }),
];
