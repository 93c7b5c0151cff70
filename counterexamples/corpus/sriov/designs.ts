/** Ways of sharing a device as they are. */

import type { DesignEntry } from '../../catalogue.ts';
import { allDesignsOf, type DesignInit } from '../../entries.ts';

const designs: readonly DesignInit[] = [
  { id: 'SRIOV-USER', title: 'A PF in user space, with a token', parameters: {} },
  {
    id: 'SRIOV-LANDED',
    title: 'The same as it landed, by reading',
    parameters: { defects: ['TOKEN_EARLY', 'TOKEN_KEPT'] },
    violated: { PfOwnerTrustedByVfs: 14 },
    remarks: 'TOKEN_EARLY, TOKEN_KEPT',
  },
  {
    id: 'SRIOV-KERNEL',
    title: 'A PF that a driver of the host manages, device-TLBs',
    parameters: { pf: 'kernel', users: ['P'], ats: true },
  },
  {
    id: 'MDEV-IOMMUFD',
    title: 'A mediated device with iommufd, two pages',
    parameters: { scene: 'mdev', pages: 2 },
  },
  {
    id: 'MDEV-TYPE1',
    title: 'A mediated device with VFIO type1',
    parameters: { scene: 'mdev', container: 'type1' },
    violated: { 'ASSERT-FREE': 44 },
    remarks: 'REPIN',
  },
  {
    id: 'NESTED',
    title: 'Stage 1 by the guest, stage 2 by the host',
    parameters: { scene: 'nested' },
  },
  {
    id: 'NESTED-MSI',
    title: 'The same with messages through both stages',
    parameters: { scene: 'nested', msi: true },
  },
  {
    id: 'MIGRATION',
    title: 'A VF that migrates with a guest that has a virtual IOMMU',
    parameters: { scene: 'migration' },
  },
];

export const sriovDesigns: readonly DesignEntry[] = allDesignsOf('sriov', designs);
