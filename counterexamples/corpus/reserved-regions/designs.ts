/** Layers as they are, and hosts as they are: what each keeps of the requirements on regions. */

import type { DesignEntry } from '../../catalogue.ts';
import { allDesignsOf, type DesignInit } from '../../entries.ts';

const unlike = { first: 'N', second: 'R' } as const;
const untold = { ...unlike, probe: 'nothing', mapCheck: 'none' } as const;

const designs: readonly DesignInit[] = [
  {
    id: 'RR-TEXT-I',
    title: 'The text, with a region of firmware and a hostile endpoint',
    parameters: {},
  },
  {
    id: 'RR-TEXT-R',
    title: 'The text, with a reserved region and a hostile endpoint',
    parameters: unlike,
  },
  {
    id: 'RR-SEED-RI',
    title: 'The table of 2017 for R and I, on a host that maps nothing over R',
    parameters: { second: 'R', merge: 'accept' },
    remarks: 'the host saves the cell',
  },
  {
    id: 'RR-SEED-RI-BLOCKED',
    title: 'The same, on a platform where requests to R do not reach the IOMMU',
    parameters: { second: 'R', merge: 'accept', hostCheck: 'none', path: 'blocked' },
    remarks: 'the platform saves the cell',
  },
  {
    id: 'RR-HW-DOORBELL',
    title: 'A hardware doorbell, told as M, beside an endpoint without',
    parameters: { first: 'N', second: 'M', messages: true },
  },
  {
    id: 'RR-SW-DOORBELL',
    title: 'A software doorbell, told as R',
    parameters: { first: 'S', endpoints: 1, hostile: false, messages: true },
  },
  {
    id: 'RR-CH',
    title: 'Cloud Hypervisor: no check, a host that refuses is heard of; the guest knows nothing',
    parameters: { ...untold, hostile: false },
    remarks: 'a second line of defence',
  },
  {
    id: 'RR-VFIO',
    title: 'QEMU and VFIO: migration, then RAM and a device in any order',
    parameters: { setup: 'vfio', migrates: true, layout: 'thisHost' },
  },
  {
    id: 'RR-VFIO-QEMU',
    title: 'The same, with a process that aborts',
    parameters: { setup: 'vfio', migrates: true, layout: 'thisHost', mapFailLate: 'abort' },
    violated: { 'VM-ALIVE': 7 },
    remarks: 'MAP_FAIL_ABORT of guest-msi',
  },
  {
    id: 'RR-VFIO-DEVICE-RAM',
    title: 'A device, then RAM that is refused',
    parameters: { setup: 'vfio', migrates: true, order: 'deviceThenRAM' },
  },
  {
    id: 'RR-VFIO-RAM-DEVICE',
    title: 'RAM, then a device that is refused, in a process that would abort',
    parameters: { setup: 'vfio', migrates: true, order: 'RAMThenDevice', mapFailLate: 'abort' },
  },
  {
    id: 'RR-VFIO-EARLIER',
    title: 'Regions are read by the management layer, at some time before',
    parameters: { setup: 'vfio', migrates: true, layout: 'thisHost', resv: 'checkEarlier' },
    violated: { 'RESV-DISJOINT': 8, 'HOTADD-CHECKED': 8 },
    remarks: 'RESV_EARLIER, F22 of guest-msi',
  },
  {
    id: 'RR-XEN-HOST',
    title: 'Xen, strict, a guest built with regions kept free (rdm="strategy=host")',
    parameters: { setup: 'xen', rdmStrategy: 'host' },
  },
  {
    id: 'RR-XEN-RELAXED',
    title: 'Xen, relaxed, a guest built without asking for regions',
    parameters: { setup: 'xen', rdmPolicy: 'relaxed' },
    violated: { 'RESV-DISJOINT': 8, 'RMRR-MAPPED': 8 },
    remarks: 'RDM_RELAXED of guest-msi, RDM_UNMAPPED',
  },
];

export const reservedRegionDesigns: readonly DesignEntry[] = allDesignsOf(
  'reserved-regions',
  designs,
);
