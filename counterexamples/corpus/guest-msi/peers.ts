/** Defects by which a write ends at another device or in memory of somebody else. */

import type { DefectEntry } from '../../catalogue.ts';
import { asGroup, defect, siblings, strangers } from './defect.ts';

const bars = { sends: ['bar'], paths: ['ASG'] };
const grouped = 'What cannot be told apart goes to one guest, and is reset before it leaves.';

export const peerDefects: readonly DefectEntry[] = [
  defect({
    id: 'ACS_RR',
    title: 'A switch routes a write to another port, past the IOMMU',
    story:
      'A switch forwards a write by address. If the address is in the window of another of its ports, and Request Redirect is off, the write goes straight there and the IOMMU never sees it. A guest whose device is told to write to the bus address of a BAR reaches the device of another guest.',
    source:
      'reply of Don Dutile, 2016-11-08; PCI Express Base Specification, 6.12; toggle acs without RR',
    confidence: 'confirmed',
    defect: { ...strangers, ...bars, acs: 'none', groupPolicy: 'ignore' },
    property: 'P2P-NO-BYPASS',
    depth: 10,
    fix: 'ACS Request Redirect in the ports.',
    fixed: { acs: ['RR'] },
  }),
  defect({
    id: 'ACS_UF',
    title: 'A port turns a write round to a sibling of its sender',
    story:
      'A write for another function of the same device leaves by the port the device is below. The port finds the address in its own window. Without Upstream Forwarding the write turns round there; a multi-function device should never reach itself through its PCIe port.',
    source: 'reply of Don Dutile, 2016-11-08; toggle acs without UF',
    confidence: 'confirmed',
    defect: { ...siblings, ...bars, acs: 'none', groupPolicy: 'ignore' },
    property: 'SELF-P2P',
    depth: 11,
    fix: 'ACS Upstream Forwarding in the port.',
    fixed: { acs: ['UF'] },
  }),
  defect({
    id: 'ACS_SV',
    title: 'A forged requester ID writes to memory of another guest',
    story:
      'The IOMMU knows devices by requester ID, and a malicious device may send any. Source Validation in the port lets nothing through whose bus is not below the port. Without it the device of one guest writes with the tables of another.',
    source: 'PCI Express Base Specification, 6.12.1.1; toggle acs without SV',
    confidence: 'confirmed',
    defect: {
      ...strangers,
      sends: ['ram', 'forged'],
      paths: ['ASG'],
      acs: 'none',
      groupPolicy: 'ignore',
    },
    property: 'DMA-CONFINED',
    depth: 12,
    fix: 'ACS Source Validation in the ports.',
    fixed: { acs: ['SV'] },
  }),
  defect({
    id: 'ATS',
    title: 'A request that claims to be translated passes the IOMMU',
    story:
      'With ATS a device asks for translations and then sends host addresses, which the IOMMU lets through. A malicious device does not ask. Translation Blocking in the port would stop such requests; neither Xen nor the set that Linux requires has it.',
    source: 'D.2 of the MSI note; ATS is not security supported (5fc98b9708); toggle ats',
    confidence: 'confirmed',
    defect: { senders: ['f0'], sends: ['ram'], paths: ['ASG'], ats: true },
    property: 'DMA-CONFINED',
    depth: 10,
    fix: 'ACS Translation Blocking in the ports.',
    fixed: { acs: ['SV', 'RR', 'UF', 'TB'] },
  }),
  defect({
    id: 'ATS-PEER',
    title: 'A translated request reaches a peer although the port redirects',
    story:
      'Request Redirect sends a write for another port up to the IOMMU. If the write claims to be translated, the IOMMU sends it on to where it was going: the device of another guest.',
    source: 'D.2 of the MSI note; ATS is not security supported (5fc98b9708); toggle ats',
    confidence: 'confirmed',
    defect: { ...strangers, ...bars, ats: true },
    property: 'P2P-NO-BYPASS',
    depth: 13,
    fix: 'ACS Translation Blocking in the ports.',
    fixed: { acs: ['SV', 'RR', 'UF', 'TB'] },
  }),
  defect({
    id: 'MFD_INTERNAL',
    title: 'Functions of one device reach each other inside the device',
    story:
      'A write of one function for the BAR of another need not leave the device at all. No port and no IOMMU sees it. Functions of such a device must not be with different guests, but libxl assigns them one by one.',
    source: 'D.2 and D.4 of the MSI note; toggle internalP2P',
    confidence: 'confirmed',
    defect: { ...siblings, ...bars, internalP2P: true, groupPolicy: 'ignore' },
    property: 'SELF-P2P',
    depth: 9,
    fix: grouped,
    fixed: asGroup,
  }),
  defect({
    id: 'GROUP_MISSES_MFD',
    title: 'Groups leave out paths inside a device',
    story:
      'Functions without an ACS capability are taken to be apart by some rules, on the grounds that what is not advertised is wired that way. Where they are not, a group is too small, and its parts go to different guests although the policy is kept. Linux reworked its rules for multi-function devices.',
    source: 'D.4 of the MSI note (series of 2025); toggle GROUP_MISSES_MFD',
    confidence: 'reported',
    defect: {
      ...siblings,
      senders: 'none',
      paths: ['ASG'],
      internalP2P: true,
      defects: ['GROUP_MISSES_MFD'],
    },
    property: 'GROUP-ATOMIC',
    depth: 7,
    fix: 'Count functions as one group unless they are known to be apart.',
    fixed: { defects: [] },
  }),
  defect({
    id: 'GROUP_IGNORED',
    title: 'Devices that are not isolated go to different guests',
    story:
      'Xen switches ACS on where a port has it and never refuses an assignment because a port has not. There is a query for groups, which libxl does not ask. Whether guests are isolated is left to whoever writes the configuration.',
    source:
      'pci_enable_acs and assign_device at c447b7308b; D.4 of the MSI note; toggle groupPolicy=ignore',
    confidence: 'confirmed',
    defect: {
      ...strangers,
      senders: 'none',
      paths: ['ASG'],
      acs: 'none',
      groupPolicy: 'ignore',
    },
    property: 'GROUP-ATOMIC',
    depth: 7,
    fix: 'Assign groups as a whole.',
    fixed: { groupPolicy: 'enforce' },
  }),
  defect({
    id: 'F45',
    title: 'A group is split between dom0 and a guest',
    story:
      'One device of a group is driven by the host while another is with a guest. The guest tells its device to write to registers of the host’s, which the IOMMU never sees. A group is to be driven by the kernel as a whole or not at all.',
    source: '1ea2a07a532b; toggle dom0Has',
    confidence: 'confirmed',
    defect: {
      functions: ['f0', 'f2'],
      dom0Has: ['f2'],
      paths: ['ASG'],
      acs: 'none',
      groupPolicy: 'ignore',
    },
    property: 'GROUP-ATOMIC',
    depth: 3,
    fix: 'The host gives up all devices of a group before one of them is assigned.',
    fixed: { dom0Has: 'none', groupPolicy: 'enforce' },
  }),
  defect({
    id: 'ARM_P2P',
    title: 'A root complex routes between devices, and groups do not know',
    story:
      'On some Arm systems the root complex takes addresses in the windows of its devices before the SMMU does (case 4). If it sends such writes on to the device, everything below it is one group: “like not having an IOMMU”. Rules that look at switches only do not see it.',
    source:
      'seed of November 2016, case 4, and reply of Don Dutile; toggles rootComplex=routes, GROUP_MISSES_RC',
    confidence: 'confirmed',
    defect: { ...strangers, ...bars, rootComplex: 'routes', defects: ['GROUP_MISSES_RC'] },
    property: 'P2P-NO-BYPASS',
    depth: 12,
    fix: grouped,
    fixed: { defects: [], ...asGroup },
  }),
  defect({
    id: 'GROUP_NO_RESET',
    title: 'A device that was given back still reaches the rest of its group',
    story:
      'Quarantine cuts a device that comes back from a guest off from memory. It does not keep the device from its peers past the IOMMU. Unless it is reset, it goes on with what the guest told it, while the next guest has the rest of the group. The smallest run needs no second guest: the function reaches what it no longer shares a guest with. Found by this model.',
    source:
      'found by the model; deassign_device at c447b7308b, PCI Express Base Specification, 6.12',
    confidence: 'hypothesis',
    defect: {
      functions: ['f0', 'f2'],
      senders: ['f0'],
      sends: ['bar'],
      paths: ['ASG', 'DEA'],
      acs: 'none',
    },
    property: 'P2P-NO-BYPASS',
    depth: 16,
    fix: 'Reset a device before anything of its group goes to somebody else.',
    fixed: { reset: 'works' },
  }),
  defect({
    id: 'BRIDGE_ALIAS',
    title: 'Devices behind a bridge write to memory of each other’s guest',
    story:
      'The IOMMU has one context for the requester ID of a PCIe-to-PCI bridge. Assigning the second device behind it to another guest moves the first one too: its writes end in memory of the other guest.',
    source: '5.4 of the IOMMU note; libxl assigns functions one by one; toggle requesterIds=bridge',
    confidence: 'confirmed',
    defect: {
      ...strangers,
      sends: ['ram'],
      paths: ['ASG'],
      requesterIds: 'bridge',
      groupPolicy: 'ignore',
    },
    property: 'DMA-CONFINED',
    depth: 12,
    fix: 'What is behind the bridge goes to one guest as a whole, and is reset before it leaves.',
    fixed: asGroup,
  }),
  defect({
    id: 'QUARANTINE_OFF',
    title: 'Without quarantine a device that was given back writes to memory of dom0',
    story:
      'A device that a guest gives back used to go to dom0 at once, with the tables of dom0. If it is still doing what the guest told it, it does so to memory of dom0.',
    source: 'XSA-302, 319f9a0ba9; toggle quarantine',
    confidence: 'confirmed',
    defect: { senders: ['f0'], sends: ['ram'], paths: ['ASG', 'DEA'], quarantine: false },
    property: 'DMA-CONFINED',
    depth: 15,
    fix: 'Cut it off from memory first (319f9a0ba9).',
    fixed: { quarantine: true },
  }),
  defect({
    id: 'PHANTOM_PARTIAL',
    title: 'A phantom function that could not be moved writes to memory of dom0',
    story:
      'A device with phantom functions uses several requester IDs. An error in moving one of them was ignored; with it the device, now in the hands of a guest, writes by the tables of dom0.',
    source: 'XSA-449, cb4ecb3cc1; toggle phantom=partial',
    confidence: 'confirmed',
    defect: { senders: ['f0'], sends: ['ram'], paths: ['ASG'], phantom: 'partial' },
    property: 'DMA-CONFINED',
    depth: 11,
    fix: 'Fail, and undo what was done (cb4ecb3cc1).',
    fixed: { phantom: 'all' },
  }),
];
