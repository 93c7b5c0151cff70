/** Defects of hosts: VFIO, the groups of Linux, Xen and its toolstack. */

import type { DefectEntry } from '../../catalogue.ts';
import { defect } from './defect.ts';

const vfio = { setup: 'vfio' } as const;
const xen = { setup: 'xen' } as const;

export const hostDefects: readonly DefectEntry[] = [
  defect({
    id: 'GROUP_GROWS',
    title: 'A second device brings a region to a group whose devices are in use',
    story:
      'Regions are those of a group: of all devices that the IOMMU cannot tell apart. They are read when the group is attached to a guest. If another device joins the group after that, it may bring a region that RAM of the guest covers, and nobody compares again.',
    source:
      'D.5 of the MSI note; iommu_group_add_device and vfio_iommu_type1_attach_group, by reading',
    confidence: 'hypothesis',
    defect: { ...vfio, group: 'unchecked' },
    property: 'RESV-DISJOINT',
    depth: 7,
    fix: 'Who joins a group that is in use has its regions compared with what is mapped.',
    fixed: { group: 'checked' },
  }),
  defect({
    id: 'WINDOWS_UNLISTED',
    title: 'RAM is placed over a bridge window that the host does not list',
    story:
      'Case 4 of the Arm discussion is about addresses that never reach the IOMMU, since a bridge has them. Linux used to publish them as reserved. Since cd2c9fcf5c66 only the DMA code of the host itself keeps clear of them: VFIO neither lists nor refuses them, and leaves them to ACS. Without ACS a guest has RAM there, and what its device writes goes elsewhere, although all was compared.',
    source:
      'cd2c9fcf5c66 of Linux, and questions about it on the linux-iommu list; D.1 of the MSI note, point 4',
    confidence: 'confirmed',
    defect: { ...vfio, listed: 'notWindows' },
    property: 'RESV-DISJOINT',
    depth: 6,
    fix: 'Windows are listed, or ports have ACS, and then no address is claimed on the way.',
    fixed: { listed: 'all' },
  }),
  defect({
    id: 'DIRECT_CLAIMED',
    title: 'A device that needs its region is cut off when VFIO claims it',
    story:
      'A device with an RMRR is not assigned to guests. But VFIO could still claim it, and the group of a device that is claimed goes to a domain that blocks everything: the region is not mapped, and firmware that uses it faults, before anybody has tried to attach the device.',
    source: 'a48ce36e2786 of Linux (2023)',
    confidence: 'confirmed',
    defect: { ...vfio, region: 'direct', direct: 'refuseAttach' },
    property: 'RMRR-MAPPED',
    depth: 2,
    fix: 'A device with such a region cannot be claimed (a48ce36e2786).',
    fixed: { direct: 'refuseClaim' },
  }),
  defect({
    id: 'DIRECT_ASSIGNED',
    title: 'A device that needs its region is assigned without it',
    story:
      'A device with an RMRR is assigned like any other. In the domain of the guest the region is not mapped, and could not be: the guest may have RAM there. Firmware goes on using the device by that region, faults, and takes the host down with it.',
    source: 'c875d2c1b808 of Linux (2014)',
    confidence: 'confirmed',
    defect: { ...vfio, region: 'direct', direct: 'ignore' },
    property: 'RMRR-MAPPED',
    depth: 3,
    fix: 'A device with such a region is not assigned (c875d2c1b808), nor claimed (a48ce36e2786).',
    fixed: { direct: 'refuseClaim' },
  }),
  defect({
    id: 'RELAXABLE_ACTIVE',
    title: 'Firmware writes to a region that was waived, and hits RAM of a guest',
    story:
      'The regions of USB controllers and graphics are known to be of no use once a driver has taken over. They are waived, and their addresses used for RAM of the guest. All of that rests on what is known of these devices. Firmware that goes on writes into the guest.',
    source: '18436afdc11a of Linux; virtio-dev, 2019-05-14 ("safely assigned with RMRR ignored")',
    confidence: 'hypothesis',
    defect: { ...vfio, region: 'relaxable', firmware: 'active' },
    property: 'WAIVED-QUIET',
    depth: 6,
    fix: 'A region that firmware goes on using is not waived: such a device is not assigned.',
    fixed: { region: 'direct' },
  }),
  defect({
    id: 'RDM_UNMAPPED',
    title: 'With the relaxed policy a device is assigned without its region',
    story:
      'A guest was built without asking for regions, and has RAM where a device that is hot-plugged must have memory of firmware. With the relaxed policy Xen warns that it cannot set up the identity mapping, and assigns the device. What firmware, or the driver of an integrated graphics device, does by that region ends in RAM of the guest; the manual of xl says that the guest may crash.',
    source: 'p2m_add_identity_entry and docs/man/xl.cfg.5.pod.in of Xen at c447b7308b',
    confidence: 'confirmed',
    defect: { ...xen, rdmPolicy: 'relaxed' },
    property: 'RMRR-MAPPED',
    depth: 8,
    fix: 'The strict policy.',
    fixed: { rdmPolicy: 'strict' },
  }),
  defect({
    id: 'RMRR_SHARED',
    title: 'Two devices that share a region of firmware are with two guests',
    story:
      'In rare cases firmware tables name one region for several devices. Each guest that has one of them gets the region mapped to itself, and the devices of both read and write the same memory. Xen refuses to assign such a device, with whomever the others are, unless the policy is relaxed; then it says that this is risky.',
    source: 'intel_iommu_assign_device of Xen at c447b7308b',
    confidence: 'confirmed',
    defect: {
      ...xen,
      devices: ['f0', 'f1'],
      guests: ['A', 'B'],
      rdmPolicy: 'relaxed',
      rdmStrategy: 'host',
    },
    property: 'NoForeignIdentity',
    depth: 15,
    fix: 'The strict policy; or one guest for all devices that share the region.',
    fixed: { rdmPolicy: 'strict' },
  }),
  defect({
    id: 'F47',
    title: 'Firmware tables that name RAM are taken for a region of firmware',
    story:
      'On AMD the tables of firmware name ranges that must be mapped to themselves. Xen checks that these are reserved memory. The test for what to do with a range that is not was the wrong way round, so that RAM passed: a guest that is given the device gets a mapping of memory that may be anybody’s. It takes firmware with a bug.',
    source: '83afa31358 of Xen',
    confidence: 'confirmed',
    defect: { ...xen, rdmStrategy: 'host', tables: 'overRam', typeCheck: 'inverted' },
    property: 'NoForeignIdentity',
    depth: 8,
    fix: 'Ranges that are RAM are refused (83afa31358).',
    fixed: { typeCheck: 'right' },
  }),
];
