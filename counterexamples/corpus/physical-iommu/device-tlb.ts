/** Defects of ATS: the device-TLB, and the order in which it is switched and flushed. */

import type { DefectEntry } from '../../catalogue.ts';
import { defect } from './defect.ts';

const smmu = { iommu: 'smmu', ats: 'toggled' } as const;

export const deviceTlbDefects: readonly DefectEntry[] = [
  defect({
    id: 'F37',
    title: 'SMMUv3: the device-TLB is flushed before the IOTLB',
    story:
      'An unmap flushes the cache of the device first and that of the IOMMU second. Between the two the device asks again, and the IOMMU answers from the entry that is about to be flushed.',
    source: 'F37, P3: SMMUv3 series of August 2019; toggle atcFirst',
    confidence: 'confirmed',
    defect: { ...smmu, paths: ['UNMAP'], defects: ['atcFirst'] },
    property: 'AtcAfterTlb',
    depth: 3,
    fix: 'Wait for the flush of the IOTLB, then flush the device-TLB.',
  }),
  defect({
    id: 'F37-FREED',
    title: 'A device keeps a page that it has asked for between the two flushes',
    story:
      'What F37 leads to: the device fills its cache again from the IOTLB, the IOTLB is flushed, the page is unpinned and given away, and the device goes on writing to it without asking anybody.',
    source: 'F37, P3, P8: SMMUv3 series of August 2019; toggle atcFirst',
    confidence: 'confirmed',
    defect: { ...smmu, paths: ['UNMAP'], defects: ['atcFirst'] },
    property: 'NoDmaToFreed',
    depth: 12,
    fix: 'Wait for the flush of the IOTLB, then flush the device-TLB.',
  }),
  defect({
    id: 'atcSkipped',
    title: 'An unmap does not flush the device-TLB',
    story:
      'The entry is cleared, the IOTLB is flushed, the page is given away. The device has cached the translation itself, and sends its requests translated, which the IOMMU lets pass.',
    source: 'P3, variant atcSkipped',
    confidence: 'reported',
    defect: { ats: 'kept', paths: ['UNMAP'], defects: ['atcSkipped'] },
    property: 'NoDmaToFreed',
    depth: 8,
    fix: 'Flush the device-TLB after the IOTLB, and wait for the device.',
  }),
  defect({
    id: 'atcSkipped-MOVE',
    title: 'A device changes hands with ATS on, and its device-TLB is not flushed',
    story:
      'The entry of the device leads to another domain, context and IOTLB are flushed, ATS stays on. What the device has cached of its old domain goes on being used.',
    source: 'F37, not flushed on detach; variant atcSkipped',
    confidence: 'confirmed',
    defect: { ats: 'kept', paths: ['MOVE'], defects: ['atcSkipped'] },
    property: 'NoStaleAtc',
    depth: 10,
    fix: 'Flush the device-TLB once context and IOTLB have been.',
  }),
  defect({
    id: 'F38',
    title: 'VT-d in Xen: devices to flush are looked up by the id they have by then',
    story:
      'The device-TLB part of a flush by domain id goes to the devices whose context has that id. When a device changes hands its context has been rewritten before, so the flush for the old id does not find it; ATS is on already and is not switched on anew, which would empty the cache.',
    source:
      'F38, 5.3 of the survey: by reading at c447b7308b; ATS is not security supported in Xen (5fc98b9708)',
    confidence: 'hypothesis',
    defect: { ats: 'kept', paths: ['MOVE'], defects: ['atcByCurrentId'] },
    property: 'NoStaleAtc',
    depth: 10,
    fix: 'Flush the device-TLB of the device whose entry has changed.',
  }),
  defect({
    id: 'atsDisableAssumedEmpty',
    title: 'SMMUv3: a device-TLB is taken to be empty because ATS was switched off',
    story:
      'Before a change of hands ATS is switched off at the device, and nobody flushes the cache after that. Switching it off empties nothing, and on a physical function it has no effect while virtual functions use ATS: the device goes on with what it has.',
    source: 'F37, P5, Linux 8dd8f005bdd4; toggle atsDisableAssumedEmpty',
    confidence: 'confirmed',
    defect: { ...smmu, vfs: true, paths: ['MOVE'], defects: ['atsDisableAssumedEmpty'] },
    property: 'NoStaleAtc',
    depth: 15,
    fix: 'Flush the device-TLB although ATS is off.',
  }),
  defect({
    id: 'atsDisableAssumedEmpty-FLIGHT',
    title: 'A request that was sent translated arrives after the change of hands',
    story:
      'The same without virtual functions: switching ATS on again empties the cache. But nobody has waited for requests that the device had sent translated before, and one arrives in the old domain when the device has long been another’s.',
    source: 'P5; toggle atsDisableAssumedEmpty, found by the model',
    confidence: 'hypothesis',
    defect: { ...smmu, paths: ['MOVE'], defects: ['atsDisableAssumedEmpty'] },
    property: 'DMA-CONFINED',
    depth: 16,
    fix: 'Flush the device-TLB although ATS is off: the answer of the device comes after its requests.',
  }),
  defect({
    id: 'atsDeviceFirst',
    title: 'SMMUv3: ATS is switched on at the device before it is at the IOMMU',
    story:
      'The device may ask for translations and send translated requests as soon as its own switch is on. The IOMMU refuses both until its own is.',
    source: 'P4: SMMUv3 series of August 2019; AtsEnableOrder',
    confidence: 'confirmed',
    defect: { ...smmu, paths: ['MOVE'], defects: ['atsDeviceFirst'] },
    property: 'AtsEnableOrder',
    depth: 13,
    fix: 'The IOMMU first, then the device.',
  }),
  defect({
    id: 'atsIommuOffFirst',
    title: 'SMMUv3: ATS is switched off at the IOMMU before it is at the device',
    story:
      'The device goes on sending translated requests for as long as its own switch is on, and the IOMMU takes them for faults.',
    source: 'P4: SMMUv3 series of August 2019; AtsEnableOrder',
    confidence: 'confirmed',
    defect: { ...smmu, paths: ['MOVE'], defects: ['atsIommuOffFirst'] },
    property: 'AtsEnableOrder',
    depth: 2,
    fix: 'The device first, then the IOMMU.',
  }),
  defect({
    id: 'unlistedEarly',
    title: 'A device leaves the list of those to flush before its own flush',
    story:
      'Each domain has a list of the devices whose device-TLBs are flushed with it. A device that changes hands is taken off it and flushed afterwards. Whoever unmaps a page in between finds nobody to flush and gives it away while a translated request is on its way there.',
    source:
      'P3, P8; found by the model; the order it departs from is that of arm_smmu_attach_commit (Linux 6.11) and of detach_device for AMD (4a552f7890f0)',
    confidence: 'hypothesis',
    defect: { ats: 'kept', paths: ['MOVE', 'UNMAP'], defects: ['unlistedEarly'] },
    property: 'NoDmaToFreed',
    depth: 11,
    fix: 'The device leaves the list when its own flush is complete.',
  }),
];
