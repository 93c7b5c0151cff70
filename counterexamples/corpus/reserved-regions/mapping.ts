/** Defects by which something is mapped over a region, or a region comes to be over something. */

import type { DefectEntry } from '../../catalogue.ts';
import { defect } from './defect.ts';

const neighbours = { first: 'N', hostile: false } as const;
const alone = { first: 'S', endpoints: 1, hostile: false, messages: true } as const;

export const mapDefects: readonly DefectEntry[] = [
  defect({
    id: 'regionAfterMap',
    title: 'An endpoint is attached whose region is over what is mapped already',
    story:
      'The guest runs, buffers are mapped in a domain, and then an endpoint with a region comes to it: hot-added, or because the guest has migrated to a host with other regions. If ATTACH does not look at what is mapped, two things claim the page: the buffer of one endpoint and the region of the other.',
    source:
      'toggle regionAfterMap of the survey; virtio-spec at 15f488c, ATTACH request, which is silent; 3745768918 of QEMU on regions that arrive after PROBE',
    confidence: 'reported',
    defect: { ...neighbours, second: 'R', attachCheck: 'none' },
    property: 'PlugRejectsConflict',
    depth: 26,
    fix: 'ATTACH compares the mappings of the domain with the regions of the endpoint.',
    fixed: { attachCheck: 'reject' },
  }),
  defect({
    id: 'REGION_REPLAYED',
    title: 'What the host refuses to replay for an endpoint is told to nobody',
    story:
      'An endpoint joins a domain in which a page is mapped that its host has reserved. The device replays the mappings of the domain for it. The host refuses this one, as the page is not in its list of valid addresses. That is logged, ATTACH is answered OK, and the driver goes on to give the endpoint a buffer that it cannot reach.',
    source:
      'virtio_iommu_attach and hw/vfio/listener.c of QEMU 10.0.91, by reading (Q12 of the survey)',
    confidence: 'reported',
    defect: { ...neighbours, second: 'R', attachCheck: 'none' },
    property: 'MapMeansThere',
    depth: 26,
    fix: 'ATTACH compares the mappings of the domain with the regions of the endpoint.',
    fixed: { attachCheck: 'reject' },
  }),
  defect({
    id: 'MAP_REFUSED_HIDDEN',
    title: 'MAP over a region is refused by the host, and the guest is told OK',
    story:
      'A guest maps a buffer over a region that it was not told of. QEMU does not compare the request with regions. VFIO refuses it, since the page is not in its list of valid addresses; QEMU logs that and answers OK. The driver believes in a mapping that is not there.',
    source:
      'virtio_iommu_map and hw/vfio/listener.c of QEMU 10.0.91, by reading and by running (Q7, Q12)',
    confidence: 'confirmed',
    defect: {
      ...neighbours,
      second: 'R',
      probe: 'nothing',
      mapCheck: 'none',
      mapFail: 'hidden',
    },
    property: 'MapMeansThere',
    depth: 17,
    fix: 'The device rejects MAP over a region, as the text has it.',
    fixed: { mapCheck: 'reject' },
  }),
  defect({
    id: 'MAP_OVER_R',
    title: 'A buffer is mapped over a region that never reaches the IOMMU',
    story:
      'A guest maps a buffer over a region that it was not told of, and neither device nor host objects. The entry is there, but requests to that page do not get to it: a bridge has aborted them, or, for an emulated endpoint in QEMU, the test for regions comes before the look-up. What the endpoint writes to its buffer is lost.',
    source:
      'virtio_iommu_translate of QEMU 10.0.91, by running (D18 of the survey); VFIO before Linux 5.4',
    confidence: 'confirmed',
    defect: {
      ...neighbours,
      second: 'R',
      probe: 'nothing',
      mapCheck: 'none',
      hostCheck: 'none',
      path: 'blocked',
    },
    property: 'BUFFER-REACHED',
    depth: 20,
    fix: 'The device rejects MAP over a region, as the text has it.',
    fixed: { mapCheck: 'reject' },
  }),
  defect({
    id: 'MSI_UNTOLD',
    title: 'A buffer is mapped over a doorbell, and data are taken for messages',
    story:
      'On x86 the doorbell is at an address that no IOMMU translates. A guest that is not told of it sets up a window for messages in a place of its own choice (Linux: the one of Arm), and lets the real one be used for buffers. What an endpoint writes to a buffer there raises interrupts. Cloud Hypervisor notes that the region must be told for that reason.',
    source:
      'viommu_get_resv_regions of Linux; a comment in cloud-hypervisor ae44c2971 on MSI regions; MAP over M in QEMU, by running',
    confidence: 'reported',
    defect: {
      ...neighbours,
      second: 'M',
      probe: 'nothing',
      mapCheck: 'none',
      hostCheck: 'none',
    },
    property: 'BUFFER-REACHED',
    depth: 20,
    fix: 'The doorbell is told by PROBE, and the device rejects MAP over it.',
    fixed: { probe: 'all', mapCheck: 'reject' },
  }),
  defect({
    id: 'SW_WINDOW_TAKEN',
    title: 'A guest maps a buffer where the host is to map a doorbell',
    story:
      'On most Arm systems the host maps the doorbell itself, in a window of addresses that it has put aside, when the first interrupt is set up. A guest that was not told of the window maps a buffer there first. The host finds the page taken when it sets up the interrupt, and writes an address into the device that stands for failure; the guest, whose interrupt is enabled, gets none.',
    source:
      'iommu_dma_map_msi_msg of Linux before 5.2; virtio-dev, 2018-03-22 ("this has the potential to conflict"); VFIO before Linux 5.4',
    confidence: 'reported',
    defect: {
      ...alone,
      probe: 'nothing',
      mapCheck: 'none',
      hostCheck: 'none',
      mapFail: 'hidden',
    },
    property: 'MSI-KEPT',
    depth: 21,
    fix: 'The window is told as reserved, and the host maps nothing there for the guest.',
    fixed: { probe: 'all', hostCheck: 'validList' },
  }),
  defect({
    id: 'SW_WINDOW_BLOCKED',
    title: 'The window for doorbells is where addresses do not reach the IOMMU',
    story:
      'Linux puts the window for software doorbells at 0x8000000, on every system. On some the root complex has another use for that address. The doorbell is mapped there all the same, the message is aborted before the IOMMU sees it, and devices of guests have no interrupts.',
    source:
      'D.1 of the MSI note: patches of 2024 and 2025 that pick another window; linux-iommu on arm-smmu.msi_iova_base',
    confidence: 'confirmed',
    defect: { ...alone, path: 'blocked' },
    property: 'MSI-KEPT',
    depth: 13,
    fix: 'The window is placed where addresses are translated.',
    fixed: { path: 'translated' },
  }),
];
