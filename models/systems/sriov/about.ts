/** Where the family comes from, and what it leaves out: printed with every pass. */

import type { Values } from './parameters.ts';
import type { Scene } from './paths.ts';

export const sources: readonly string[] = [
  '"pci-iov: Add support for unmanaged SR-IOV", virtio-dev, March 2018',
  'Linux 6.12, drivers/vfio, drivers/iommu/iommufd, drivers/pci; the fixes named with each catalogue entry',
  'QEMU 10.0.91, hw/vfio and hw/virtio/virtio-iommu.c',
  'PCI Express Base Specification, VT-d specification, SMMUv3 architecture: by way of the survey',
];

const ofScene: Readonly<Record<Scene, readonly string[]>> = {
  'pf-vf': [
    'One PF. A guest has one VF at a time; who has shown the right token is trusted.',
    'What a PF can do to its VFs beyond a reset is not carried out: that its user is not trusted is bad enough.',
    'VFs that are there send requests whenever they like, whatever their bus-master bit says.',
    'The default domain of a VF maps nothing.',
  ],
  mdev: [
    'One mediated device, one range; the vendor driver pins page by page, as the guest uses the device.',
    'An unmapping that finds pages pinned twice fails an assertion; the real bounds are 10 and 100.',
    'The device fills its cache from its table at any time, and forgets only what it is told to.',
  ],
  nested: [
    'One device behind both stages; its requests are writes to I/O pages that stage 1 maps to as many guest-physical ones.',
    'Stage 1 is in memory of the guest, which is tables or something else as a whole; a walk through something else may lead anywhere that stage 2 leads.',
    'The guest is stopped while its virtual IOMMU is reset. Caches drop nothing of their own accord.',
  ],
  migration: [
    'One VF, one page of memory, one I/O page; a write of the VF is logged where it is translated.',
    'The VMM reads the log and changes mappings of the virtual IOMMU under one lock.',
    'Migration does not fail; what the VF sends at the destination is not looked at.',
  ],
};

/** What was bounded and abstracted, in sentences. */
export function assumptions({ scene }: Values): readonly string[] {
  return ofScene[scene];
}
