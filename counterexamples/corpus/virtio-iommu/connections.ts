/** Endpoints that are not behind the virtual IOMMU under a requester id of their own. */

import type { DefectEntry } from '../../catalogue.ts';
import { defect, mapping } from './defect.ts';

export const connectionDefects: readonly DefectEntry[] = [
  defect({
    id: 'bypassBus',
    title: 'A device on a bus that bypasses the IOMMU reaches all memory',
    story:
      'A host bridge can be told to keep its devices away from the virtual IOMMU. What is plugged there reaches all memory of the guest from the start, with bypass = 0, and no request changes that: ATTACH is answered NOENT, since the IOMMU does not know the device.',
    source: 'D24; bypass_iommu and default_bus_bypass_iommu of QEMU 7.2.22, seen by running it',
    confidence: 'confirmed',
    defect: { offered: ['BYPASS_CONFIG'], last: 'bypassBus' },
    property: 'BypassFieldDecides',
    depth: 0,
    fix: 'Only what is trusted is plugged there.',
    fixed: { last: 'own' },
  }),
  defect({
    id: 'notAsking',
    title: 'An emulated virtio device that asks for no translation reaches all memory',
    story:
      'A virtio device without VIRTIO_F_ACCESS_PLATFORM uses addresses of the guest’s memory as they are. The virtual IOMMU lists the device, takes it into domains and answers OK; the device never asks for a translation, whatever is mapped for it.',
    source: 'D24a; property iommu_platform of QEMU 10.0.91, by reading',
    confidence: 'reported',
    defect: { hostile: 0, emulated: 1, offered: ['BYPASS_CONFIG'], last: 'notAsking' },
    property: 'ViewMatchesState',
    depth: 0,
    fix: 'The device offers VIRTIO_F_ACCESS_PLATFORM, and the driver accepts it.',
    fixed: { last: 'own' },
  }),
  defect({
    id: 'aliasHidden',
    title: 'A device behind a bridge reaches what is mapped for another one',
    story:
      'Requests of devices behind a bridge from PCIe to PCI come with the requester id of the bridge, or of the first device behind it. The IOMMU cannot tell them apart: what is mapped for the one that bears the id is reached by all, though a request that names them is answered NOENT. Such devices are one group, and belong to one owner.',
    source: 'D25; pci_device_iommu_address_space of QEMU 10.0.91, by reading',
    confidence: 'reported',
    defect: { ...mapping, trusted: 1, last: 'aliased' },
    property: 'GuestContained',
    depth: 15,
    fix: 'The device is behind a port of its own, with a requester id of its own.',
    fixed: { last: 'own' },
  }),
];
