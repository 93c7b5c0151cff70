/** Defects of nested translation: invalidations, scopes of flushes, resets, doorbells. */

import type { DefectEntry } from '../../catalogue.ts';
import { defectsOf } from '../../entries.ts';

const defect = defectsOf('sriov', { scene: 'nested' });

export const nestedDefects: readonly DefectEntry[] = [
  defect({
    id: 'INVALIDATION_DROPPED',
    title: 'An invalidation of the guest is not forwarded',
    story:
      'The guest writes stage 1 itself, in its own memory, and nobody sees it. What the hardware has cached of it goes only if the VMM passes the invalidation on.',
    source:
      'N7 of the survey; RFC for an INVALIDATE request of virtio-iommu, November 2023; toggle INVALIDATION_DROPPED',
    confidence: 'reported',
    defect: { paths: ['INV'], defects: ['INVALIDATION_DROPPED'] },
    property: 'ShadowRefines',
    depth: 6,
    fix: 'Forward every invalidation.',
  }),
  defect({
    id: 'INVALIDATION_EARLY',
    title: 'An invalidation of the guest is answered too early',
    story:
      'The VMM hands the invalidation to the host and answers the guest before the hardware has carried it out. The guest gives the page to somebody else, and the device still writes to it.',
    source: 'P6 of the survey, applied to what is forwarded; toggle INVALIDATION_EARLY',
    confidence: 'hypothesis',
    defect: { paths: ['INV'], defects: ['INVALIDATION_EARLY'] },
    property: 'ShadowRefines',
    depth: 7,
    fix: 'Answer when the host has answered.',
  }),
  defect({
    id: 'RANGE_SHORT',
    title: 'A range is shorter when it gets to the host',
    story:
      'A range is encoded as a number of pages, a scale and a granule, and is cut into powers of two on its way. Rounding that goes wrong leaves the end of the range cached.',
    source: 'N7 of the survey; QEMU dcda883cd2, 6d9cd115b9, 219729cfbf; toggle RANGE_SHORT',
    confidence: 'reported',
    defect: { pages: 2, paths: ['INV'], defects: ['RANGE_SHORT'] },
    property: 'ShadowRefines',
    depth: 10,
    fix: 'Forward all of the range, or more.',
  }),
  defect({
    id: 'S2_FLUSH_BY_ADDRESS',
    title: 'A change of stage 2 leaves combined entries cached',
    story:
      'The hardware caches both stages together under the address of the device. A flush of stage 2 by guest-physical address does not find such an entry; the host takes the page, and the device writes to it.',
    source:
      'N7 of the survey: host changes of stage 2 must flush combined entries; toggle S2_FLUSH_BY_ADDRESS',
    confidence: 'reported',
    defect: { paths: ['S2C'], defects: ['S2_FLUSH_BY_ADDRESS'] },
    property: 'HostContained',
    depth: 6,
    fix: 'Flush the domain, or stage 1 as well.',
  }),
  defect({
    id: 'NESTED_FLUSH_SCOPE',
    title: 'The same, seen when the flush returns',
    story:
      'Whatever the host does with the page, the flush that it has waited for has not reached all that was made of the entry.',
    source: 'NestedFlushScope of the survey; toggle S2_FLUSH_BY_ADDRESS',
    confidence: 'reported',
    defect: { paths: ['S2C'], defects: ['S2_FLUSH_BY_ADDRESS'] },
    property: 'NestedFlushScope',
    depth: 5,
    fix: 'Flush the domain, or stage 1 as well.',
  }),
  defect({
    id: 'S2_TAKEN_EARLY',
    title: 'A page is taken before stage 2 has been flushed',
    story: 'Entry, cache, page is the order for stage 2 as well.',
    source: 'P8 of the survey, applied to stage 2; toggle S2_TAKEN_EARLY',
    confidence: 'hypothesis',
    defect: { paths: ['S2C'], defects: ['S2_TAKEN_EARLY'] },
    property: 'HostContained',
    depth: 3,
    fix: 'Take the page when the flush is complete.',
  }),
  defect({
    id: 'PASID_SCOPE',
    title: 'Teardown of a PASID in nested mode flushes by PASID',
    story:
      'Taking a device out of a nested domain was followed by a flush for its PASID. What is cached of stage 2 carries the domain and no PASID, and stays.',
    source: 'P14 and N6 of the survey; iommu list, 2021-08-17; toggle PASID_SCOPE',
    confidence: 'confirmed',
    defect: { paths: ['TDN'], defects: ['PASID_SCOPE'] },
    property: 'NestedFlushScope',
    depth: 5,
    fix: 'Flush the domain.',
  }),
  defect({
    id: 'S2_HOLE',
    title: 'Stage 2 leads to memory of somebody else',
    story:
      'The guest chooses what stage 1 leads to. Whatever stage 2 has at some guest-physical address is within its reach, used by the guest or not: reserved regions of firmware, registers of other devices.',
    source: 'N10 of the survey; toggle S2_HOLE',
    confidence: 'hypothesis',
    defect: { paths: ['INV', 'S2C'], defects: ['S2_HOLE'] },
    property: 'HostContained',
    depth: 10,
    fix: 'Have nothing in stage 2 that is not the guest’s.',
  }),
  defect({
    id: 'RESET_KEEPS_STAGE1',
    title: 'A reset leaves stage 1 in the context',
    story:
      'The tables of stage 1 are in memory of the guest. After a reset the next kernel uses that memory for something else, and the hardware goes on reading entries from it.',
    source: 'N9 of the survey; toggle RESET_KEEPS_STAGE1',
    confidence: 'hypothesis',
    defect: { paths: ['VRS'], defects: ['RESET_KEEPS_STAGE1'] },
    property: 'ResetUnhooksStage1',
    depth: 2,
    fix: 'Take stage 1 out of the context, and flush, before the guest runs again.',
  }),
  defect({
    id: 'RESET_NO_FLUSH',
    title: 'A reset forgets what is cached',
    story:
      'Stage 1 is out of the context in memory, and the hardware has not been told: it goes by the context that it has cached.',
    source: 'N9 and P2 of the survey; toggle RESET_NO_FLUSH',
    confidence: 'hypothesis',
    defect: { paths: ['VRS'], defects: ['RESET_NO_FLUSH'] },
    property: 'ResetUnhooksStage1',
    depth: 4,
    fix: 'Flush the context and the TLB before the memory is used again.',
  }),
  defect({
    id: 'DOORBELL_ONE_STAGE',
    title: 'The doorbell is mapped in stage 1 alone',
    story:
      'With nested translation a message goes through both stages. The guest maps the doorbell it knows in stage 1; if the host has nothing in stage 2 there, interrupts are lost.',
    source:
      'virtio-dev, "Add virtio-iommu driver", March 2018, on nested translation; N8 of the survey; toggle DOORBELL_ONE_STAGE',
    confidence: 'confirmed',
    defect: { msi: true, paths: ['MSE'], defects: ['DOORBELL_ONE_STAGE'] },
    property: 'DoorbellOwn',
    depth: 2,
    fix: 'The host maps the doorbell in stage 2 before MSI is enabled.',
  }),
  defect({
    id: 'DOORBELL_UNTOLD',
    title: 'The guest is not told where the doorbell is',
    story:
      'Without nested translation the host maps the doorbell behind the back of the guest. With it the guest has to, and must learn where: a reserved region that says nothing of the kind is not enough.',
    source:
      'virtio-dev, "Add virtio-iommu driver", March 2018, on nested translation; N8 of the survey; toggle DOORBELL_UNTOLD',
    confidence: 'confirmed',
    defect: { msi: true, paths: ['MSE'], defects: ['DOORBELL_UNTOLD'] },
    property: 'DoorbellOwn',
    depth: 3,
    fix: 'A kind of region that the guest must map; none is in the specification.',
  }),
  defect({
    id: 'DOORBELL_WIDE-NESTED',
    title: 'Stage 2 has doorbells of other devices beside',
    story:
      'The guest chooses the address within what stage 2 maps. If there are doorbells of other devices as well, it raises their interrupts.',
    source: 'N8 of the survey; toggle DOORBELL_WIDE',
    confidence: 'hypothesis',
    defect: { msi: true, paths: ['MSE'], defects: ['DOORBELL_WIDE'] },
    property: 'DoorbellOwn',
    depth: 3,
    fix: 'One doorbell for each device in a page of its own, or a table behind it.',
  }),
];
